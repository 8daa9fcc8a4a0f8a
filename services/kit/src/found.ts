/**
 * What must be there, because we have just written it or found it in the same reach.
 * @throws Error when it is not: a fault of ours.
 */
export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('what was just found or written is not there');
  return value;
}
