import { newId } from '@samplan/kit/id';
import { notPermitted } from '@samplan/kit/problem';
import { revealed } from '../../block/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { reasonText } from '../../reason.ts';
import { openInEmergency } from '../domain.ts';
import { permit } from '../policy.ts';

export const openEmergencyAccess: NonNullable<MutationResolvers['openEmergencyAccess']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, emergencies, rules, access, untilHeard } = context;
  const { patientId } = input;
  const grant = permit(viewer, 'emergency.open');
  if (!grant.ok) return access.refuse('emergency.open', { patientId });
  const reason = reasonText('input.reason', input.reason);
  const now = context.now();
  const opening = openInEmergency({ id: newId('opn'), patientId, reason }, rules, now);
  const opened = await emergencies.open(grant.value, opening, access, now);
  if (!opened) return notPermitted();
  await untilHeard(opened.eventId);
  const blocks = [...revealed(opened.blocks, grant.value.viewer.assignment)];
  return { __typename: 'OpenEmergencyAccessOk', endsAt: opening.until, blocks };
};
