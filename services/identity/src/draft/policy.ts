import { type Grant, ownUnit, type PolicyTable, policy, type UnitReach } from '@samplan/kit/access/policy';
import { isAssigned, type Viewer } from '@samplan/kit/access/viewer';

/** What can be done with drafts about patients: of those that the viewer's unit has a relation to. */
export interface DraftReaches {
  readonly 'draft.read': UnitReach;
  readonly 'draft.save': UnitReach;
}

const EVERYONE: PolicyTable<DraftReaches> = {
  'draft.read': ownUnit('patient.read'),
  'draft.save': ownUnit('patient.read'),
};

/** The policy for drafts about patients: the same for every owner; who may what is said by the permission matrix. */
export const permit = policy<DraftReaches>({ REGION: EVERYONE, VOF: EVERYONE, SOC: EVERYONE, BIF: EVERYONE });

/** Somebody who has drafts, at one unit. Only {@link keeperOf} makes one. */
export interface DraftKeeper {
  readonly userId: string;
  readonly unitId: string;
  /** To read drafts about patients; null for who sees no patients. */
  readonly read: Grant<'draft.read', UnitReach> | null;
  /** To save them. */
  readonly save: Grant<'draft.save', UnitReach> | null;
}

/**
 * Who keeps drafts: people with any right at the unit that they have chosen. Systems fill in no forms. Drafts about no patient need
 * no right of their own, since they are the user's alone.
 * @returns null for everybody else.
 */
export function keeperOf(viewer: Viewer | null): DraftKeeper | null {
  if (!isAssigned(viewer) || viewer.capabilities.size === 0) return null;
  const { role, unitId } = viewer.assignment;
  if (role === 'SERVICE_ACCOUNT') return null;
  const [read, save] = [permit(viewer, 'draft.read'), permit(viewer, 'draft.save')];
  return { userId: viewer.userId, unitId, read: read.ok ? read.value : null, save: save.ok ? save.value : null };
}
