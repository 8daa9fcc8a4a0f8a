import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { municipalityCode } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { lastDay, termsOf } from '../input.ts';
import { agreementOverlaps } from '../problems.ts';

export const saveAgreement: NonNullable<MutationResolvers['saveAgreement']> = async (_, { input }, context) => {
  const { viewer, liabilityTerms, access } = context;
  const grant = permit(viewer, 'liability-terms.edit');
  if (!grant.ok) return access.refuse('liability-terms.edit');
  const agreement = {
    id: input.id ?? null,
    version: input.version ?? 0,
    municipalityCode: municipalityCode('input.municipalityCode', input.municipalityCode),
    careType: input.careType ?? null,
    validFromOn: input.validFromOn,
    validToOn: lastDay('input.validToOn', input.validToOn, input.validFromOn),
    terms: termsOf('input.terms', input.terms),
  };
  const outcome = await liabilityTerms.saveAgreement(grant.value, agreement, access, context.now());
  switch (outcome.kind) {
    case 'SAVED':
      return { __typename: 'SaveAgreementOk', agreement: outcome.agreement };
    case 'OVERLAPS':
      return agreementOverlaps(outcome.overlapping);
    case 'CHANGED_MEANWHILE':
      return changedMeanwhile();
    case 'NOT_FOUND':
      access.denied('liability-terms.edit', 'NOT_IN_REACH', { subjectId: agreement.id });
      return notPermitted();
  }
};
