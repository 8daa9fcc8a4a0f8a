import { because, ownUnit } from '@samplan/kit/access/policy';
import type { Table } from '../addressing/policy.ts';

/** What care and nursing may do with patients' links: see them, and set the municipal ones and the health centre (F-225). */
export const vof: Table = {
  'addressing.read': ownUnit('patient.read'),
  'recipients.preview': ownUnit('recipients.preview'),
  'addressing.edit-municipal': because('F-225', ownUnit('patient-addressing.edit')),
};
