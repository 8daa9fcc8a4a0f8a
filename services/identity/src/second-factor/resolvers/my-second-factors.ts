import type { QueryResolvers, SecondFactorResolvers } from '../../generated/resolvers.ts';
import { hintOf } from '../domain.ts';

export const mySecondFactors: NonNullable<QueryResolvers['mySecondFactors']> = async (
  _,
  _args,
  { viewer, secondFactors },
) => {
  if (!viewer) return null;
  const { factors, recoveryCodesLeft } = await secondFactors.own(viewer.userId);
  return { factors: [...factors], recoveryCodesLeft };
};

export const SecondFactor: SecondFactorResolvers = { phoneHint: hintOf };
