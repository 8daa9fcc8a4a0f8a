import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import type { Person, TestRegion } from '@samplan/testing/region';
import { admissionInput, newPatient, reportReady, type Staff, sendHome, staffOf } from '@samplan/testing/story';

/** Goes so many days ahead, where other people work. */
export async function daysLater(region: TestRegion, days: number): Promise<Staff> {
  region.clock.move({ days });
  return await staffOf(region);
}

/**
 * A patient of Sundsvall who is admitted and discharge-ready the same morning.
 * @param recipients - who is told; the assessor unless given.
 * @returns id of the episode and of the discharge-ready notice.
 */
export async function waitingPatient(
  region: TestRegion,
  { nurse, physician, assessor }: Staff,
  o: { readonly needs?: readonly string[]; readonly recipients?: readonly Person[] } = {},
): Promise<{
  readonly episodeId: string;
  readonly patientId: string;
  readonly admissionId: string;
  readonly noticeId: string;
}> {
  const patientId = await newPatient(region, nurse);
  const input = admissionInput(region, physician, patientId, o.recipients ?? [assessor]);
  const assessment = { ...input.assessment, ...(o.needs && { needs: o.needs }) };
  const admitted = await does.admitPatient(nurse, { ...input, assessment });
  const { episode, notice } = await reportReady(region, { nurse, physician }, admitted.episode);
  return { episodeId: episode.id, patientId, admissionId: admitted.notice.id, noticeId: notice.id };
}

/** The version of an episode as somebody reads it. */
export async function versionOf(by: Person, episodeId: string): Promise<number> {
  return (await by.ask('query ($id: ID!) { careEpisode(id: $id) { version } }', { id: episodeId })).at('careEpisode')
    .version;
}

/** Sends a patient home who was discharge-ready on another day. */
export async function goesHome(region: TestRegion, { nurse }: Pick<Staff, 'nurse'>, episodeId: string): Promise<void> {
  await sendHome(region, { nurse }, { id: episodeId, version: await versionOf(nurse, episodeId) });
}

/** Liability for an episode as somebody sees it; null out of reach. */
export async function liabilityOf(by: Person, episodeId: string): Promise<Json> {
  const answer = await by.ask(`query ($id: ID!) { careEpisode(id: $id) { ${does.LIABILITY} } }`, { id: episodeId });
  if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  return answer.data.careEpisode?.paymentLiability ?? null;
}
