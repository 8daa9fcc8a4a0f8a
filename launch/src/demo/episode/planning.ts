import { save, sign } from '@samplan/care/care-plan/part/domain';
import { prismaCarePlans } from '@samplan/care/care-plan/store.prisma';
import { partitionOf } from '@samplan/care/planning/domain';
import { prismaQuestions } from '@samplan/care/planning/question-store.prisma';
import type { Partition } from '@samplan/care/planning/questions';
import { permit } from '@samplan/care/policy';
import type { Role, UnitKind } from '@samplan/kit/access/viewer';
import { stockholmDay } from '@samplan/kit/time';
import { allowed, present } from '../rule.ts';
import { atParty, begun, type Case } from './case.ts';

/** What people answer, by question; what is not here stays unanswered. */
const ANSWERS: Readonly<Record<Partition, Readonly<Record<string, string>>>> = {
  INPATIENT_CARE: {
    reason: 'Vårdas för lunginflammation. Feberfri, syrgas avslutad.',
    function: 'Klarar på- och avklädning med stöd, behöver hjälp vid dusch.',
    risks: 'Fallrisk. Riskbedömning gjord, gånghjälpmedel utprovat.',
    afterCare: 'Provtagning om en vecka, uppföljning av läkemedel.',
  },
  PRIMARY_CARE: {
    known: 'Känd sedan tidigare för högt blodtryck och diabetes.',
    contact: 'Distriktssköterska på hälsocentralen.',
    followUp: 'Telefonuppföljning inom tre dagar efter hemgång.',
  },
  PSYCHIATRIC_OUTPATIENT: {
    ongoing: 'Samtalskontakt varannan vecka och läkemedelsuppföljning.',
    followUp: 'Återbesök inom en vecka efter utskrivningen.',
  },
  NEEDS_ASSESSMENT: {
    housing: 'Bor ensam i lägenhet på andra våningen, hiss finns.',
    decisions: 'Trygghetslarm och städning var tredje vecka.',
    changed: 'Utökad hemtjänst morgon och kväll vid hemgång.',
  },
  NURSING: {
    measures: 'Såromläggning två gånger i veckan.',
    medication: 'Kommunen övertar ansvaret för läkemedelshanteringen.',
  },
  OCCUPATIONAL_THERAPY: { activity: 'Förflyttar sig med rollator.', aids: 'Duschpall och griptång finns.' },
  PHYSIOTHERAPY: { mobility: 'Går inomhus med rollator, behöver stöd i trappa.' },
  SOCIAL_SERVICES: {
    ongoing: 'Boendestöd två gånger i veckan.',
    needs: 'Fortsatt boendestöd, tätare den första tiden.',
  },
};

/** A party answers the part of the planning basis that is the role's (F-244), and signs it; who signs last closes the plan (F-066). */
export async function answer(of: Case, at: Date, by: UnitKind, ...roles: readonly Role[]): Promise<void> {
  const actor = atParty(of, by, 'planning-basis.answer', at, ...roles);
  if (!actor) return;
  const { viewer, access } = actor;
  const partition = present(partitionOf(viewer.assignment), `part for ${viewer.assignment.role}`);
  const own = { unitId: viewer.assignment.unitId, partition };
  const episode = begun(of);
  const [held] = await prismaQuestions(of.db).holding([episode.regionId], stockholmDay(at));
  const { id, questions } = present(held?.get(partition), `questions for ${partition}`);
  const answers = questions.flatMap(({ key }) => {
    const text = ANSWERS[partition][key];
    return text === undefined ? [] : [{ key, answer: text }];
  });
  const plans = prismaCarePlans(of.db);
  const saving = allowed(permit(viewer, 'planning-basis.answer'));
  allowed(await plans.change(saving, episode, (plan) => save(plan, own, 0, answers, id), access, at));
  const signing = allowed(permit(viewer, 'planning-basis.sign'));
  allowed(await plans.change(signing, episode, (plan) => sign(plan, own, 1, true), access, at));
}
