import { BadInput } from '../server/errors.ts';

/** The longest free text (f.6 126). */
export const MAX_TEXT = 2000;

/**
 * Text from a user: kept as it is, shown as plain text. Refuses what PostgreSQL cannot store or nobody can read.
 * @param field - path of the input: `input.text`.
 * @throws BadInput `EMPTY`, `TOO_LONG` or `NOT_TEXT`.
 */
export function text(field: string, value: string, max: number = MAX_TEXT): string {
  if (value.trim() === '') throw new BadInput(field, 'EMPTY', `Fältet ${field} får inte vara tomt.`);
  // Counted as people count, not in UTF-16 units.
  if ([...value].length > max) {
    throw new BadInput(field, 'TOO_LONG', `Fältet ${field} får ha högst ${max} tecken.`);
  }
  if (value.includes('\u0000') || !value.isWellFormed()) {
    throw new BadInput(field, 'NOT_TEXT', `Fältet ${field} innehåller tecken som inte är text.`);
  }
  return value;
}

/** Like {@link text}, for what may be left out. */
export function optionalText(field: string, value: string | null | undefined, max: number = MAX_TEXT): string | null {
  return value == null ? null : text(field, value, max);
}

/**
 * An idempotency key.
 * @throws BadInput
 */
export function idempotencyKey(value: string): string {
  return text('input.idempotencyKey', value, 100);
}

/**
 * A list of different ids.
 * @throws BadInput `EMPTY`, `TOO_MANY` or `REPEATED`.
 */
export function idList(field: string, ids: readonly string[], max: number): readonly string[] {
  if (ids.length === 0) throw new BadInput(field, 'EMPTY', `Fältet ${field} måste ha minst ett värde.`);
  if (ids.length > max) throw new BadInput(field, 'TOO_MANY', `Fältet ${field} får ha högst ${max} värden.`);
  if (new Set(ids).size !== ids.length) {
    throw new BadInput(field, 'REPEATED', `Fältet ${field} har samma värde flera gånger.`);
  }
  return ids;
}

/**
 * The year-month-day and time limits of an instant that a user gives.
 * @throws BadInput `BEFORE` or `AFTER` the limits.
 */
export function within(field: string, value: Date, earliest: Date | null, latest: Date | null, message: string): Date {
  if (earliest && value < earliest) throw new BadInput(field, 'TOO_EARLY', `Fältet ${field}: ${message}`);
  if (latest && value > latest) throw new BadInput(field, 'TOO_LATE', `Fältet ${field}: ${message}`);
  return value;
}
