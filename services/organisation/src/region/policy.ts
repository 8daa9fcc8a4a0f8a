import { because, ownUnit } from '@samplan/kit/access/policy';
import type { Table } from '../addressing/policy.ts';

/** What the region's people may do with patients' links: see them, and set the psychiatric outpatient unit (F-235, F-241). */
export const region: Table = {
  'addressing.read': ownUnit('patient.read'),
  'recipients.preview': ownUnit('recipients.preview'),
  'addressing.edit-psychiatric': because(
    'F-235, F-241',
    ownUnit('patient-addressing.edit', 'INPATIENT_PSYCHIATRIC', 'PSYCHIATRIC_OUTPATIENT'),
  ),
};
