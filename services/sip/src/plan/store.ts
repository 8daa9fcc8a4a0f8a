import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import type { FirstResult, Repeatable } from '@samplan/kit/db/idempotency';
import type { SipMessage } from '../message/store.ts';
import type { CoordinatorReach } from '../reach.ts';
import type { Sip, SipChange } from './domain.ts';

export type { Consent, Invitation, Participant, Sip } from './domain.ts';

/** Grants that let see plans. */
export type ReadGrant = Grant<'sip.read' | 'sip.answer', UnitReach> | CoordinatorGrant;

/** The grant of the unit that leads. */
export type CoordinatorGrant = Grant<'sip.coordinate', CoordinatorReach>;

/** What starting came to. */
export type InitiativeOutcome =
  | { readonly kind: 'INITIATED' }
  | { readonly kind: 'ONGOING' }
  | { readonly kind: 'DECEASED' }
  | Exclude<FirstResult, { kind: 'FIRST' }>;

/** What is known when a plan is to be started. */
export interface PatientFacts {
  readonly municipalityCode: string;
  /** Is the named episode an ongoing one of the patient, with the unit as a party? True when none is named. */
  readonly fitsEpisode: boolean;
}

/** The plans. Reach: those that the unit takes part in, or leads. */
export interface SipStore {
  /** By id, in the order asked for; null out of reach. */
  find(grant: ReadGrant, ids: readonly string[], access: AccessLog): Promise<readonly (Sip | null)[]>;
  /** By patient, in the order asked for, latest first. */
  ofPatients(grant: ReadGrant, patientIds: readonly string[], access: AccessLog): Promise<readonly (readonly Sip[])[]>;
  /** The plan offered in each episode, the latest, in the order asked for. */
  ofEpisodes(grant: ReadGrant, episodeIds: readonly string[], access: AccessLog): Promise<readonly (Sip | null)[]>;
  /** Facts about a patient that the viewer's unit has a relation to; null otherwise, and the attempt is noted. */
  patientFacts(
    grant: Grant<'sip.initiate', UnitReach>,
    patientId: string,
    episodeId: string | null,
    access: AccessLog,
    now: Date,
  ): Promise<PatientFacts | null>;
  /** Stores a new plan; of two at once for one patient, the second is refused, and so is one for a patient who has died. */
  initiate(
    grant: Grant<'sip.initiate', UnitReach>,
    change: SipChange,
    request: Repeatable,
    access: AccessLog,
    now: Date,
  ): Promise<InitiativeOutcome>;
  /**
   * Stores a change.
   * @returns the plan as stored; or null, when somebody else was first.
   */
  save(
    grant: Grant<'sip.answer', UnitReach> | CoordinatorGrant,
    before: Sip,
    change: SipChange,
    access: AccessLog,
    now: Date,
  ): Promise<Sip | null>;
  /** The latest invitation as a message; null when there is none. The plan has been found in reach. */
  invitationMessage(sip: Sip): Promise<SipMessage | null>;
}
