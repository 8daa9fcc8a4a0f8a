import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { overviewChanged } from '@samplan/schema/events/care';
import type { Prisma } from '../generated/prisma/client.ts';
import { type CellFacts, COLUMNS, type Column, cellOf, isShownTo, type OverviewMessage } from './domain.ts';
import { partiesOfCases, sectionsOfCases } from './facts.prisma.ts';
import { sipParticipants } from './participants.ts';

type Tx = Prisma.TransactionClient;

/** Something that changes what the overview shows of a case. */
export interface Shown {
  readonly episodeId: string;
  /** The column of the cell; null for the case itself. */
  readonly column: Column | null;
  /** The message, in a column of messages. */
  readonly subjectId: string | null;
  /** Whose documentation it is; that of a message is its sender's. Null for the ward's. */
  readonly sourceUnitId: string | null;
  /** The unit that changed it; null for what happens by itself. */
  readonly byUnitId: string | null;
}

/**
 * Tells that a case changed in the overview, with the colour that the cell now has for each unit that sees it: once for each change,
 * in the transaction that makes it and after the change is stored. The episode's row is locked from here on, so that versions are told
 * in order.
 */
export async function tellOverview(tx: Tx, shown: Shown, at: Date): Promise<void> {
  const { episodeId, column } = shown;
  const { overviewVersion: version, wardUnitId } = await tx.careEpisode.update({
    where: { id: episodeId },
    data: { overviewVersion: { increment: 1 } },
    select: { overviewVersion: true, wardUnitId: true },
  });
  const { sourceUnitId, units } = await cellNow(tx, shown);
  if (units.length === 0) return; // a message to nobody, which no overview shows
  const data = { episodeId, column, sourceUnitId: sourceUnitId ?? wardUnitId, units: [...units], version };
  await writeEvents(tx, [newEvent(overviewChanged, episodeId, data)], at);
}

interface CellNow {
  readonly sourceUnitId: string | null;
  readonly units: readonly { readonly unitId: string; readonly mark: 'RED' | 'BLUE' | 'GREEN' | null }[];
}

async function cellNow(tx: Tx, shown: Shown): Promise<CellNow> {
  const { episodeId, column, sourceUnitId } = shown;
  if (column !== null && column !== 'invitation' && column !== 'planningBasis') {
    return await messageCellNow(tx, shown, column);
  }
  const parties = await partiesOfCases(tx, [episodeId]);
  const facts: CellFacts = {
    messages: [],
    parties,
    sections: column === 'planningBasis' ? await sectionsOfCases(tx, [episodeId], null) : [],
    invitation: column === 'invitation' ? await invitationOf(tx, episodeId) : null,
  };
  const markFor = (unitId: string) => (column === null ? null : (cellOf(column, unitId, facts)?.mark ?? null));
  return { sourceUnitId, units: parties.map(({ unitId }) => ({ unitId, mark: markFor(unitId) })) };
}

interface MessageRow extends OverviewMessage {
  readonly senderUnitId: string;
  readonly isVoid: boolean;
}

/** The cell for those who see the message: who sent it and who got it, also the unit that gives it back just now. */
async function messageCellNow(
  tx: Tx,
  { episodeId, subjectId, byUnitId }: Shown,
  column: keyof typeof COLUMNS,
): Promise<CellNow> {
  const rows = await tx.$queryRawUnsafe<MessageRow[]>(
    `SELECT m.id, m.type, m.sent_at AS "sentAt", m.sender_unit_id AS "senderUnitId", m.voided_at IS NOT NULL AS "isVoid",
            jsonb_agg(jsonb_build_object('unitId', r.unit_id, 'state', r.state, 'at', NULL)) AS recipients
     FROM message m JOIN message_recipient r ON r.message_id = m.id WHERE m.episode_id = $1 AND m.type = ANY($2)
     GROUP BY m.id ORDER BY m.sent_at DESC, m.id DESC`,
    episodeId,
    COLUMNS[column],
  );
  const subject = rows.find(({ id }) => id === subjectId);
  if (!subject) return { sourceUnitId: null, units: [] };
  const seeing = subject.recipients.filter(({ unitId }) => isShownTo(unitId, subject) || unitId === byUnitId);
  const unitIds = new Set([subject.senderUnitId, ...seeing.map(({ unitId }) => unitId)]);
  const standing = rows.filter(({ isVoid }) => !isVoid);
  const markFor = (unitId: string) => {
    const messages = standing.filter((message) => isShownTo(unitId, message));
    return cellOf(column, unitId, { messages, parties: [], sections: [], invitation: null })?.mark ?? null;
  };
  return {
    sourceUnitId: subject.senderUnitId,
    units: [...unitIds].map((unitId) => ({ unitId, mark: markFor(unitId) })),
  };
}

async function invitationOf(tx: Tx, episodeId: string): Promise<CellFacts['invitation']> {
  const plan = await tx.sipCopy.findFirst({
    where: { episodeId, invitedAt: { not: null } },
    orderBy: { invitedAt: 'desc' },
    select: { invitedAt: true, participants: true },
  });
  return plan?.invitedAt ? { invitedAt: plan.invitedAt, participants: sipParticipants(plan.participants) } : null;
}
