import type { ConnectedSystem, ConnectedSystems, Executor, Work } from '../connected/domain.ts';
import { type OrderKind, SAMPLAN } from './domain.ts';

/** Something wanted in a connected system, or had there. */
export interface Wanted {
  readonly system: string;
  readonly entitlement: string;
}

/** A step to make. */
export interface NewStep {
  readonly system: string;
  readonly entitlement: string | null;
  readonly work: Work;
  readonly action: string;
  readonly executors: readonly Executor[];
  readonly message: string | null;
}

/** What the steps of an order follow from. */
export interface StepFacts {
  readonly kind: OrderKind;
  /** Is there somebody to make an account for? */
  readonly isPerson: boolean;
  /** Does an assignment get another role or last day? */
  readonly changesAssignment: boolean;
  readonly wanted: readonly Wanted[];
  /** What the person has in connected systems by earlier orders. */
  readonly held: readonly Wanted[];
}

const WORK_OF: Readonly<Record<OrderKind, Work>> = {
  NEW_EMPLOYMENT: 'GRANT',
  SUBCONTRACTOR: 'GRANT',
  CERTIFICATE: 'GRANT',
  CHANGE: 'GRANT',
  MOVE: 'MOVE',
  END: 'END',
  HAND_OVER: 'END',
};

/** What Samplan itself does. */
const OWN_ACTION: Readonly<Partial<Record<OrderKind, string>>> = {
  NEW_EMPLOYMENT: 'CREATE_ACCOUNT',
  SUBCONTRACTOR: 'CREATE_ACCOUNT',
  CHANGE: 'CHANGE_ASSIGNMENT',
  MOVE: 'MOVE_ASSIGNMENT',
  END: 'END_ASSIGNMENT',
};

/**
 * The steps of an order, from the data of connected systems (e.4, F-403 to F-409).
 *
 * What is moved or ended is what the person has; nobody needs to remember it (B-14). A hand-over is the duties of both sides
 * (F-174). A subcontractor's existing staff get an organisation of their own (F-171).
 */
export function stepsOf(facts: StepFacts, { systems, handOver }: ConnectedSystems): readonly NewStep[] {
  if (facts.kind === 'HAND_OVER') {
    return handOver.map(({ action, party }) => ({
      system: 'HAND_OVER',
      entitlement: party,
      work: 'END',
      action,
      executors: ['RESPONSIBLE_MANAGER'],
      message: null,
    }));
  }
  if (facts.kind === 'SUBCONTRACTOR' && !facts.isPerson) {
    const step = { action: 'CREATE_ORGANISATION', executors: ['SYSTEM_MANAGER'] as const, message: null };
    return [{ ...step, system: 'ORGANISATION', entitlement: null, work: 'GRANT' }];
  }
  const work = WORK_OF[facts.kind];
  const ends = work === 'MOVE' || work === 'END';
  const concerned = ends ? [...facts.held, ...facts.wanted] : facts.wanted;
  const all = uniqueBy(concerned, ({ system, entitlement }) => `${system} ${entitlement}`);
  const already = new Set(facts.held.map(({ system }) => system));
  return [
    ...ownStep(facts),
    ...(ends ? uniqueBy(all, ({ system }) => system) : all).flatMap((one) => {
      const system = systems.find(({ code }) => code === one.system);
      return system
        ? stepsIn(system, one.entitlement, work === 'GRANT' && already.has(one.system) ? 'CHANGE' : work)
        : [];
    }),
  ];
}

function ownStep({ kind, changesAssignment }: StepFacts): readonly NewStep[] {
  const action = OWN_ACTION[kind];
  if (!action || (kind === 'CHANGE' && !changesAssignment)) return [];
  const isNew = action === 'CREATE_ACCOUNT';
  return [
    {
      system: SAMPLAN,
      entitlement: null,
      work: WORK_OF[kind],
      action,
      executors: ['ADMINISTRATOR'],
      message: isNew ? SAMPLAN : null,
    },
  ];
}

function stepsIn(system: ConnectedSystem, entitlement: string, work: Work): readonly NewStep[] {
  return system.steps[work].map(({ action, by }, i) => ({
    system: system.code,
    entitlement,
    work,
    action,
    executors: by,
    message: i === 0 && work === 'GRANT' && system.credentials?.to === 'ORDERER' ? system.credentials.message : null,
  }));
}

function uniqueBy<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
