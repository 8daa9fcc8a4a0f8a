import { freeText } from '@samplan/kit/person/free-text';
import { BadInput } from '@samplan/kit/server/errors';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers, RecordLiabilityExceptionInput } from '../../generated/resolvers.ts';
import { lastDay, notAfter } from '../input.ts';
import type { NewException } from '../store.ts';
import { recordFor } from './record.ts';

export const recordLiabilityException: NonNullable<MutationResolvers['recordLiabilityException']> = async (
  _,
  { input },
  context,
) => {
  const { recordException } = context.liabilities;
  const recorded = await recordFor(input.episodeId, context, (now) => exceptionOf(input, now), recordException);
  return 'problem' in recorded ? recorded.problem : { __typename: 'RecordLiabilityExceptionOk', ...recorded };
};

/** @throws BadInput naming the field. */
function exceptionOf(input: RecordLiabilityExceptionInput, now: Date): NewException {
  const { kind, replacesId = null } = input;
  const fromOn = notAfter('input.fromOn', input.fromOn, stockholmDay(now));
  const toOn = lastDay('input.toOn', input.toOn, fromOn);
  const reason = freeText('input.reason', input.reason);
  const isWithdrawn = input.withdraws ?? false;
  if (isWithdrawn && replacesId === null) {
    throw new BadInput('input.replacesId', 'EMPTY', 'Ange i fältet input.replacesId vilket undantag som tas tillbaka.');
  }
  return { kind, fromOn, toOn, isWithdrawn, reason, replacesId };
}
