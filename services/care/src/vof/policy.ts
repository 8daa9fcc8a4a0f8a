import { type CareTable, ownParty, TAKES_PART } from '../reach.ts';

/** What care and nursing may do in care: take part, and write care reports (F-029). */
export const vof: CareTable = { ...TAKES_PART, 'care-report.send': ownParty('care-report.send') };
