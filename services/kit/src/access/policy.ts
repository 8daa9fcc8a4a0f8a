import { type NotPermitted, notPermitted } from '../problem.ts';
import { ok, type Result, refused } from '../result.ts';
import type { Capability } from './capability.ts';
import { type AdministrationKind, type AssignedViewer, isAssigned, type UnitKind, type Viewer } from './viewer.ts';

/**
 * How far a grant reaches. A store puts it into every WHERE, so that a single read, a list, a count and a reference from
 * another subgraph cannot disagree. A subgraph may have levels of its own.
 */
export interface Reach {
  readonly level: string;
}

/** Reach of what the viewer's own unit takes part in. */
export interface UnitReach extends Reach {
  readonly level: 'UNIT';
  readonly unitId: string;
}

/** Reach of what belongs to the viewer's region or municipality. */
export interface PrincipalReach extends Reach {
  readonly level: 'PRINCIPAL';
  readonly principalId: string;
}

declare const granted: unique symbol;

/**
 * Proof that the policy allows an action. Only {@link policy} makes one, and stores demand one: forgetting to authorise is
 * a type error.
 */
export interface Grant<Action extends string, R extends Reach = Reach> {
  readonly [granted]: Action;
  readonly action: Action;
  readonly viewer: AssignedViewer;
  readonly reach: R;
}

/** When an action is allowed, and how far it reaches then. */
export type Rule<R extends Reach = Reach> = (viewer: AssignedViewer) => R | null;

/** The actions of a subgraph, each with how far it can reach. */
export type Reaches<Self> = { readonly [A in keyof Self]: Reach };

/** What an owner's people may do. Actions that are not in it are denied. */
export type PolicyTable<R extends Reaches<R>> = {
  readonly [A in keyof R]?: Rule<R[A]>;
};

/** Allowed with the capability, at units of the given kinds, for what the viewer's own unit takes part in. */
export function ownUnit(capability: Capability, ...kinds: readonly UnitKind[]): Rule<UnitReach> {
  return ({ capabilities, assignment }) =>
    capabilities.has(capability) && (kinds.length === 0 || kinds.includes(assignment.unitKind))
      ? { level: 'UNIT', unitId: assignment.unitId }
      : null;
}

/** Allowed with the capability, for everything within the viewer's region or municipality. */
export function ownPrincipal(capability: Capability): Rule<PrincipalReach> {
  return ({ capabilities, assignment }) =>
    capabilities.has(capability) ? { level: 'PRINCIPAL', principalId: assignment.principalId } : null;
}

/** Answers whether a viewer may, and how far. */
export type Permit<R extends Reaches<R>> = <A extends keyof R & string>(
  viewer: Viewer | null,
  action: A,
) => Result<Grant<A, R[A]>, NotPermitted>;

/**
 * The policy of a subgraph, one table per owner. An administration kind without a table may do nothing (F-006: BIF has no
 * part in care).
 */
export function policy<R extends Reaches<R>>(
  tables: {
    readonly [K in AdministrationKind]?: PolicyTable<R>;
  },
): Permit<R> {
  return (viewer, action) => {
    if (!isAssigned(viewer)) return refused(notPermitted());
    const table = own(tables, viewer.assignment.administrationKind);
    const reach = table && own(table, action)?.(viewer);
    if (!reach) return refused(notPermitted());
    // The brand exists only for the compiler: this is the one place that may make a Grant.
    return ok({ action, viewer, reach } as Grant<typeof action, R[typeof action]>);
  };
}

/** What stands in a table itself: names that every object has are no entries. */
function own<T extends object, K extends keyof T>(table: T, name: K): T[K] | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
