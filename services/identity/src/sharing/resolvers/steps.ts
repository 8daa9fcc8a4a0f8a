import type { AccessLog } from '@samplan/kit/access/log';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers, SharingConditionMissing } from '../../generated/resolvers.ts';
import { reasonText } from '../../reason.ts';
import { openShared, showSources } from '../domain.ts';
import { permit } from '../policy.ts';
import { conditionMissing } from '../problems.ts';

export const findSharedDocumentation: NonNullable<MutationResolvers['findSharedDocumentation']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, sharing, access } = context;
  const { patientId } = input;
  const grant = permit(viewer, 'shared-documentation.find');
  if (!grant.ok) return access.refuse('shared-documentation.find', { patientId });
  const now = context.now();
  const facts = await sharing.stepFacts(grant.value, patientId, access, now);
  if (!facts) return notPermitted();
  await sharing.noteStep(grant.value, patientId, 'FOUND', null, access, now);
  return { __typename: 'FindSharedDocumentationOk', exists: facts.sources.length > 0 };
};

export const showSharedDocumentationSources: NonNullable<MutationResolvers['showSharedDocumentationSources']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, sharing, access } = context;
  const { patientId } = input;
  const grant = permit(viewer, 'shared-documentation.show-sources');
  if (!grant.ok) return access.refuse('shared-documentation.show-sources', { patientId });
  const now = context.now();
  const facts = await sharing.stepFacts(grant.value, patientId, access, now);
  if (!facts) return notPermitted();
  const isServiceGivenOrInvestigated = input.isServiceGivenOrInvestigated ?? false;
  const consent = showSources({ ...facts, isServiceGivenOrInvestigated }, grant.value.viewer, now);
  if (!consent.ok) return refuse(access, grant.value.action, patientId, consent.problem);
  await sharing.noteStep(grant.value, patientId, 'SOURCES_SHOWN', consent.value, access, now);
  return { __typename: 'ShowSharedDocumentationSourcesOk', careGivers: facts.sources.map((id) => ({ id })) };
};

export const openSharedDocumentation: NonNullable<MutationResolvers['openSharedDocumentation']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, sharing, rules, access, untilHeard } = context;
  const { patientId, careGiverId } = input;
  const grant = permit(viewer, 'shared-documentation.open');
  if (!grant.ok) return access.refuse('shared-documentation.open', { patientId });
  const importance = reasonText('input.importance', input.importance);
  const now = context.now();
  const facts = await sharing.stepFacts(grant.value, patientId, access, now);
  if (!facts) return notPermitted();
  const isServiceGivenOrInvestigated = input.isServiceGivenOrInvestigated ?? false;
  const stated = { ...facts, isServiceGivenOrInvestigated };
  const opening = openShared(stated, careGiverId, grant.value.viewer, rules, now);
  if (!opening.ok) return refuse(access, grant.value.action, patientId, opening.problem);
  const { value } = opening;
  const eventId = await sharing.open(grant.value, patientId, careGiverId, value, importance, access, now);
  if (!eventId) return refuse(access, grant.value.action, patientId, conditionMissing('SHARING_CONSENT_MISSING'));
  await untilHeard(eventId);
  return { __typename: 'OpenSharedDocumentationOk', endsAt: value.until };
};

/** A step that was tried and not taken stands in the log. */
function refuse(
  access: AccessLog,
  action: string,
  patientId: string,
  problem: SharingConditionMissing,
): SharingConditionMissing {
  const reason = problem.code === 'SHARING_CONSENT_MISSING' ? 'CONSENT_MISSING' : 'STEP_MISSING';
  access.denied(action, reason, { patientId });
  return problem;
}
