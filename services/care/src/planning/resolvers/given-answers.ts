import { found } from '@samplan/kit/found';
import { idList, optionalText } from '@samplan/kit/graphql/input';
import { BadInput } from '@samplan/kit/server/errors';
import type { Context } from '../../context.ts';
import type { PlanningAnswerInput } from '../../generated/resolvers.ts';
import type { GivenAnswer } from '../domain.ts';
import { MAX_QUESTIONS } from '../input.ts';

/**
 * Checks the form of answers, before anything is looked up.
 * @throws BadInput `EMPTY`, `TOO_MANY` or `REPEATED`; or of a text, naming the answer.
 */
export function givenAnswers(given: readonly PlanningAnswerInput[]): readonly GivenAnswer[] {
  const keys = given.map(({ key }) => key);
  idList('input.answers', keys, MAX_QUESTIONS);
  return given.map(({ key, answer }, i) => ({ key, answer: optionalText(`input.answers[${i}].answer`, answer) }));
}

/**
 * Checks that every answer is to a question of the version.
 * @throws BadInput `UNKNOWN`, naming the answer.
 */
export async function checkAsked(
  answers: readonly GivenAnswer[],
  questionSetId: string,
  { questionSetById }: Pick<Context, 'questionSetById'>,
): Promise<void> {
  const { questions } = found(await questionSetById.load(questionSetId));
  const asked = new Set(questions.map(({ key }) => key));
  const i = answers.findIndex(({ key }) => !asked.has(key));
  if (i < 0) return;
  throw new BadInput(`input.answers[${i}].key`, 'UNKNOWN', 'Frågan finns inte i den del som din roll besvarar.');
}
