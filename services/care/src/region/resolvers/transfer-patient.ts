import { found } from '@samplan/kit/found';
import { optionalText } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import { changedMeanwhile } from '@samplan/kit/problem';
import { alreadyAtOtherWard } from '../../episode/problems.ts';
import { transferPatient as transfer } from '../../episode/side-exits.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { admissionContent } from '../admission-content.ts';
import { done, findOwnEpisode } from './course.ts';

export const transferPatient: NonNullable<MutationResolvers['transferPatient']> = async (_, { input }, context) => {
  const { patients, episodes, facts, patientById, access } = context;
  const more = optionalText('input.text', input.text);
  const own = await findOwnEpisode('episode.transfer', input, context);
  if ('problem' in own) return own.problem;
  const { grant, episode, now } = own;
  const [[ward], hasPsychiatricOutpatientUnit, wasLate] = await Promise.all([
    facts.units([input.toWardId]),
    patients.hasPsychiatricOutpatientUnit(episode.patientId),
    episodes.wasNoticeLate(episode.id),
  ]);
  const { transferredAt } = input;
  const change = transfer(
    episode,
    ward ?? null,
    { nextId: newId('epi'), transferredAt, hasPsychiatricOutpatientUnit, wasLate, text: more },
    now,
  );
  if (!change.ok) return change.problem;
  const content = admissionContent(found(await patientById.load(episode.patientId)), change.value.next);
  const outcome = await episodes.transfer(grant, episode, change.value, content, found(ward), access, now);
  switch (outcome.kind) {
    case 'TRANSFERRED': {
      const { episode: ended, message: notice } = await done(episode.id, outcome.messageId, context);
      return { __typename: 'TransferPatientOk', episode: ended, notice };
    }
    case 'ALREADY_THERE':
      return alreadyAtOtherWard();
    case 'CHANGED_MEANWHILE':
      return changedMeanwhile();
  }
};
