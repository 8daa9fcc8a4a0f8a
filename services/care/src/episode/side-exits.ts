import type { UnitKind } from '@samplan/kit/access/viewer';
import type { ReleaseReason } from '@samplan/kit/message/domain';
import { ok, type Result, refused } from '@samplan/kit/result';
import { startOfStockholmDay, stockholmDay } from '@samplan/kit/time';
import {
  episodeVoided,
  type patientAdmitted,
  patientDeceased,
  patientDischarged,
  patientTransferred,
} from '@samplan/schema/events/care';
import type { EventContract } from '@samplan/schema/events/contract';
import type { OutgoingMessage } from '../message/store.ts';
import { AT_WARD, careTypeOf, type Episode, type EpisodeChange, isOpenForMessages, isWard } from './domain.ts';
import {
  type DeathOutOfRange,
  type DischargeOutOfRange,
  deathOutOfRange,
  dischargeOutOfRange,
  type EpisodeStateRefuses,
  type NotTreatingPhysician,
  notTreatingPhysician,
  type PsychiatricOutpatientUnitMissing,
  psychiatricOutpatientUnitMissing,
  type RecipientRefused,
  recipientRefused,
  stateRefuses,
  type TransferOutOfRange,
  transferOutOfRange,
} from './problems.ts';

/** An end of an episode beside its course: everything that is owed in it is released. */
export interface EpisodeEnd {
  readonly episode: Episode;
  readonly releaseReason: ReleaseReason;
  readonly event: EventContract<string, typeof patientAdmitted.data>;
}

/** An end that the parties are told of in the episode itself. */
export interface ToldEnd extends EpisodeEnd {
  readonly message: OutgoingMessage;
}

/** The end at one ward, and the episode that goes on at the other. */
export interface TransferChange extends EpisodeEnd {
  readonly next: Episode;
  /** The notice of the episode that goes on. */
  readonly message: OutgoingMessage;
}

/** The ward that a patient is moved to. */
export interface ReceivingWard {
  readonly unitId: string;
  readonly kind: UnitKind;
  readonly regionId: string;
  readonly isActive: boolean;
}

/**
 * Voids an episode that should never have been (G-101).
 * @returns the end; or `EpisodeStateRefuses`, when the episode has ended.
 */
export function voidEpisode(episode: Episode, reason: string, now: Date): Result<ToldEnd, EpisodeStateRefuses> {
  if (!isOpenForMessages(episode)) return refused(stateRefuses(episode.state));
  return ok({
    episode: { ...episode, state: 'VOIDED', voidReason: reason, closedAt: now },
    releaseReason: 'EPISODE_VOIDED',
    message: { type: 'VOID_NOTICE', text: reason, isLate: false, replacesEarlier: false },
    event: episodeVoided,
  });
}

/**
 * Records that the patient died at the ward (f.3 64). A judgement that was made stays, for what is counted until the death.
 * @param deceasedAt - from admission to `now`.
 * @returns the end; or `EpisodeStateRefuses`, when the patient has left; or `DeathOutOfRange`.
 */
export function recordDeath(
  episode: Episode,
  deceasedAt: Date,
  text: string | null,
  now: Date,
): Result<ToldEnd, EpisodeStateRefuses | DeathOutOfRange> {
  if (!AT_WARD.includes(episode.state)) return refused(stateRefuses(episode.state));
  if (deceasedAt < episode.admittedAt || deceasedAt > now) return refused(deathOutOfRange(episode.admittedAt, now));
  return ok({
    episode: { ...episode, state: 'DECEASED', deceasedAt, closedAt: now },
    releaseReason: 'PATIENT_DECEASED',
    message: { type: 'DECEASED_NOTICE', text, isLate: false, replacesEarlier: false },
    event: patientDeceased,
  });
}

