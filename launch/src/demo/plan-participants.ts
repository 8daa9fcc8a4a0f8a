import type { CoordinatingPrincipal } from '@samplan/sip/generated/resolvers';
import type { Chance } from './chance.ts';
import type { DemoMunicipality } from './municipalities.ts';
import type { DemoPatient, Situation } from './patients.ts';
import { present } from './rule.ts';
import type { DemoStaff } from './staff.ts';
import type { DemoTree, DemoUnit } from './tree.ts';

/** The units of a plan, the one that leads it first. */
export type PlanUnits = readonly [DemoUnit, ...DemoUnit[]];

/** Chooses who takes part in a plan: a leader of the kind of principal, and one to three others. */
export type ChoosesUnits = (patient: DemoPatient, principal: CoordinatingPrincipal, chance: Chance) => PlanUnits;

/** Chooses who takes part in the plans of a municipality's people. */
export function planUnitsIn(
  { slug, region, psychiatricWard, somaticWard }: DemoMunicipality,
  tree: DemoTree,
  staff: DemoStaff,
): ChoosesUnits {
  const own = tree.units.filter((unit) => unit.principalSlug === slug);
  const named = (name: string): DemoUnit =>
    present(
      own.find((unit) => unit.name.startsWith(name)),
      name,
    );
  const assessment = named('Biståndsenheten');
  const adults = named('Socialtjänsten, vuxna');
  const children = named('Socialtjänsten, barn');
  const studentHealth = named('Barn- och elevhälsan');
  const schools = own.filter(({ kind }) => kind === 'SCHOOL');
  const canLead = new Set(own.filter((unit) => staff.whoMay(unit, 'sip.initiate') !== null));
  const wards = { somatic: tree.unit(region, somaticWard), psychiatric: tree.unit(region, psychiatricWard) };

  type Circle = (around: DemoPatient['around'], chance: Chance) => readonly (DemoUnit | null)[];
  const circles: Readonly<Record<Situation, Circle>> = {
    HOME: (around) => [assessment, around.homeHealth, around.healthCentre, around.homeCare],
    RESIDENCE: (around) => [around.residence, around.healthCentre, assessment],
    DISABILITY: (around) => [around.residence, assessment, around.healthCentre],
    PSYCHIATRY: (around) => [around.psychiatricOutpatientUnit, adults, around.residence, assessment],
    ADULT: (around) => [adults, around.healthCentre, assessment],
    CHILD: (around, chance) => [
      studentHealth,
      chance.pick(schools),
      children,
      around.healthCentre,
      around.psychiatricOutpatientUnit,
    ],
  };

  function leaders(
    { situation, around }: DemoPatient,
    principal: CoordinatingPrincipal,
    circle: readonly DemoUnit[],
  ): readonly DemoUnit[] {
    switch (principal) {
      case 'MUNICIPALITY':
        return circle.filter((unit) => canLead.has(unit));
      case 'PRIMARY_CARE':
        return [around.healthCentre];
      case 'INPATIENT_CARE':
        return [situation === 'PSYCHIATRY' ? wards.psychiatric : wards.somatic];
      case 'PSYCHIATRIC_OUTPATIENT_CARE':
        return [around.psychiatricOutpatientUnit];
    }
  }

  return (patient, principal, chance) => {
    const circle = circles[patient.situation](patient.around, chance).flatMap((unit) => unit ?? []);
    const leader = chance.pick(leaders(patient, principal, circle));
    const others = chance.shuffled(circle.filter((unit) => unit !== leader)).slice(0, chance.between(1, 4));
    present(others[0], `participant beside ${leader.name}`);
    return [leader, ...others];
  };
}
