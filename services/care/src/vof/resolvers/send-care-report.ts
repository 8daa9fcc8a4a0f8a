import type { MutationResolvers } from '../../generated/resolvers.ts';
import { sendText } from '../../message/resolvers/send.ts';

export const sendCareReport: NonNullable<MutationResolvers['sendCareReport']> = async (_, { input }, context) =>
  await sendText('CARE_REPORT', 'care-report.send', input, context, (careReport) => ({
    __typename: 'SendCareReportOk' as const,
    careReport,
  }));