/**
 * Moves the patient to another ward of the region. What was judged and counted goes on there: only the ward changes.
 *
 * @param to - the ward; null when there is none with the id.
 * @param nextId - of the episode that goes on.
 * @param wasLate - was the first admission notice sent too late? The notice at the other ward mends nothing of that (G-004).
 * @returns the change; or `EpisodeStateRefuses`, `RecipientRefused`, `PsychiatricOutpatientUnitMissing` (F-235),
 * `TransferOutOfRange`.
 */
export function transferPatient(
  episode: Episode,
  to: ReceivingWard | null,
  facts: {
    readonly nextId: string;
    readonly transferredAt: Date;
    readonly hasPsychiatricOutpatientUnit: boolean;
    readonly wasLate: boolean;
    readonly text: string | null;
  },
  now: Date,
): Result<
  TransferChange,
  EpisodeStateRefuses | RecipientRefused | PsychiatricOutpatientUnitMissing | TransferOutOfRange
> {
  const { nextId, transferredAt, hasPsychiatricOutpatientUnit, wasLate, text } = facts;
  if (!AT_WARD.includes(episode.state)) return refused(stateRefuses(episode.state));
  if (!to?.isActive || !isWard(to.kind) || to.regionId !== episode.regionId || to.unitId === episode.wardUnitId) {
    return refused(recipientRefused('input.toWardId'));
  }
  const careType = careTypeOf(to.kind);
  if (careType === 'PSYCHIATRIC' && !hasPsychiatricOutpatientUnit) return refused(psychiatricOutpatientUnitMissing());
  const earliest = episode.admittedAt;
  if (transferredAt < earliest || transferredAt > now) return refused(transferOutOfRange(earliest, now));
  const transfer = { at: transferredAt, toUnitId: to.unitId, toEpisodeId: nextId };
  return ok({
    episode: { ...episode, state: 'TRANSFERRED', transfer, closedAt: now },
    next: {
      ...episode,
      id: nextId,
      wardUnitId: to.unitId,
      careType,
      // The interruption is over: its message stays with the episode that it was sent in.
      state: episode.state === 'DISCHARGE_READY' ? 'DISCHARGE_READY' : 'ADMITTED',
      interrupted: null,
      transferredFromId: episode.id,
      outstanding: 0,
      version: 1,
    },
    releaseReason: 'PATIENT_TRANSFERRED',
    message: { type: 'ADMISSION_NOTICE', text, isLate: wasLate, replacesEarlier: false },
    event: patientTransferred,
  });
}

/**
 * Discharges a patient who went home on an earlier day, while nobody could record it: the judgement is made now, the discharge was
 * then (F-306, K11). This alone may put the discharge before the judgement.
 *
 * @param dischargedAt - from admission to the end of yesterday: today's discharge takes the usual way.
 * @returns the change, with the mark; or `EpisodeStateRefuses`, `NotTreatingPhysician`, `DischargeOutOfRange`.
 */
export function recoverEpisode(
  episode: Episode,
  { judgedByUserId, isTreatingPhysician }: { readonly judgedByUserId: string; readonly isTreatingPhysician: boolean },
  dischargedAt: Date,
  text: string,
  now: Date,
): Result<EpisodeChange, EpisodeStateRefuses | NotTreatingPhysician | DischargeOutOfRange> {
  if (!AT_WARD.includes(episode.state)) return refused(stateRefuses(episode.state));
  if (!isTreatingPhysician) return refused(notTreatingPhysician('input.judgedById'));
  const today = startOfStockholmDay(stockholmDay(now));
  if (dischargedAt < episode.admittedAt || dischargedAt >= today) {
    return refused(dischargeOutOfRange(episode.admittedAt, today));
  }
  return ok({
    episode: {
      ...episode,
      state: 'DISCHARGED',
      ready: { judgedByUserId, judgedAt: now, reportedAt: now, isLptNotice: false },
      interrupted: null,
      dischargedAt,
      isRecovered: true,
    },
    message: { type: 'DISCHARGE_MESSAGE', text, isLate: true, replacesEarlier: false },
    event: patientDischarged,
  });
}
