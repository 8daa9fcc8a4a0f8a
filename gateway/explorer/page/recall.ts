import type { SessionState } from './session.ts';

/** What earlier answers told: ids by their prefix (`epi`), versions (`epi.version`), recipients, the physician. */
export type Recall = Map<string, unknown>;

/** What stands in a variable until something has been told. */
const UNKNOWN = '…';

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 };

/**
 * Keeps what the examples need of an answer, so that an id need not be copied from one operation to the next. Later values
 * replace earlier ones; of a list the first item counts.
 */
export function remember(recall: Recall, answer: unknown): void {
  if (Array.isArray(answer)) {
    for (const item of answer.toReversed()) remember(recall, item);
    return;
  }
  if (!isRecord(answer)) return;
  rememberId(recall, answer);
  if (typeof answer['sequence'] === 'number') recall.set('sequence', answer['sequence']);
  if (Array.isArray(answer['suggestions'])) rememberRecipients(recall, answer['suggestions']);
  for (const value of Object.values(answer)) remember(recall, value);
}

function rememberId(recall: Recall, thing: Readonly<Record<string, unknown>>): void {
  const { id, version, viewerCanAcknowledge } = thing;
  const prefix = typeof id === 'string' ? /^([a-z]+)_./.exec(id)?.[1] : undefined;
  // Of messages only those are wanted that can be acknowledged.
  if (prefix === undefined || viewerCanAcknowledge === false) return;
  recall.set(prefix, id);
  if (typeof version === 'number') recall.set(`${prefix}.version`, version);
}

function rememberRecipients(recall: Recall, suggestions: readonly unknown[]): void {
  const chosen = suggestions.filter(isRecord).filter((suggestion) => suggestion['isPreselected'] === true);
  const ids = chosen.flatMap(({ unit }) => (isRecord(unit) && typeof unit['id'] === 'string' ? [unit['id']] : []));
  recall.set('recipients', ids);
  if (ids[0] !== undefined) recall.set('recipient', ids[0]);
}

/** Keeps who the physician is, for the operations that state who has judged (G-001, G-009). */
export function rememberPhysician(recall: Recall, state: SessionState): void {
  if (state.kind === 'SIGNED_IN' && state.assignment?.role === 'PHYSICIAN') recall.set('physician', state.person.id);
}

/**
 * Fills an example's variables: `{{epi}}`, `{{epi.version}}`, `{{recipients}}` with what is remembered, `{{now-2h}}` and
 * `{{now+3d}}` with instants, `{{today-7d}}` with days in Sweden, `{{key}}` with a new idempotency key. What is not known becomes
 * `…`, for the user to fill in.
 */
export function fill(template: unknown, recall: Recall, now: Date, newKey: () => string): unknown {
  if (Array.isArray(template)) return template.map((item) => fill(item, recall, now, newKey));
  if (isRecord(template)) {
    return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, recall, now, newKey)]));
  }
  const place = typeof template === 'string' ? /^\{\{(.+)\}\}$/.exec(template)?.[1] : undefined;
  if (place === undefined) return template;
  if (place === 'key') return newKey();
  return instant(place, now) ?? day(place, now) ?? recall.get(place) ?? UNKNOWN;
}

function instant(place: string, now: Date): string | undefined {
  const [, change, unit] = /^now([+-]\d+)([mhd])$/.exec(place) ?? [];
  const minutes = unit === undefined ? undefined : MINUTES[unit];
  return minutes === undefined ? undefined : new Date(now.getTime() + Number(change) * minutes * 60_000).toISOString();
}

function day(place: string, now: Date): string | undefined {
  const [, days] = /^today([+-]\d+)d$/.exec(place) ?? [];
  if (days === undefined) return undefined;
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(now);
  return new Date(Date.parse(today) + Number(days) * 24 * 60 * 60_000).toISOString().slice(0, 10);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
