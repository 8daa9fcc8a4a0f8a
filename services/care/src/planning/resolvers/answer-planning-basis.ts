import { found } from '@samplan/kit/found';
import { idList, optionalText } from '@samplan/kit/graphql/input';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import { isOpenForMessages } from '../../episode/domain.ts';
import { stateRefuses } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { mergeAnswers, partitionOf } from '../domain.ts';
import { MAX_QUESTIONS } from '../input.ts';
import { unanswered } from '../store.ts';

export const answerPlanningBasis: NonNullable<MutationResolvers['answerPlanningBasis']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, episodes, episodeById, sectionsOf, questionsHeldIn, questionSetById, planning, access, now } =
    context;
  const grant = permit(viewer, 'planning-basis.answer');
  const partition = grant.ok ? partitionOf(grant.value.viewer.assignment) : null;
  if (!grant.ok || !partition) return access.refuse('planning-basis.answer');

  const [episode] = await episodes.find(grant.value, [input.episodeId], access);
  if (!episode) return notPermitted();
  if (!isOpenForMessages(episode)) return stateRefuses(episode.state);
  const sections = await sectionsOf.load(episode.id);
  const before =
    sections.find((section) => section.partition === partition) ??
    unanswered(partition, await questionsHeldIn.load(episode.regionId));
  const { questions } = found(await questionSetById.load(before.questionSetId));
  const keys = new Set(questions.map((question) => question.key));
  idList(
    'input.answers',
    input.answers.map(({ key }) => key),
    MAX_QUESTIONS,
  );
  const answers = input.answers.map(({ key, answer }, i) => {
    if (!keys.has(key)) {
      throw new BadInput(`input.answers[${i}].key`, 'UNKNOWN', 'Frågan finns inte i den del som din roll besvarar.');
    }
    return { key, answer: optionalText(`input.answers[${i}].answer`, answer) };
  });

  if (before.version !== input.version) return changedMeanwhile();
  const merged = mergeAnswers(before.answers, answers);
  const section = await planning.save(grant.value, episode, before, merged, access, now());
  if (!section) return changedMeanwhile();
  sectionsOf.clear(episode.id);
  return { __typename: 'AnswerPlanningBasisOk', episode: found(await episodeById.load(episode.id)), section };
};
