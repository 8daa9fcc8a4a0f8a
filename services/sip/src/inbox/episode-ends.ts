import { type Handler, on } from '@samplan/kit/events/inbox';
import { patientDeceased, patientTransferred } from '@samplan/schema/events/care';
import type { Prisma } from '../generated/prisma/client.ts';
import { applyChange } from '../plan/apply.prisma.ts';
import { ONGOING, type Sip, type SipChange } from '../plan/domain.ts';
import { endByDeath, followEpisode } from '../plan/ending.ts';
import { lockPatient, readPlans } from '../plan/row.prisma.ts';
import { storeEpisode } from './copies.ts';

type Tx = Prisma.TransactionClient;

/** The patient has died: every plan under way ends, whether it was offered in the episode or not (f.3 64). */
export const onPatientDeceased: Handler<Tx> = on(patientDeceased, async (tx, episode, occurredAt) => {
  // A plan that is being started at this moment waits, and finds that the patient has died.
  await lockPatient(tx, episode.patientId);
  await storeEpisode(tx, episode);
  await changeOngoing(tx, 'patient_id', episode.patientId, (sip) => endByDeath(sip, occurredAt), occurredAt);
});

/** The patient was moved to another ward: the plan that was offered in the episode goes on in the one that follows. */
export const onPatientTransferred: Handler<Tx> = on(patientTransferred, async (tx, episode, occurredAt) => {
  await storeEpisode(tx, episode);
  const latest = await latestEpisode(tx, episode.episodeId);
  await changeOngoing(tx, 'episode_id', episode.episodeId, (sip) => followEpisode(sip, latest), occurredAt);
});

/** Changes every plan under way of a patient or an episode, and tells of each. */
async function changeOngoing(
  tx: Tx,
  by: 'patient_id' | 'episode_id',
  id: string,
  rule: (sip: Sip) => SipChange | null,
  occurredAt: Date,
): Promise<void> {
  const locked = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT id FROM sip WHERE ${by} = $1 AND state = ANY($2) ORDER BY id FOR UPDATE`,
    id,
    ONGOING,
  );
  for (const sip of await readPlans(
    tx,
    locked.map((row) => row.id),
  )) {
    const change = rule(sip);
    if (change) await applyChange(tx, sip, change, null, occurredAt);
  }
}

/** Where an episode has gone on, as far as is known: transfers may be heard of in any order. */
async function latestEpisode(tx: Tx, episodeId: string): Promise<string> {
  const [last] = await tx.$queryRawUnsafe<{ id: string }[]>(
    `WITH RECURSIVE way AS (
       SELECT $1::text AS id, 0 AS step
       UNION ALL
       SELECT c.transferred_to_id, way.step + 1 FROM way JOIN episode_copy c ON c.episode_id = way.id
       WHERE c.transferred_to_id IS NOT NULL AND way.step < 1000)
     SELECT id FROM way ORDER BY step DESC LIMIT 1`,
    episodeId,
  );
  return last?.id ?? episodeId;
}
