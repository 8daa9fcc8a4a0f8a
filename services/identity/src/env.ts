import { sessionEnv, subgraphEnv } from '@samplan/kit/env';

/** Variables of identity when it is a process of its own. */
export const identityEnv = subgraphEnv.extend(sessionEnv.shape);
