import { type Handler, on } from '@samplan/kit/events/inbox';
import {
  dischargeEstimateChanged,
  dischargeReadyInterrupted,
  dischargeReadyReported,
  dischargeReadyRestored,
  episodeClosed,
  episodePartyJoined,
  episodePartyLeft,
  episodeVoided,
  patientAdmitted,
  patientDischarged,
  patientRegistered,
} from '@samplan/schema/events/care';
import type { EventData } from '@samplan/schema/events/contract';
import type { Prisma } from '../generated/prisma/client.ts';

type Tx = Prisma.TransactionClient;

/** Keeps what sip knows of patients. */
export const onPatientRegistered: Handler<Tx> = on(
  patientRegistered,
  async (tx, { patientId, municipalityCode, version }) => {
    await tx.$executeRawUnsafe(
      `INSERT INTO patient_copy (patient_id, municipality_code, version) VALUES ($1, $2, $3)
     ON CONFLICT (patient_id) DO UPDATE SET municipality_code = $2, version = $3 WHERE patient_copy.version < $3`,
      patientId,
      municipalityCode,
      version,
    );
  },
);

/** Keeps what sip knows of episodes, whatever happens to them; of a death and a transfer see `episode-ends.ts`. */
export const onEpisodeEvents: readonly Handler<Tx>[] = [
  patientAdmitted,
  dischargeEstimateChanged,
  episodePartyJoined,
  episodePartyLeft,
  dischargeReadyReported,
  dischargeReadyInterrupted,
  dischargeReadyRestored,
  patientDischarged,
  episodeClosed,
  episodeVoided,
].map((contract) => on(contract, storeEpisode));

/** Keeps an episode as it is, unless a later state of it is known already. */
export async function storeEpisode(tx: Tx, episode: EventData<typeof patientAdmitted>): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO episode_copy (episode_id, patient_id, state, party_unit_ids, version, transferred_to_id)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (episode_id) DO UPDATE SET patient_id = $2, state = $3, party_unit_ids = $4, version = $5, transferred_to_id = $6
     WHERE episode_copy.version < $5`,
    episode.episodeId,
    episode.patientId,
    episode.state,
    episode.partyUnitIds,
    episode.version,
    episode.transferredToId ?? null,
  );
}
