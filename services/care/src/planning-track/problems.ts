import type { PlanningTrackReasonMissing as PlanningTrackReasonMissingType } from '../generated/resolvers.ts';

export { type ChangedMeanwhile, changedMeanwhile } from '@samplan/kit/problem';

/** Union member `PlanningTrackReasonMissing`. */
export type PlanningTrackReasonMissing = PlanningTrackReasonMissingType & {
  readonly __typename: 'PlanningTrackReasonMissing';
};

/** Leaving the red track needs a reason. */
export function trackReasonMissing(): PlanningTrackReasonMissing {
  return {
    __typename: 'PlanningTrackReasonMissing',
    code: 'PLANNING_TRACK_REASON_MISSING',
    message: 'Planeringen lämnar rött spår, och underlaget kan då ändras igen. Ange varför i fältet input.reason.',
    field: 'input.reason',
  };
}
