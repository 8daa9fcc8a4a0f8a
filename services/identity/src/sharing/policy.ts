import { because, ownUnit, type PolicyTable, policy, rule, type UnitReach } from '@samplan/kit/access/policy';

/** What can be done about shared documentation: for patients that the viewer's unit has a relation to. */
export interface SharingReaches {
  readonly 'sharing-consent.read': UnitReach;
  readonly 'sharing-consent.register': UnitReach;
  readonly 'sharing-inability.register': UnitReach;
  readonly 'sharing-consent.withdraw': UnitReach;
  /** First step: that something exists. */
  readonly 'shared-documentation.find': UnitReach;
  /** Second step: who has it. */
  readonly 'shared-documentation.show-sources': UnitReach;
  /** Third step: what it says. */
  readonly 'shared-documentation.open': UnitReach;
}

const related = (capability: 'sharing-consent.register' | 'shared-documentation.open', source: string) =>
  because(
    source,
    rule(
      { capability, at: [], reaches: 'patients that the own unit has a relation to' },
      ({ unitId }): UnitReach => ({ level: 'UNIT', unitId }),
    ),
  );

const OF_CARE: PolicyTable<SharingReaches> = {
  'sharing-consent.read': ownUnit('shared-documentation.open'),
  'sharing-consent.register': related('sharing-consent.register', 'G-080, G-092'),
  'sharing-inability.register': related('sharing-consent.register', 'G-082'),
  'sharing-consent.withdraw': related('sharing-consent.register', 'G-086'),
  'shared-documentation.find': related('shared-documentation.open', 'G-080, G-081'),
  'shared-documentation.show-sources': related('shared-documentation.open', 'G-080, G-081, G-082'),
  'shared-documentation.open': related('shared-documentation.open', 'G-080, G-081, G-082, G-084'),
};

/** The policy for shared documentation. Education has none: its people have no part in care (F-006). */
export const permit = policy<SharingReaches>({ REGION: OF_CARE, VOF: OF_CARE, SOC: OF_CARE });
