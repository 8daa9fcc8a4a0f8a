import type { UnitKind } from '@samplan/kit/access/viewer';
import { hasGivenBack, isOutstanding, type RecipientState } from '@samplan/kit/message/domain';
import type { Episode } from '../episode/domain.ts';
import type { MessageType, OverviewMark, OverviewPartyState } from '../generated/resolvers.ts';
import { isExpectedToAnswer } from '../planning/domain.ts';

/** What the overview is made of, for one episode, as far as the viewer's unit may see it. */
export interface OverviewFacts extends CellFacts {
  readonly episode: Episode;
}

/** What the cells of one episode are made of. */
export interface CellFacts {
  /** Sent or received by the viewer's unit; latest first. */
  readonly messages: readonly OverviewMessage[];
  /** Those that take part now. */
  readonly parties: readonly OverviewParty[];
  /** Parts of the planning basis that are not void. */
  readonly sections: readonly OverviewSection[];
  /** The latest invitation to a plan offered in the episode. */
  readonly invitation: OverviewInvitation | null;
}

/** A party in the overview. */
export interface OverviewParty {
  readonly unitId: string;
  readonly kind: UnitKind;
  /** Need it not sign the care plan? */
  readonly isReleased: boolean;
}

/** A part of the planning basis in the overview. */
export interface OverviewSection {
  readonly savedByUnitId: string;
  readonly savedAt: Date;
  readonly isSigned: boolean;
}

/** A message in the overview. */
export interface OverviewMessage {
  readonly id: string;
  readonly type: MessageType;
  readonly sentAt: Date;
  readonly recipients: readonly { readonly unitId: string; readonly state: RecipientState; readonly at: Date | null }[];
}

/** An invitation in the overview. */
export interface OverviewInvitation {
  readonly invitedAt: Date;
  readonly participants: readonly {
    readonly unitId: string;
    readonly mustAcknowledge: boolean;
    readonly answeredAt: Date | null;
  }[];
}

/** One party's state in a cell. */
export interface OverviewCellParty {
  readonly unitId: string;
  readonly state: OverviewPartyState;
  readonly at: Date | null;
}

/** What a column shows for one case. */
export interface OverviewCell {
  readonly at: Date;
  readonly mark: OverviewMark;
  readonly messageId: string | null;
  readonly parties: readonly OverviewCellParty[];
}

/** The columns of F-069 that hold cells, and the discharge message. */
export const COLUMNS = {
  careReport: ['CARE_REPORT', 'CARE_REQUEST'],
  admission: ['ADMISSION_NOTICE'],
  extra: [
    'EXTRA_MESSAGE',
    'GENERAL_MESSAGE',
    'ADMINISTRATIVE_MESSAGE',
    'STATUS_MESSAGE',
    'MESSAGE_TO_CARE',
    'MISDIRECTED_NOTICE',
    'VOID_NOTICE',
  ],
  dischargeReady: ['DISCHARGE_READY_NOTICE', 'DISCHARGE_READY_INTERRUPTION'],
  discharge: ['DISCHARGE_MESSAGE', 'DECEASED_NOTICE'],
} as const satisfies Readonly<Record<string, readonly MessageType[]>>;

/** A column of the overview that holds cells. */
export type Column = keyof typeof COLUMNS | 'invitation' | 'planningBasis';

/** The column that shows messages of a type. */
export function columnOf(type: MessageType): keyof typeof COLUMNS {
  return COLUMN_OF[type];
}

const COLUMN_OF = Object.fromEntries(
  Object.entries(COLUMNS).flatMap(([column, types]) => types.map((type) => [type, column])),
  // A test holds that every type stands in one column.
) as Readonly<Record<MessageType, keyof typeof COLUMNS>>;

/** One case in the overview. */
export type OverviewRow = { readonly [C in Column]: OverviewCell | null } & { readonly episode: Episode };

/**
 * One case as the overview of a unit shows it: in each column the latest of its kind, marked red while the unit has something
 * left to do there, blue while only others have, green when everyone is done (F-069, F-234).
 */
export function rowOf(unitId: string, facts: OverviewFacts): OverviewRow {
  const cell = (column: Column) => cellOf(column, unitId, facts);
  return {
    episode: facts.episode,
    careReport: cell('careReport'),
    admission: cell('admission'),
    invitation: cell('invitation'),
    planningBasis: cell('planningBasis'),
    extra: cell('extra'),
    dischargeReady: cell('dischargeReady'),
    discharge: cell('discharge'),
  };
}

