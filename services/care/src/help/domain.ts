import { birthDateHint, type IdentityNumber } from '@samplan/kit/person/identity-number';
import { ok, type Result, refused } from '@samplan/kit/result';
import type { HelpRequestSettled, HelpRequestState } from '../generated/resolvers.ts';

/** A request for help with a case (F-262). */
export interface HelpRequest {
  readonly id: string;
  readonly unitId: string;
  readonly requestedByUserId: string;
  readonly requestedAt: Date;
  /** The episode or message. */
  readonly aboutId: string;
  readonly patientId: string;
  /** See {@link patientLabel}; null while the identity is protected. */
  readonly patientLabel: string | null;
  readonly text: string;
  readonly state: HelpRequestState;
  readonly answer: string | null;
  readonly answeredByUserId: string | null;
  readonly answeredAt: Date | null;
  readonly closedByUserId: string | null;
  readonly closedAt: Date | null;
}

/** What answering or closing changes. */
export type HelpChange = Pick<HelpRequest, 'state'> & Partial<HelpRequest>;

/** Somebody answers: once, and not when it is closed. */
export function answer(
  { state }: Pick<HelpRequest, 'state'>,
  text: string,
  userId: string,
  now: Date,
): Result<HelpChange, 'ANSWERED' | 'CLOSED'> {
  if (state !== 'OPEN') return refused(state);
  return ok({ state: 'ANSWERED', answer: text, answeredByUserId: userId, answeredAt: now });
}

/** Nothing is left to do, whether it was answered or not. */
export function close({ state }: Pick<HelpRequest, 'state'>, userId: string, now: Date): Result<HelpChange, 'CLOSED'> {
  if (state === 'CLOSED') return refused('CLOSED');
  return ok({ state: 'CLOSED', closedByUserId: userId, closedAt: now });
}

/** Whom a request is about, as far as helpers may know (F-262): `A Larsson, 1938`, without the year where it is open. */
export function patientLabel(
  { givenName, familyName }: { readonly givenName: string; readonly familyName: string },
  number: IdentityNumber,
): string {
  const initial = [...givenName.trim()][0]?.toLocaleUpperCase('sv') ?? '';
  const name = `${initial} ${familyName.trim()}`.trim();
  const born = birthDateHint(number);
  return born === null ? name : `${name}, ${born.slice(0, 4)}`;
}

/** Union member `HelpRequestSettled`. */
export function helpRequestSettled(
  state: 'ANSWERED' | 'CLOSED',
): HelpRequestSettled & { readonly __typename: 'HelpRequestSettled' } {
  return {
    __typename: 'HelpRequestSettled',
    code: `HELP_REQUEST_${state}`,
    message:
      state === 'ANSWERED'
        ? 'Begäran om hjälp är redan besvarad. Läs svaret.'
        : 'Begäran om hjälp är redan avslutad. Skicka en ny om ni behöver mer hjälp.',
  };
}
