import { ok, type Result, refused } from '@samplan/kit/result';
import { addHours } from '@samplan/kit/time';

/** A draft without its content. */
export interface DraftHeading {
  readonly id: string;
  /** The form, and what it is about. */
  readonly key: string;
  /** Another one after every save. */
  readonly version: string;
  /** Whom it is about; null where it is about nobody. */
  readonly patientId: string | null;
  readonly savedAt: Date;
}

/** What somebody has begun to write in a form and not sent. */
export interface Draft extends DraftHeading {
  readonly content: string;
}

/** What a client wants to save. */
export interface DraftInput extends Pick<Draft, 'key' | 'content' | 'patientId'> {
  /** The version that the client has; null when it has none. */
  readonly version: string | null;
}

/** The most that a draft holds, in bytes of UTF-8. */
export const MAX_BYTES = 65_536;
/** The most drafts of one user at one unit. */
export const MAX_DRAFTS = 50;

/** When a draft is deleted unless it is saved before. */
export function expiresAt({ savedAt }: Pick<Draft, 'savedAt'>, days: number): Date {
  return addHours(savedAt, days * 24);
}

/** Drafts that were saved then or before are kept no longer. */
export function lastKept(now: Date, days: number): Date {
  return addHours(now, -days * 24);
}

/** What saving comes to: a new draft, a new version of it, or nothing to do, since the same is saved. */
export type Save = 'CREATE' | 'REPLACE' | 'NOTHING';
/** Why nothing is saved: another window was first, or there are too many. */
export type SaveFault = 'CHANGED' | 'FULL';

/**
 * Decides what becomes of a save. A client whose answer was lost saves the same again, which is no change.
 * @param before - the draft as it is kept; null when there is none.
 * @param count - drafts of the user at the unit.
 */
export function decideSave(before: Draft | null, input: DraftInput, count: number): Result<Save, SaveFault> {
  if (!before) {
    if (input.version !== null) return refused('CHANGED');
    return count < MAX_DRAFTS ? ok('CREATE') : refused('FULL');
  }
  if (before.version === input.version) return ok('REPLACE');
  const isSame = before.content === input.content && before.patientId === input.patientId;
  return isSame ? ok('NOTHING') : refused('CHANGED');
}

/** Union member `TooManyDrafts`. */
export interface TooManyDrafts {
  readonly __typename: 'TooManyDrafts';
  readonly code: 'TOO_MANY_DRAFTS';
  readonly message: string;
}

/** One has {@link MAX_DRAFTS} already. */
export function tooManyDrafts(): TooManyDrafts {
  return {
    __typename: 'TooManyDrafts',
    code: 'TOO_MANY_DRAFTS',
    message: `Du har redan ${MAX_DRAFTS} utkast på enheten. Ta bort dem som du inte behöver med deleteDraft.`,
  };
}
