import { stockholmDay } from '@samplan/kit/time';
import type { Context } from '../context.ts';
import { isOpen } from '../production-start/domain.ts';
import type { User } from '../user/store.ts';
import type { AccountState } from './domain.ts';

/** Union member `WrongEnvironment`. */
export interface WrongEnvironment {
  readonly __typename: 'WrongEnvironment';
  readonly code: 'WRONG_ENVIRONMENT';
  readonly message: string;
}

/** Union member `ProductionNotStarted`. */
export interface ProductionNotStarted {
  readonly __typename: 'ProductionNotStarted';
  readonly code: 'PRODUCTION_NOT_STARTED';
  readonly message: string;
  readonly startsOn: string | null;
}

/**
 * May a user who has proved who they are come in here? Every way of signing in asks this.
 * @returns null when they may; else why not: the account is of another environment (F-271, F-275, f.2 27), or production has not
 * begun for their region or municipality (F-278).
 */
export async function refusalOfAccount(
  { rules, productionStarts, access }: Pick<Context, 'rules' | 'productionStarts' | 'access'>,
  { user, account }: { readonly user: User; readonly account: AccountState },
  now: Date,
): Promise<WrongEnvironment | ProductionNotStarted | null> {
  if (account.environment !== rules.environment) {
    access.denied('session.start', 'WRONG_ENVIRONMENT', { subjectId: user.id });
    return {
      __typename: 'WrongEnvironment',
      code: 'WRONG_ENVIRONMENT',
      message: 'Kontot hör till en annan miljö: övning, acceptanstest eller produktion. Logga in där.',
    };
  }
  if (rules.environment !== 'PRODUCTION') return null;
  const start = await productionStarts.find(user.principalId, user.id);
  if (isOpen(start, stockholmDay(now))) return null;
  access.denied('session.start', 'PRODUCTION_NOT_STARTED', { subjectId: user.id });
  return {
    __typename: 'ProductionNotStarted',
    code: 'PRODUCTION_NOT_STARTED',
    message: 'Din organisation har inte börjat använda Samplan än. Logga in från och med den överenskomna dagen.',
    startsOn: start.startsOn,
  };
}
