import { text } from '@samplan/kit/graphql/input';
import { BadInput } from '@samplan/kit/server/errors';
import type { SetTransitionPlanInput } from '../../generated/resolvers.ts';
import type { Plan } from './store.ts';

const MAX_STEPS = 100;
const MAX_STEP_TEXT = 500;

/**
 * A plan as it was given.
 * @throws BadInput `FORM`, `REPEATED`, `TOO_MANY`, `BEFORE_BEGINNING` and those of text.
 */
export function planOf({ version, readyUntilOn, readyHandling, steps }: SetTransitionPlanInput): Plan {
  if (steps.length > MAX_STEPS) {
    throw new BadInput('input.steps', 'TOO_MANY', `Fältet input.steps får ha högst ${MAX_STEPS} steg.`);
  }
  if (version < 0) throw new BadInput('input.version', 'FORM', 'Fältet input.version ska vara planens nummer.');
  const keys = new Set<string>();
  return {
    version,
    readyUntilOn: readyUntilOn ?? null,
    readyHandling: readyHandling ?? 'REFUSE',
    steps: steps.map(({ key, party, text: given, fromOn, untilOn, condition }, i) => {
      const field = `input.steps[${i}]`;
      if (!/^[\w-]{1,40}$/.test(key)) {
        throw new BadInput(`${field}.key`, 'FORM', `Fältet ${field}.key ska ha 1 till 40 bokstäver och siffror.`);
      }
      if (keys.has(key)) throw new BadInput(`${field}.key`, 'REPEATED', `Fältet ${field}.key finns redan i planen.`);
      keys.add(key);
      if (untilOn && untilOn < fromOn) throw beforeBeginning(`${field}.untilOn`);
      const step = { key, party, text: text(`${field}.text`, given, MAX_STEP_TEXT), fromOn };
      return { ...step, untilOn: untilOn ?? null, condition: condition ?? null };
    }),
  };
}

function beforeBeginning(field: string): BadInput {
  return new BadInput(field, 'BEFORE_BEGINNING', `Fältet ${field} måste ligga efter den första dagen.`);
}
