import { subgraphEnv } from '@samplan/kit/env';
import { settingsEnv } from './settings.ts';

/**
 * Variables of identity when it is a process of its own. It must know the gateway, which tells where clients are: guesses at
 * sign-in are counted by that.
 */
export const identityEnv = subgraphEnv
  .extend(settingsEnv.shape)
  .refine(({ SAMPLAN_GATEWAY_URL }) => SAMPLAN_GATEWAY_URL !== undefined, {
    path: ['SAMPLAN_GATEWAY_URL'],
    message: 'identity must know the gateway',
  });
