import { within } from '@samplan/kit/graphql/input';
import { freeText } from '@samplan/kit/person/free-text';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../log-review/policy.ts';

export const reportDataIncident: NonNullable<MutationResolvers['reportDataIncident']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, incidents, logReviews, access } = context;
  const grant = permit(viewer, 'data-incident.report');
  const review = permit(viewer, 'log-review.read');
  if (!(grant.ok && review.ok)) return access.refuse('data-incident.report');
  const now = context.now();
  const description = freeText('input.description', input.description);
  const { isHighRisk, reviewId = null } = input;
  const discoveredAt = within(
    'input.discoveredAt',
    input.discoveredAt,
    null,
    now,
    'upptäckten kan inte ligga i framtiden.',
  );
  if (reviewId !== null && !(await logReviews.find(review.value, reviewId, access))) return notPermitted();
  const officer = await incidents.officer(grant.value);
  if (!officer) {
    return {
      __typename: 'DataProtectionOfficerMissing',
      code: 'INCIDENT_OFFICER_MISSING',
      message: 'Ange först dataskyddsombud med setDataProtectionOfficer. Ombudet ska ta emot varje incident.',
    };
  }
  const made = { reviewId, description, isHighRisk, discoveredAt };
  const incident = await incidents.create(grant.value, made, officer, access, now);
  return { __typename: 'ReportDataIncidentOk', incident };
};
