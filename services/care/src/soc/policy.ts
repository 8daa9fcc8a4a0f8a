import { type CareTable, TAKES_PART } from '../reach.ts';

/** What social services may do in care: take part (F-006). */
export const soc: CareTable = TAKES_PART;
