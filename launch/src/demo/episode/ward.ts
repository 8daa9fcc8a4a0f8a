import {
  admit as admitByRule,
  changeEstimate as changeByRule,
  close as closeByRule,
  discharge as dischargeByRule,
  type EpisodeChange,
  interruptDischargeReady,
  reportDischargeReady,
} from '@samplan/care/episode/domain';
import type { CourseGrant } from '@samplan/care/episode/store';
import { prismaEpisodes } from '@samplan/care/episode/store.prisma';
import type { CareNeed } from '@samplan/care/generated/resolvers';
import { prismaPatients } from '@samplan/care/patient/store.prisma';
import { permit } from '@samplan/care/policy';
import { admissionContent } from '@samplan/care/region/admission-content';
import { addHours } from '@samplan/kit/time';
import { allowed, present } from '../rule.ts';
import { type Actor, atWard, begun, type Case, noteMessage } from './case.ts';

/** When a patient came and what was judged. */
export interface Arrival {
  readonly admittedAt: Date;
  readonly sentAt: Date;
  readonly estimatedDischargeAt: Date;
  readonly needs: readonly CareNeed[];
  readonly text?: string;
}

/** The ward admits the patient and sends the notice to the parties; later than a day after the arrival it is late (G-004). */
export async function admit(of: Case, { sentAt, text = '', ...arrival }: Arrival): Promise<void> {
  const { ward, parties, patient } = of;
  const nurse = atWard(of, 'episode.admit', sentAt);
  const grant = allowed(permit(nurse.viewer, 'episode.admit'));
  const change = allowed(
    admitByRule(
      {
        ...arrival,
        id: of.episodeId,
        regionId: ward.principalId,
        wardUnitId: ward.unitId,
        wardKind: ward.kind,
        patientId: patient.id,
        assessedByUserId: of.staff.userId(ward, 'PHYSICIAN'),
        isTreatingPhysician: true,
        assessedAt: addHours(arrival.admittedAt, 0.5),
        needsDiscoveredLater: false,
        recipients: parties,
        hasPsychiatricOutpatientUnit: await prismaPatients(of.db).hasPsychiatricOutpatientUnit(patient.id),
        text: text || null,
      },
      sentAt,
    ),
  );
  const content = admissionContent(patient, change.episode);
  const { userId, assignment } = nurse.viewer;
  const request = { userId, unitId: assignment.unitId, key: of.episodeId, action: grant.action, input: null };
  const outcome = await prismaEpisodes(of.db).admit(
    grant,
    { ...change, backRegistration: null },
    content,
    parties,
    request,
    nurse.access,
    sentAt,
  );
  if (outcome.kind !== 'ADMITTED') throw new Error(`the demo region cannot admit: ${outcome.kind}`);
  of.episode = change.episode;
  await noteMessage(of, nurse, outcome.messageId);
}

/** The ward moves the estimated discharge; everyone gets a new version of the notice (G-005). */
export async function changeEstimate(of: Case, at: Date, estimatedDischargeAt: Date): Promise<void> {
  await take(of, atWard(of, 'episode.admit', at), 'estimate.change', changeByRule(begun(of), estimatedDischargeAt));
}

/** The ward reports what its physician judged (G-009). */
export async function reportReady(of: Case, judgedAt: Date, at: Date): Promise<void> {
  const physician = of.staff.userId(of.ward, 'PHYSICIAN');
  const judgement = { judgedByUserId: physician, judgedAt, isLptNotice: false };
  const change = reportDischargeReady(begun(of), judgement, true, at);
  await take(of, atWard(of, 'discharge-ready.report', at), 'discharge-ready.report', change);
}

/** The patient needs the ward again (G-043). */
export async function interruptReady(of: Case, at: Date, reason: string): Promise<void> {
  const change = interruptDischargeReady(begun(of), reason);
  await take(of, atWard(of, 'discharge-ready.report', at), 'discharge-ready.interrupt', change);
}

/** The patient has left; information sent on a later day is late (G-011). */
export async function discharge(of: Case, dischargedAt: Date, at: Date, text: string): Promise<void> {
  const change = dischargeByRule(begun(of), dischargedAt, text, at);
  await take(of, atWard(of, 'discharge.report', at), 'discharge.report', change);
}

/** The ward ends the episode, as far as the region's policy allows (K12). */
export async function close(of: Case, at: Date): Promise<void> {
  const nurse = atWard(of, 'episode.close', at);
  const grant = allowed(permit(nurse.viewer, 'episode.close'));
  const closed = allowed(closeByRule(begun(of), at));
  const outcome = await prismaEpisodes(of.db).close(grant, begun(of), closed, nurse.access, at);
  if (outcome !== 'CLOSED') throw new Error(`the demo region cannot close: ${outcome}`);
  of.episode = { ...closed, version: closed.version + 1 };
}

async function take(
  of: Case,
  by: Actor,
  action: CourseGrant['action'],
  rule: Parameters<typeof allowed<EpisodeChange>>[0],
): Promise<void> {
  const grant: CourseGrant = allowed(permit(by.viewer, action));
  const change = allowed(rule);
  const content = action === 'estimate.change' ? admissionContent(of.patient, change.episode) : null;
  const messageId = await prismaEpisodes(of.db).save(grant, begun(of), change, content, by.access, by.at);
  of.episode = { ...change.episode, version: change.episode.version + 1 };
  await noteMessage(of, by, present(messageId, `unchanged episode ${of.episodeId}`));
}
