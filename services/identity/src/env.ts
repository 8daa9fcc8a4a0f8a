import { subgraphEnv } from '@samplan/kit/env';
import { settingsEnv } from './settings.ts';

/** Variables of identity when it is a process of its own. */
export const identityEnv = subgraphEnv.extend(settingsEnv.shape);