/** What a column shows to a unit; see {@link rowOf}. Null when nothing of its kind has been sent. */
export function cellOf(column: Column, unitId: string, facts: CellFacts): OverviewCell | null {
  if (column === 'invitation') return invitationCell(unitId, facts.invitation);
  if (column === 'planningBasis') return planningCell(unitId, facts);
  return messageCell(unitId, facts.messages, COLUMNS[column]);
}

/** Does the overview of a unit show a message? It shows what the unit has sent, and what it got and has not given back. */
export function isShownTo(
  unitId: string,
  { senderUnitId, recipients }: Pick<OverviewMessage, 'recipients'> & { readonly senderUnitId: string },
): boolean {
  const got = recipients.find((recipient) => recipient.unitId === unitId);
  return senderUnitId === unitId || (got !== undefined && !hasGivenBack(got));
}

function messageCell(
  unitId: string,
  messages: readonly OverviewMessage[],
  types: readonly MessageType[],
): OverviewCell | null {
  const ofColumn = messages.filter((message) => types.includes(message.type));
  const latest = ofColumn[0];
  if (!latest) return null;
  const left = ofColumn.flatMap((message) => message.recipients).filter(isOutstanding);
  return {
    at: latest.sentAt,
    mark: markOf(unitId, left),
    messageId: latest.id,
    parties: latest.recipients,
  };
}

function invitationCell(unitId: string, invitation: OverviewInvitation | null): OverviewCell | null {
  if (!invitation) return null;
  const asked = invitation.participants.filter((participant) => participant.mustAcknowledge);
  return {
    at: invitation.invitedAt,
    mark: markOf(
      unitId,
      asked.filter((participant) => participant.answeredAt === null),
    ),
    messageId: null,
    parties: asked.map(({ unitId: id, answeredAt }) => ({
      unitId: id,
      state: answeredAt ? 'ACKNOWLEDGED' : 'UNREAD',
      at: answeredAt,
    })),
  };
}

/** An invitation as it is stored: not sent yet, or sent. */
type StoredInvitation = Pick<OverviewInvitation, 'participants'> & { readonly invitedAt: Date | null };

/**
 * What a change of a plan changes in the cell of its invitation, in codes; null when nothing: before it is sent there is no cell, and a
 * void one has none any more.
 * @param after - of a plan that goes no further nobody owes an answer.
 */
export function invitationChange(
  before: StoredInvitation | null,
  after: StoredInvitation & { readonly isOngoing: boolean },
): { readonly before: 'INVITED' | null; readonly after: 'INVITED' | 'ANSWERED' | 'VOIDED' | 'STOPPED' } | null {
  const was = before?.invitedAt ? 'INVITED' : null;
  if (after.invitedAt === null) return was && { before: was, after: 'VOIDED' };
  if (before?.invitedAt?.getTime() !== after.invitedAt.getTime()) return { before: was, after: 'INVITED' };
  const shown = ({ participants }: StoredInvitation): string =>
    participants
      .filter(({ mustAcknowledge }) => mustAcknowledge)
      .map(({ unitId, answeredAt }) => `${unitId} ${answeredAt?.toISOString()}`)
      .sort()
      .join();
  if (shown(before) === shown(after)) return null;
  return { before: was, after: after.isOngoing ? 'ANSWERED' : 'STOPPED' };
}

function planningCell(unitId: string, { sections, parties }: CellFacts): OverviewCell | null {
  const latest = sections.map((section) => section.savedAt).sort((a, b) => b.getTime() - a.getTime())[0];
  if (!latest) return null;
  const states = parties.filter(({ kind }) => isExpectedToAnswer(kind)).map((party) => standingOf(party, sections));
  const left = states.filter(({ state }) => state === 'UNANSWERED' || state === 'ANSWERED');
  return { at: latest, mark: markOf(unitId, left), messageId: null, parties: states };
}

/** Where a party that is expected to answer stands: what is not signed is left to do, and any one part of it suffices. */
function standingOf({ unitId, isReleased }: OverviewParty, sections: readonly OverviewSection[]): OverviewCellParty {
  const own = sections.filter(({ savedByUnitId }) => savedByUnitId === unitId);
  const signed = own.find(({ isSigned }) => isSigned);
  if (signed) return { unitId, state: 'SIGNED', at: signed.savedAt };
  if (isReleased) return { unitId, state: 'RELEASED', at: null };
  return { unitId, state: own.length > 0 ? 'ANSWERED' : 'UNANSWERED', at: own[0]?.savedAt ?? null };
}

function markOf(unitId: string, left: readonly { readonly unitId: string }[]): OverviewMark {
  if (left.some((party) => party.unitId === unitId)) return 'RED';
  return left.length > 0 ? 'BLUE' : 'GREEN';
}
