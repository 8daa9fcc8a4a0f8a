import { policy } from '@samplan/kit/access/policy';
import { type SipReaches, TAKES_PART } from './reach.ts';

/**
 * The whole policy of sip: every owner takes part on the same terms, and who may what is said by the capabilities of the
 * permission matrix (F-007 to F-010).
 */
export const permit = policy<SipReaches>({
  REGION: TAKES_PART,
  VOF: TAKES_PART,
  SOC: TAKES_PART,
  BIF: TAKES_PART,
});
