import { found } from '@samplan/kit/found';
import { notOwedBecause, reroute } from '@samplan/kit/message/domain';
import { canMoveTo, stuckBecause } from '@samplan/kit/message/oversight';
import { messageNotStuck } from '@samplan/kit/message/problems';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { messageNotOwed } from '../../message/problems.ts';
import { canTakePart } from '../../plan/domain.ts';
import { sipParticipantRefused } from '../../plan/problems.ts';
import { permit } from '../../policy.ts';

export const rerouteSipMessage: NonNullable<MutationResolvers['rerouteSipMessage']> = async (_, { input }, context) => {
  const { viewer, oversight, units, access } = context;
  const grant = permit(viewer, 'message.reroute');
  if (!grant.ok) return access.refuse('message.reroute');
  const now = context.now();
  const { messageId, fromUnitId, toUnitId } = input;
  const { userId, assignment } = grant.value.viewer;
  const [message] = await oversight.find(grant.value, [messageId], access);
  const place = message?.places.find(({ recipient }) => recipient.unitId === fromUnitId);
  if (!message || !place) return notPermitted();
  const { recipient } = place;
  const [unit = null] = await units([toUnitId]);
  const moving = { senderUnitId: message.senderUnitId, fromUnitId, administrationId: assignment.administrationId };
  if (!canMoveTo(unit, moving) || !canTakePart(unit)) return sipParticipantRefused('input.toUnitId');
  const notOwed = notOwedBecause(recipient);
  if (notOwed) return messageNotOwed(notOwed);
  const others = message.recipients.filter(({ unitId }) => unitId !== fromUnitId);
  const change = reroute(recipient, toUnitId, others, userId, now);
  if (!change.ok || stuckBecause(place, place.from, now).length === 0) return messageNotStuck();
  if (!(await oversight.saveRerouting(grant.value, { message, recipient }, change.value, access, now))) {
    return changedMeanwhile();
  }
  const [rerouted] = await oversight.find(grant.value, [messageId], access);
  return { __typename: 'RerouteSipMessageOk', rerouted: found(rerouted) };
};
