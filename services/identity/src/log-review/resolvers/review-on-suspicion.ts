import { found } from '@samplan/kit/found';
import { isId } from '@samplan/kit/id';
import { freeText } from '@samplan/kit/person/free-text';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers, ReviewOnSuspicionInput } from '../../generated/resolvers.ts';
import { isPeriod, MAX_SUSPICION_DAYS } from '../domain.ts';
import { instantsOf } from '../input.ts';
import { permit } from '../policy.ts';
import { ownAccesses } from '../problems.ts';

export const reviewOnSuspicion: NonNullable<MutationResolvers['reviewOnSuspicion']> = async (_, { input }, context) => {
  const { viewer, logReviews, access, now } = context;
  const grant = permit(viewer, 'log-review.draw');
  if (!grant.ok) return access.refuse('log-review.draw');
  refuseVague(input);
  const { userId = null, patientId = null } = input;
  if (userId === grant.value.viewer.userId) {
    access.denied('log-review.draw', 'OWN_ACCESSES', { patientId });
    return ownAccesses();
  }
  const suspicion = freeText('input.suspicion', input.suspicion);
  const review = {
    method: 'SUSPICION',
    seed: null,
    drawKey: null,
    suspicion,
    unitId: null,
    patientId,
    userIds: userId === null ? [] : [userId],
    ...instantsOf(input.fromOn, input.toOn),
  } as const;
  const [begun] = await logReviews.begin(grant.value, [review], access, now());
  return { __typename: 'ReviewOnSuspicionOk', review: found(begun) };
};

/** @throws BadInput */
function refuseVague({ userId, patientId, fromOn, toOn }: ReviewOnSuspicionInput): void {
  if (userId == null && patientId == null) {
    throw new BadInput(
      'input.userId',
      'MISSING',
      'Ange userId eller patientId: vems eller till vilken patient åtkomsterna är.',
    );
  }
  for (const [field, id] of [
    ['userId', userId],
    ['patientId', patientId],
  ] as const) {
    if (id != null && !isId(id))
      throw new BadInput(`input.${field}`, 'WRONG_VALUE', `Fältet input.${field} är inget id.`);
  }
  if (!isPeriod(fromOn, toOn, MAX_SUSPICION_DAYS)) {
    throw new BadInput(
      'input.toOn',
      'OUT_OF_RANGE',
      `Perioden i fältet input.toOn får vara högst ${MAX_SUSPICION_DAYS} dagar.`,
    );
  }
}
