/**
 * Storage that lasts as long as the page. The editor would otherwise leave operations and variables, with identity numbers and
 * passwords in them, on the disk of a shared computer.
 */
export function forgetfulStorage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    clear: () => kept.clear(),
    get length() {
      return kept.size;
    },
  };
}
