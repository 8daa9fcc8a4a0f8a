import { because } from '@samplan/kit/access/policy';
import { basisOfMunicipality, type CareTable, ownParty, TAKES_PART } from '../reach.ts';

/** What care and nursing may do in care: take part, and write care reports and care requests (F-029). */
export const vof: CareTable = {
  ...TAKES_PART,
  'care-report.send': because('F-029', ownParty('care-report.send')),
  'care-contact.confirm': because(
    'F-227',
    ownParty('care-contact.confirm', 'the patients that the own unit has a relation to'),
  ),
  'care-request.send': ownParty('care-report.send'),
  'liability-basis.read': because('G-030, G-177', basisOfMunicipality()),
};
