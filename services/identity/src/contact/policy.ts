import { type PolicyTable, policy, type Reach, rule } from '@samplan/kit/access/policy';

/** Reach of what is the viewer's own. */
export interface OwnReach extends Reach {
  readonly level: 'OWN';
}

/** What can be done with contact data: the own, and nobody else's. */
export interface ContactReaches {
  readonly 'own-contact.edit': OwnReach;
}

const EVERYONE: PolicyTable<ContactReaches> = {
  'own-contact.edit': rule({ capability: 'own-contact.edit', at: [], reaches: 'the own contact data' }, () => ({
    level: 'OWN',
  })),
};

/** The policy for own contact data: the same for every owner; who may is said by the permission matrix (ME). */
export const permit = policy<ContactReaches>({ REGION: EVERYONE, VOF: EVERYONE, SOC: EVERYONE, BIF: EVERYONE });
