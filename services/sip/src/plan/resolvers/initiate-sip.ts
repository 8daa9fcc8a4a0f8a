import { found } from '@samplan/kit/found';
import { idList, text } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import { notPermitted } from '@samplan/kit/problem';
import { once } from '@samplan/kit/server/once';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { initiate, type Sip } from '../domain.ts';
import { patientDeceased, sipOngoing } from '../problems.ts';

const MAX_PARTICIPANTS = 100;

const REMINDER =
  'Din enhet är nu samordningsansvarig eftersom ni startade planen. Byt samordningsansvarig om en annan enhet ska leda arbetet, till exempel den fasta vårdkontaktens.';

export const initiateSip: NonNullable<MutationResolvers['initiateSip']> = async (_, { input }, context) => {
  const { viewer, sips, sipById, units, access } = context;
  const grant = permit(viewer, 'sip.initiate');
  if (!grant.ok) return access.refuse('sip.initiate');
  const start = grant.value;
  const now = context.now();
  const reason = text('input.initiationReason', input.initiationReason);
  const isLedByDefault = !input.coordinationResponsibleUnitId;
  const started = async (id: string) => initiateSipOk(found(await sipById.load(id)), isLedByDefault);
  return await once(start, input, context, started, async (request) => {
    const ids = idList(
      'input.participants',
      input.participants.map((participant) => participant.unitId),
      MAX_PARTICIPANTS,
    );
    const { unitId } = start.reach;
    const episodeId = input.episodeId ?? null;
    const facts = await sips.patientFacts(start, input.patientId, episodeId, access, now);
    if (!facts) return notPermitted();
    const [byUnit, ...others] = await units([unitId, ...ids]);
    const change = initiate(
      {
        ...facts,
        id: newId('sip'),
        patientId: input.patientId,
        episodeId,
        reason,
        byUserId: start.viewer.userId,
        byUnit: found(byUnit),
        participants: input.participants.map(({ mustAcknowledge }, i) => ({
          unit: others[i] ?? null,
          mustAcknowledge: mustAcknowledge ?? true,
        })),
        coordinatingUnitId: input.coordinationResponsibleUnitId ?? null,
      },
      now,
    );
    if (!change.ok) return change.problem;
    const outcome = await sips.initiate(start, change.value, request, access, now);
    switch (outcome.kind) {
      case 'INITIATED':
        return await started(change.value.sip.id);
      case 'ONGOING':
        return sipOngoing();
      case 'DECEASED':
        return patientDeceased();
      case 'REPEATED':
      case 'REUSED':
        return outcome;
    }
  });
};

function initiateSipOk(sip: Sip, isLedByDefault: boolean) {
  return { __typename: 'InitiateSipOk' as const, sip, reminder: isLedByDefault ? REMINDER : null };
}
