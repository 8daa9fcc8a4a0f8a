import { text } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import { BadInput } from '@samplan/kit/server/errors';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { recordConsent } from '../domain.ts';
import { coordinate } from './step.ts';

export const recordSipConsent: NonNullable<MutationResolvers['recordSipConsent']> = async (_, { input }, context) => {
  const { isGiven, form } = input;
  // Who declines shares nothing, until no day.
  const scope = isGiven ? text('input.scope', input.scope ?? '') : null;
  const validTo = isGiven ? (input.validTo ?? null) : null;
  if (validTo !== null && validTo < stockholmDay(context.now())) {
    throw new BadInput('input.validTo', 'TOO_EARLY', 'Fältet input.validTo får inte ligga i det förflutna.');
  }
  const step = await coordinate(input, context, (sip, recordedByUserId, recordedAt) =>
    recordConsent(sip, { id: newId('con'), isGiven, form, scope, validTo, recordedAt, recordedByUserId }),
  );
  return 'problem' in step ? step.problem : { __typename: 'RecordSipConsentOk', ...step };
};
