import { ok, type Result, refused } from '@samplan/kit/result';
import type { DischargeInformationAction, DischargeInformationState } from '../generated/resolvers.ts';
import type { Content } from './content.ts';
import {
  type ChangedMeanwhile,
  changedMeanwhile,
  type InformationReasonMissing,
  type InformationStateRefuses,
  informationReasonMissing,
  nothingToSign,
  notTheSigned,
} from './problems.ts';

/** A version of what the ward tells at discharge. */
export interface Information {
  readonly state: DischargeInformationState;
  readonly content: Content;
  /** Why it was changed after it was signed before. */
  readonly reason: string | null;
  /** From 1, in order. */
  readonly version: number;
}

/**
 * Saves what the ward writes, as a draft. What is signed is changed for a reason, which the drafts until the next signature keep.
 * @param latest - null when nothing is saved.
 * @param version - as last read; 0 when nothing is saved.
 * @returns the draft; or `ChangedMeanwhile`, or `DischargeInformationReasonMissing`.
 */
export function save(
  latest: Information | null,
  version: number,
  content: Content,
  reason: string | null,
): Result<Information, ChangedMeanwhile | InformationReasonMissing> {
  if ((latest?.version ?? 0) !== version) return refused(changedMeanwhile());
  if (latest?.state === 'SIGNED' && reason === null) return refused(informationReasonMissing());
  const why = reason ?? (latest?.state === 'DRAFT' ? latest.reason : null);
  return ok({ state: 'DRAFT', content, reason: why, version: version + 1 });
}

/**
 * Signs the draft as it is, whatever is missing in it.
 * @returns the signed version; or `ChangedMeanwhile`, or `DischargeInformationStateRefuses`, when there is no draft.
 */
export function sign(
  latest: Information | null,
  version: number,
): Result<Information, ChangedMeanwhile | InformationStateRefuses> {
  if (latest && latest.version !== version) return refused(changedMeanwhile());
  if (latest?.state !== 'DRAFT') return refused(nothingToSign());
  return ok({ ...latest, state: 'SIGNED', version: version + 1 });
}

/** The version that others than the ward read. */
export function signedOf<I extends Information>(versions: readonly I[]): I | null {
  return versions.find(({ state }) => state === 'SIGNED') ?? null;
}

/**
 * The version that is handed over: what is signed, not what was before.
 * @param versions - latest first.
 * @returns the version; or `DischargeInformationStateRefuses`.
 */
export function toHandOver<I extends Information>(
  versions: readonly I[],
  version: number,
): Result<I, InformationStateRefuses> {
  const signed = signedOf(versions);
  return signed?.version === version ? ok(signed) : refused(notTheSigned());
}

/** What the ward can do with it now. The rules themselves decide; a test holds the two together. */
export function possibleWith(versions: readonly Information[]): readonly DischargeInformationAction[] {
  const isDraft = versions[0]?.state === 'DRAFT';
  return ['SAVE', ...(isDraft ? (['SIGN'] as const) : []), ...(signedOf(versions) ? (['HAND_OVER'] as const) : [])];
}
