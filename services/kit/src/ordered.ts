/**
 * Rows in the order of the keys that were asked for; null where there is none. What a loader or a reference resolver answers
 * must be in order: the gateway merges by position.
 */
export function inOrder<K, T>(keys: readonly K[], rows: readonly T[], keyOf: (row: T) => K): readonly (T | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** Groups of rows in the order of the keys that were asked for; empty where there are none. */
export function groupsInOrder<K, T>(
  keys: readonly K[],
  rows: readonly T[],
  keyOf: (row: T) => K,
): readonly (readonly T[])[] {
  const byKey = new Map<K, T[]>();
  for (const row of rows) {
    const group = byKey.get(keyOf(row));
    if (group) group.push(row);
    else byKey.set(keyOf(row), [row]);
  }
  return keys.map((key) => byKey.get(key) ?? []);
}
