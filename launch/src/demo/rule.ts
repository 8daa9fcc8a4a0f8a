import type { Result } from '@samplan/kit/result';

/**
 * What a rule allowed.
 * @throws Error when it refused: the demo region obeys every rule, so its own tables are wrong.
 */
export function allowed<T>(result: Result<T, { readonly code: string }>): T {
  if (!result.ok) throw new Error(`the demo region breaks a rule: ${result.problem.code}`);
  return result.value;
}

/** Somebody or something that the demo region must have. */
export function present<T>(found: T | null | undefined, what: string): T {
  if (found === null || found === undefined) throw new Error(`the demo region has no ${what}`);
  return found;
}
