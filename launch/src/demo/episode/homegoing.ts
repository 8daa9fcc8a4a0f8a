import { contentOf } from '@samplan/care/discharge-information/content';
import { save, sign } from '@samplan/care/discharge-information/domain';
import { prismaInformation } from '@samplan/care/discharge-information/store.prisma';
import type { PlanningTrack } from '@samplan/care/generated/resolvers';
import { prismaQuestions } from '@samplan/care/planning/question-store.prisma';
import { prismaTracks } from '@samplan/care/planning-track/store.prisma';
import { permit } from '@samplan/care/policy';
import { prismaChecklists } from '@samplan/care/ready-for-home/store.prisma';
import type { UnitKind } from '@samplan/kit/access/viewer';
import { stockholmDay } from '@samplan/kit/time';
import { allowed, present } from '../rule.ts';
import { atParty, atWard, begun, type Case } from './case.ts';

/** A party chooses the track of the planning; on the yellow one a SIP follows at home (G-108). */
export async function chooseTrack(
  of: Case,
  by: UnitKind,
  track: PlanningTrack,
  at: Date,
  meetingAt: Date | null = null,
): Promise<void> {
  const actor = atParty(of, by, 'planning-basis.answer', at);
  if (!actor) return;
  const grant = allowed(permit(actor.viewer, 'planning-track.set'));
  const [held] = await prismaQuestions(of.db).holding([begun(of).regionId], stockholmDay(at));
  const list = present(held?.get('YELLOW_TRACK_GROUPS'), 'groups of the yellow track');
  const groups = track === 'YELLOW' ? { listId: list.id, keys: list.questions.map(({ key }) => key) } : null;
  const choice = { track, meetingAt, groups, reason: null };
  allowed(await prismaTracks(of.db).choose(grant, begun(of), 0, choice, actor.access, at));
}

/** The ward ticks all that is ready but the first, with a comment on that (G-109). */
export async function tickAtWard(of: Case, at: Date, comment: string): Promise<void> {
  const nurse = atWard(of, 'planning-basis.answer', at);
  const grant = allowed(permit(nurse.viewer, 'ready-for-home.tick'));
  const [held] = await prismaQuestions(of.db).holding([begun(of).regionId], stockholmDay(at));
  const list = present(held?.get('READY_FOR_HOME_INPATIENT'), 'list of the ward');
  const given = list.questions.map(({ key }, i) => ({ key, isTicked: i > 0, comment: i > 0 ? null : comment }));
  allowed(await prismaChecklists(of.db).tick(grant, begun(of), 0, list.id, given, nurse.access, at));
}

/** What the ward tells in the fields that it fills in; the others stay empty, and are named as missing. */
const TOLD: Readonly<Record<string, string>> = {
  'admission.reason': 'Lunginflammation.',
  'measures.medical': 'Antibiotika i sju dagar med god effekt.',
  'condition.health': 'Feberfri, syrgas avslutad.',
  'condition.function': 'Går med rollator.',
  'risks.fall': 'Fallrisk.',
  'medication.list': 'Se bifogad läkemedelslista.',
  'followUp.when': 'Provtagning om en vecka.',
  'followUp.provider': 'Hälsocentralen.',
  'afterCare.summary': 'Du har vårdats för lunginflammation och blivit bättre.',
  'afterCare.purpose': 'Hjälpen hemma är till för att du ska klara dig själv.',
};

/** The ward writes and signs the discharge information, and hands it to the patient (G-012, G-013). */
export async function inform(of: Case, at: Date): Promise<void> {
  const nurse = atWard(of, 'discharge.report', at);
  const writing = allowed(permit(nurse.viewer, 'discharge-information.write'));
  const signing = allowed(permit(nurse.viewer, 'discharge-information.sign'));
  const information = prismaInformation(of.db);
  const content = contentOf((section, field) => TOLD[`${section}.${field}`] ?? null);
  const saved = (latest: Parameters<typeof save>[0]) => save(latest, 0, content, null);
  allowed(await information.change(writing, begun(of), saved, nurse.access, at));
  const { version } = allowed(
    await information.change(signing, begun(of), (latest) => sign(latest, 1), nurse.access, at),
  );
  const handed = { version, receiver: 'PATIENT', handedAt: at, comment: null } as const;
  allowed(await information.handOver(writing, begun(of), handed, nurse.access, at));
}
