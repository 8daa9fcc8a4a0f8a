import type { MutationResolvers } from '../../generated/resolvers.ts';
import { sendText } from '../../message/resolvers/send.ts';

export const sendCareReport: NonNullable<MutationResolvers['sendCareReport']> = async (_, { input }, context) => {
  const outcome = await sendText('CARE_REPORT', 'care-report.send', input, context);
  return 'sent' in outcome ? { __typename: 'SendCareReportOk', careReport: outcome.sent } : outcome.problem;
};
