import type { MutationResolvers } from '../../generated/resolvers.ts';
import { handOver } from '../domain.ts';
import { coordinate } from './step.ts';

export const changeCoordinationResponsible: NonNullable<MutationResolvers['changeCoordinationResponsible']> = async (
  _,
  { input },
  context,
) => {
  const step = await coordinate(input, context, async (sip) => {
    const [unit] = await context.units([input.unitId]);
    return handOver(sip, unit ?? null);
  });
  return 'problem' in step ? step.problem : { __typename: 'ChangeCoordinationResponsibleOk', ...step };
};
