import { found } from '@samplan/kit/found';
import { reroute } from '@samplan/kit/message/domain';
import { canMoveTo, stuckBecause } from '@samplan/kit/message/oversight';
import { messageNotStuck } from '@samplan/kit/message/problems';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { recipientRefused } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { messageNotForwardable } from '../../message/problems.ts';
import { permit } from '../../policy.ts';
import { canTake } from '../domain.ts';

export const rerouteMessage: NonNullable<MutationResolvers['rerouteMessage']> = async (_, { input }, context) => {
  const { viewer, oversight, messages, facts, access } = context;
  const grant = permit(viewer, 'message.reroute');
  if (!grant.ok) return access.refuse('message.reroute');
  const now = context.now();
  const { messageId, fromUnitId, toUnitId } = input;
  const [message] = await oversight.find(grant.value, [messageId], access);
  const place = message?.places.find(({ recipient }) => recipient.unitId === fromUnitId);
  if (!message || !place) return notPermitted();
  const { recipient } = place;
  const [unit = null] = await facts.units([toUnitId]);
  const { administrationId } = grant.value.viewer.assignment;
  const { senderUnitId } = message;
  if (!canMoveTo(unit, { senderUnitId, fromUnitId, administrationId }) || !canTake(message.type, unit)) {
    return recipientRefused('input.toUnitId');
  }
  const others = message.recipients.filter(({ unitId }) => unitId !== fromUnitId);
  const change = reroute(recipient, toUnitId, others, grant.value.viewer.userId, now);
  if (!change.ok) return messageNotForwardable();
  if (stuckBecause(place, place.from, now).length === 0) return messageNotStuck();
  if (!(await messages.saveHandingOn(grant.value, message, recipient, change.value, [unit], access, now))) {
    return changedMeanwhile();
  }
  const [rerouted] = await oversight.find(grant.value, [messageId], access);
  return { __typename: 'RerouteMessageOk', rerouted: found(rerouted) };
};
