import { because } from '@samplan/kit/access/policy';
import { basisOfMunicipality, type CareTable, TAKES_PART } from '../reach.ts';

/** What social services may do in care: take part (F-006), and see what the municipality pays. */
export const soc: CareTable = {
  ...TAKES_PART,
  'liability-basis.read': because('G-030, G-177', basisOfMunicipality()),
};
