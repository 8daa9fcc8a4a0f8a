import { policy } from '@samplan/kit/access/policy';
import type { CareReaches } from './reach.ts';
import { region } from './region/policy.ts';
import { soc } from './soc/policy.ts';
import { vof } from './vof/policy.ts';

/** The whole policy of care. Education has no part in it (F-006). */
export const permit = policy<CareReaches>({ REGION: region, VOF: vof, SOC: soc });
