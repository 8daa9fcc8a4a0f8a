import type { UnitKind } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import { isWard } from '../episode/domain.ts';
import type { ListKind, Question } from '../planning/questions.ts';
import { type ChangedMeanwhile, changedMeanwhile } from './problems.ts';

/** Whether something is ready, and what the unit says about it. */
export interface Tick {
  readonly isTicked: boolean;
  readonly comment: string | null;
}

/** What has been said, by key. */
export type Ticks = Readonly<Record<string, Tick>>;

/** Something that is said about a thing. */
export interface GivenTick extends Tick {
  readonly key: string;
}

/** A thing of a list as it is shown. */
export interface Item extends GivenTick {
  readonly text: string;
}

/** A version of a unit's list. */
export interface Checklist {
  readonly unitId: string;
  /** The list that it was begun with. */
  readonly listId: string;
  readonly ticks: Ticks;
  /** From 1, in order. */
  readonly version: number;
}

/** The list that a unit of a kind ticks (G-109). */
export function listKindOf(kind: UnitKind): ListKind {
  if (isWard(kind)) return 'READY_FOR_HOME_INPATIENT';
  const isOutpatient = kind === 'HEALTH_CENTRE' || kind === 'PSYCHIATRIC_OUTPATIENT';
  return isOutpatient ? 'READY_FOR_HOME_OUTPATIENT' : 'READY_FOR_HOME_MUNICIPALITY';
}

/**
 * Ticks in a unit's list: what is given changes, the rest stays.
 * @param latest - null while it is not begun.
 * @param version - as last read; 0 while it is not begun.
 * @param begun - whose list, and which one it is begun with.
 * @returns the next version; or `ChangedMeanwhile`.
 */
export function tick(
  latest: Checklist | null,
  version: number,
  begun: Pick<Checklist, 'unitId' | 'listId'>,
  given: readonly GivenTick[],
): Result<Checklist, ChangedMeanwhile> {
  if ((latest?.version ?? 0) !== version) return refused(changedMeanwhile());
  const said = given.map(({ key, ...one }) => [key, one] as const);
  const ticks = Object.fromEntries([...Object.entries(latest?.ticks ?? {}), ...said]);
  return ok({ ...(latest ?? begun), ticks, version: version + 1 });
}

/** Every thing of a list with what has been said about it. */
export function itemsOf(list: readonly Question[], ticks: Ticks): readonly Item[] {
  return list.map(({ key, text }) => ({ key, text, isTicked: false, comment: null, ...ticks[key] }));
}

/** Is everything ready? */
export function isDone(items: readonly Item[]): boolean {
  return items.every(({ isTicked }) => isTicked);
}
