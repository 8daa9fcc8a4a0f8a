import type { ActiveAssignment } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import { addHours, type Day, stockholmDay } from '@samplan/kit/time';
import type { BlockNotRevealed, BlockOfOtherCareGiver, BlockRefused } from '../generated/resolvers.ts';

/** Whose data a block closes. */
export type BlockScope = 'UNIT' | 'ADMINISTRATION' | 'CARE_GIVER' | 'SHARED_DOCUMENTATION';

/** Why a block may be lifted. */
export type LiftGround = 'PATIENT_CONSENT' | 'NECESSARY_CARE';

/** A patient's block of what a unit, an administration or a care giver has documented. */
export interface Block {
  readonly id: string;
  readonly patientId: string;
  readonly scope: BlockScope;
  /** Id of the unit, administration or principal. */
  readonly sourceId: string;
  /** The care giver. */
  readonly principalId: string;
  readonly coversSent: boolean;
  readonly registeredAt: Date;
  readonly version: number;
}

/** A block with who has blocked, as a viewer is shown it. */
export interface RevealedBlock {
  readonly block: Block;
  readonly viewerCanLift: boolean;
}

/** What is known when a block is asked for. */
export interface BlockRequest {
  readonly id: string;
  readonly patientId: string;
  readonly scope: BlockScope;
  readonly requestedBy: 'PATIENT' | 'GUARDIAN';
  /** Of a child, the day of coming of age; null for adults. */
  readonly minorUntil: Day | null;
  readonly childIsMature: boolean;
  readonly coversSent: boolean;
  /** Of who registers: only the own side's data can be blocked. */
  readonly assignment: ActiveAssignment;
}

/**
 * Blocks what the registering unit, its administration or its care giver has documented, or opts out of sharing it.
 * @returns the block; or `BlockRefused`: a guardian may not block, and a child only when it is mature enough to decide.
 * Source: 4 kap. 4 § patientdatalagen (2008:355), 2 kap. 3 § lag (2022:913) (G-077, G-079).
 */
export function registerBlock(request: BlockRequest, now: Date): Result<Block, BlockRefused> {
  const { id, patientId, scope, requestedBy, minorUntil, childIsMature, coversSent, assignment } = request;
  if (requestedBy === 'GUARDIAN') return refused(byGuardian());
  const isMinor = minorUntil !== null && stockholmDay(now) < minorUntil;
  if (isMinor && !childIsMature) return refused(byChild());
  const sourceId = {
    UNIT: assignment.unitId,
    ADMINISTRATION: assignment.administrationId,
    CARE_GIVER: assignment.principalId,
    SHARED_DOCUMENTATION: assignment.principalId,
  }[scope];
  const { principalId } = assignment;
  return ok({ id, patientId, scope, sourceId, principalId, coversSent, registeredAt: now, version: 1 });
}

/** Does a block close anything to somebody? Blocks close to those outside what is blocked, whoever they are (G-085). */
export function closesTo(block: Pick<Block, 'sourceId'>, a: ActiveAssignment): boolean {
  return ![a.unitId, a.administrationId, a.principalId].includes(block.sourceId);
}

/** Of the blocks, those that close something to the viewer, with what the viewer can do about each. */
export function revealed(blocks: readonly Block[], viewer: ActiveAssignment): readonly RevealedBlock[] {
  return blocks
    .filter((block) => closesTo(block, viewer))
    .map((block) => ({ block, viewerCanLift: block.principalId === viewer.principalId }));
}

/** How long the first step of lifting leads to the second. */
export const REVEALED_HOURS = 1;

/** How long a block is lifted. */
export const LIFT_HOURS = 24;

/**
 * Until when a block is lifted for the unit of the viewer.
 * @param revealedAt - when the viewer was last shown who has blocked; null when never.
 * @returns the end; or `BlockNotRevealed`, when the first step is missing; or `BlockOfOtherCareGiver`.
 * Source: 4 kap. 5 § patientdatalagen (G-078).
 */
export function liftUntil(
  block: Pick<Block, 'principalId'>,
  viewer: Pick<ActiveAssignment, 'principalId'>,
  revealedAt: Date | null,
  now: Date,
): Result<Date, BlockNotRevealed | BlockOfOtherCareGiver> {
  if (!isRevealed(revealedAt, now)) return refused(notRevealed());
  if (block.principalId !== viewer.principalId) return refused(ofOtherCareGiver());
  return ok(addHours(now, LIFT_HOURS));
}

/** Has the viewer been shown a short while ago who has blocked? */
export function isRevealed(revealedAt: Date | null, now: Date): boolean {
  return revealedAt !== null && addHours(revealedAt, REVEALED_HOURS) > now;
}

function byGuardian(): BlockRefused {
  return {
    __typename: 'BlockRefused',
    code: 'BLOCK_BY_GUARDIAN',
    message: 'En vårdnadshavare får inte spärra barnets uppgifter. Bara patienten själv kan begära en spärr.',
  };
}

function byChild(): BlockRefused {
  return {
    __typename: 'BlockRefused',
    code: 'BLOCK_BY_CHILD',
    message: 'Patienten är ett barn. Bedöm om barnet är moget att själv besluta om spärren och ange det i begäran.',
  };
}

/** The first step is missing. */
export function notRevealed(): BlockNotRevealed {
  return {
    __typename: 'BlockNotRevealed',
    code: 'BLOCK_NOT_REVEALED',
    message: 'Visa först vilka som har spärrat uppgifter med revealBlocks och välj sedan den spärr som behövs.',
  };
}

function ofOtherCareGiver(): BlockOfOtherCareGiver {
  return {
    __typename: 'BlockOfOtherCareGiver',
    code: 'BLOCK_OF_OTHER_CARE_GIVER',
    message: 'Spärren finns hos en annan vårdgivare. Begär att den vårdgivaren häver spärren.',
  };
}
