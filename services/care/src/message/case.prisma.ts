import type { UnitCopy } from '@samplan/kit/copies/unit';
import { addDays, startOfStockholmDay, stockholmDay } from '@samplan/kit/time';
import type { ChangedBy } from '../episode/change.prisma.ts';
import { joinEpisode, leaveEpisode } from '../episode/party.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { endRelations, openRelations } from '../patient/relation.ts';

type Tx = Prisma.TransactionClient;

/** A message, as far as who works with it goes. */
interface Case {
  readonly id: string;
  readonly episodeId: string | null;
  readonly patientId: string;
}

/** How long a message outside an episode gives its recipients a relation to the patient. */
const RELATION_DAYS = 90;

/** A unit that gets a message takes part in what it is about: in the episode, or in what is said of the patient outside one. */
export async function joinCase(
  tx: Tx,
  { id, episodeId, patientId }: Case,
  unit: UnitCopy,
  by: ChangedBy,
  now: Date,
): Promise<void> {
  if (episodeId) return await joinEpisode(tx, { episodeId, patientId }, unit, by, now);
  const until = startOfStockholmDay(addDays(stockholmDay(now), RELATION_DAYS + 1));
  await openRelations(tx, [{ patientId, unitId: unit.unitId, basis: 'MESSAGE', basisId: id, until }], now);
}

/** A unit that gave a message back has no more to do with what it is about, unless it got or wrote something else there. */
export async function leaveCase(
  tx: Tx,
  { id, episodeId, patientId }: Case,
  unitId: string,
  by: ChangedBy,
  now: Date,
): Promise<void> {
  if (episodeId === null) {
    await endRelations(tx, { basis: 'MESSAGE', basisId: id, patientId }, now, now, [unitId]);
    return;
  }
  const [other] = await tx.$queryRawUnsafe<unknown[]>(
    `SELECT 1 FROM message m WHERE m.episode_id = $1 AND (
       (m.sender_unit_id = $2 AND m.type <> 'MISDIRECTED_NOTICE')
       OR EXISTS (SELECT 1 FROM message_recipient r
         WHERE r.message_id = m.id AND r.unit_id = $2 AND r.state <> 'RETURNED_MISDIRECTED')) LIMIT 1`,
    episodeId,
    unitId,
  );
  if (!other) await leaveEpisode(tx, { episodeId, patientId }, unitId, by, now);
}
