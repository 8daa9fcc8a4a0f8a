import type { CoordinatingPrincipal } from '@samplan/sip/generated/resolvers';
import type { Calendar } from './calendar.ts';
import { type Chance, chanceOf } from './chance.ts';
import { MUNICIPALITIES } from './municipalities.ts';
import type { DemoPatient } from './patients.ts';
import { courseOf, type DemoPlan, type Stage } from './plan-course.ts';
import { planUnitsIn } from './plan-participants.ts';
import { present } from './rule.ts';
import type { DemoStaff } from './staff.ts';
import type { DemoTree } from './tree.ts';

/** Of a hundred ongoing plans, how many are at each stage. */
const STAGES: readonly (readonly [Stage, number])[] = [
  ['INITIATED', 5],
  ['PREPARING', 4],
  ['INVITED', 6],
];

/** How often those without an ongoing plan have had one. */
const ENDED_SHARE = 15;
const DECLINED_SHARE = 6;

/**
 * The plans of the demo region: the ongoing ones exactly as F-212 counts them, ended and declined ones beside them.
 * @param patients - by municipality; those at the end of the list have the ongoing plans, one each.
 * @param offered - how many ongoing plans of a cell are offered within episodes, and so made elsewhere.
 */
export function demoPlans(o: {
  readonly tree: DemoTree;
  readonly staff: DemoStaff;
  readonly calendar: Calendar;
  readonly patients: ReadonlyMap<string, readonly DemoPatient[]>;
  readonly offered: (slug: string, principal: CoordinatingPrincipal) => number;
}): readonly DemoPlan[] {
  return MUNICIPALITIES.flatMap((municipality) => {
    const { slug, ongoing, others } = municipality;
    const unitsFor = planUnitsIn(municipality, o.tree, o.staff);
    const chance = chanceOf(`plans in ${slug}`);
    const patients = o.patients.get(slug) ?? [];
    const leading = chance.shuffled(
      Object.entries(ongoing).flatMap(([name, count]) => {
        const principal = name as CoordinatingPrincipal; // a key of it
        return Array.from({ length: count - o.offered(slug, principal) }, () => principal);
      }),
    );
    const current = leading.map((principal, i) => {
      const patient = present(patients[others + i], `patient ${others + i} in ${slug}`);
      return courseOf(stageOf(chance), patient, unitsFor(patient, principal, chance), o, chance);
    });
    const former = patients.slice(0, others).flatMap((patient) => {
      const stage = formerStage(chance);
      const principal = chance.percent(50) ? 'PRIMARY_CARE' : 'MUNICIPALITY';
      return stage ? [courseOf(stage, patient, unitsFor(patient, principal, chance), o, chance)] : [];
    });
    return [...current, ...former];
  });
}

function stageOf(chance: Chance): Stage {
  let drawn = chance.next() * 100;
  for (const [stage, share] of STAGES) {
    drawn -= share;
    if (drawn < 0) return stage;
  }
  return 'ACTIVE';
}

function formerStage(chance: Chance): Stage | null {
  if (chance.percent(ENDED_SHARE)) return 'ENDED';
  return chance.percent(DECLINED_SHARE) ? 'DECLINED' : null;
}
