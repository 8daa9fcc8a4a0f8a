import { text } from '@samplan/kit/graphql/input';
import { BadInput } from '@samplan/kit/server/errors';
import { type Day, stockholmDay } from '@samplan/kit/time';
import type { Question } from './questions.ts';

/** No part has more questions, and no list is longer. */
export const MAX_QUESTIONS = 50;
const MAX_QUESTION = 500;

/**
 * The questions or things of a new version as given.
 * @param field - where they are in the input.
 * @throws BadInput `EMPTY`, `TOO_MANY`, `FORM` or `REPEATED`, naming the question.
 */
export function questionsToPublish(field: string, given: readonly Question[]): readonly Question[] {
  if (given.length === 0) throw new BadInput(field, 'EMPTY', `Fältet ${field} måste ha minst ett värde.`);
  if (given.length > MAX_QUESTIONS) {
    throw new BadInput(field, 'TOO_MANY', `Fältet ${field} får ha högst ${MAX_QUESTIONS} värden.`);
  }
  const keys = given.map(({ key }) => key);
  return given.map(({ key, text: question }, i) => {
    const ofKey = `${field}[${i}].key`;
    if (!/^\w{1,40}$/.test(key)) {
      throw new BadInput(ofKey, 'FORM', `Fältet ${ofKey} får ha högst 40 tecken: a–z, A–Z, 0–9 och _.`);
    }
    if (keys.indexOf(key) < i) {
      throw new BadInput(ofKey, 'REPEATED', `Fältet ${ofKey} har en nyckel som redan finns tidigare.`);
    }
    return { key, text: text(`${field}[${i}].text`, question.trim(), MAX_QUESTION) };
  });
}

/**
 * The first day of a new version: what holds already is not changed afterwards.
 * @throws BadInput `TOO_EARLY`
 */
export function firstDay(given: Day, now: Date): Day {
  if (given < stockholmDay(now)) {
    throw new BadInput('input.validFromOn', 'TOO_EARLY', 'Fältet input.validFromOn ska vara i dag eller senare.');
  }
  return given;
}
