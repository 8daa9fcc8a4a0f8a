import { type NotPermitted, notPermitted } from '../problem.ts';
import { ok, type Result, refused } from '../result.ts';
import type { Capability } from './capability.ts';
import {
  type ActiveAssignment,
  type AdministrationKind,
  type AssignedViewer,
  isAssigned,
  type Role,
  type UnitKind,
  type Viewer,
} from './viewer.ts';

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

/** What a rule demands and how far it reaches, for deciding and for reading: `POLICY.md` is written from it. */
export interface Terms {
  readonly capability: Capability;
  /** Kinds of unit where it holds; empty for all. */
  readonly at: readonly UnitKind[];
  /** How far it reaches, in words: `the episodes of the own ward`. */
  readonly reaches: string;
  /** Rules that it comes from, beside those of the permission matrix; null when there are none. */
  readonly source: string | null;
  /** Every way of meeting them, when holding the capability is neither the only one nor enough. */
  readonly ways?: readonly Way[];
}

/** One way of meeting the terms of a rule. */
export interface Way {
  readonly capability: Capability;
  /** Owners for whom it holds; all when left out. */
  readonly administration?: AdministrationKind;
  /** Roles for which it holds; all when left out. */
  readonly roles?: readonly Role[];
}

/** When an action is allowed, and how far it reaches then. */
export interface Rule<R extends Reach = Reach> {
  (viewer: AssignedViewer): R | null;
  readonly terms: Terms;
}

/** Makes a rule of its terms. */
export function rule<R extends Reach>(
  terms: Omit<Terms, 'source'>,
  reachOf: (assignment: ActiveAssignment) => R,
): Rule<R> {
  const { capability, at } = terms;
  const decide = ({ capabilities, assignment }: AssignedViewer): R | null =>
    capabilities.has(capability) && (at.length === 0 || at.includes(assignment.unitKind)) ? reachOf(assignment) : null;
  return Object.assign(decide, { terms: { ...terms, source: null } });
}

/** The same rule with the rules that it comes from. */
export function because<R extends Reach>(source: string, of: Rule<R>): Rule<R> {
  return Object.assign((viewer: AssignedViewer) => of(viewer), { terms: { ...of.terms, source } });
}

/** The actions of a subgraph, each with how far it can reach. */
export type Reaches<Self> = { readonly [A in keyof Self]: Reach };

/** What an owner's people may do. Actions that are not in it are denied. */
export type PolicyTable<R extends Reaches<R>> = {
  readonly [A in keyof R]?: Rule<R[A]>;
};

/** Allowed with the capability, at units of the given kinds, for what the viewer's own unit takes part in. */
export function ownUnit(capability: Capability, ...kinds: readonly UnitKind[]): Rule<UnitReach> {
  const reaches = 'what the own unit takes part in and the patients that it has a relation to';
  return rule({ capability, at: kinds, reaches }, ({ unitId }) => ({ level: 'UNIT', unitId }));
}

/** Allowed with the capability, for everything within the viewer's region or municipality. */
export function ownPrincipal(capability: Capability): Rule<PrincipalReach> {
  return rule({ capability, at: [], reaches: 'the own region or municipality' }, ({ principalId }) => ({
    level: 'PRINCIPAL',
    principalId,
  }));
}

/** The tables of a subgraph's policy, one per owner. */
export type PolicyTables<R extends Reaches<R>> = { readonly [K in AdministrationKind]?: PolicyTable<R> };

/** Answers whether a viewer may, and how far. */
export interface Permit<R extends Reaches<R>> {
  <A extends keyof R & string>(viewer: Viewer | null, action: A): Result<Grant<A, R[A]>, NotPermitted>;
  /** What it decides by, for reading. */
  readonly tables: PolicyTables<R>;
}

/** The terms of every rule in a policy, by action: what an owner's people may do, for reading. */
export function termsOf<R extends Reaches<R>>(
  { tables }: Permit<R>,
  administration: AdministrationKind,
): ReadonlyMap<string, Terms> {
  // Whatever reach a rule has, its terms are terms.
  const rules: readonly (readonly [string, unknown])[] = Object.entries(tables[administration] ?? {});
  return new Map((rules as readonly (readonly [string, Rule])[]).map(([action, { terms }]) => [action, terms]));
}

/**
 * The policy of a subgraph, one table per owner. An administration kind without a table may do nothing (F-006: BIF has no
 * part in care).
 */
export function policy<R extends Reaches<R>>(tables: PolicyTables<R>): Permit<R> {
  function permit<A extends keyof R & string>(viewer: Viewer | null, action: A): Result<Grant<A, R[A]>, NotPermitted> {
    if (!isAssigned(viewer)) return refused(notPermitted());
    const table = own(tables, viewer.assignment.administrationKind);
    const reach = table && own(table, action)?.(viewer);
    if (!reach) return refused(notPermitted());
    // The brand exists only for the compiler: this is the one place that may make a Grant.
    return ok({ action, viewer, reach } as Grant<A, R[A]>);
  }
  return Object.assign(permit, { tables });
}

/** What stands in a table itself: names that every object has are no entries. */
function own<T extends object, K extends keyof T>(table: T, name: K): T[K] | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
