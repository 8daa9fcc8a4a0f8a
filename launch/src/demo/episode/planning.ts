import { partitionOf } from '@samplan/care/planning/domain';
import { prismaQuestions } from '@samplan/care/planning/question-store.prisma';
import type { Partition } from '@samplan/care/planning/questions';
import { unanswered } from '@samplan/care/planning/store';
import { prismaPlanning } from '@samplan/care/planning/store.prisma';
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

/** A party answers the part of the planning basis that is the role's (F-244). */
export async function answer(of: Case, at: Date, by: UnitKind, ...roles: readonly Role[]): Promise<void> {
  const actor = atParty(of, by, 'planning-basis.answer', at, ...roles);
  if (!actor) return;
  const grant = allowed(permit(actor.viewer, 'planning-basis.answer'));
  const partition = present(partitionOf(actor.viewer.assignment), `part for ${actor.viewer.assignment.role}`);
  const episode = begun(of);
  const [held] = await prismaQuestions(of.db).holding([episode.regionId], stockholmDay(at));
  const before = unanswered(partition, present(held, 'questions'));
  const known = held?.get(partition)?.questions.map(({ key }) => key) ?? [];
  const answers = Object.fromEntries(Object.entries(ANSWERS[partition]).filter(([key]) => known.includes(key)));
  const saved = await prismaPlanning(of.db).save(grant, episode, before, answers, actor.access, at);
  present(saved, `unanswered part ${partition}`);
}
