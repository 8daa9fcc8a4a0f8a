import type { CareNeed } from '@samplan/care/generated/resolvers';
import type { UnitKind } from '@samplan/kit/access/viewer';
import type { Calendar } from '../calendar.ts';
import type { DemoUnit } from '../tree.ts';
import type { Case } from './case.ts';
import { acknowledge } from './messages.ts';
import { answer } from './planning.ts';
import { admit } from './ward.ts';

/** How a stay goes, from the arrival to where it stands now. */
export type Course = (of: Case, t: Calendar, elsewhere: DemoUnit | null) => Promise<void>;

/** What the patient needs after going home. */
export const NEEDS: readonly CareNeed[] = ['SOCIAL_SERVICES', 'MUNICIPAL_HEALTH_CARE', 'REGION_OUTPATIENT_CARE'];
/** The kinds of unit of the region that take over. */
export const OUTPATIENT: readonly UnitKind[] = ['HEALTH_CENTRE', 'PSYCHIATRIC_OUTPATIENT'];

/** Came so many days ago and was notified of an hour later. */
export async function arrive(of: Case, t: Calendar, ago: number, homeInDays: number): Promise<void> {
  await admit(of, {
    admittedAt: t.days(ago, 9),
    sentAt: t.days(ago, 10),
    estimatedDischargeAt: t.days(-homeInDays, 13),
    needs: NEEDS,
  });
}

/** Ward and needs assessor answer their parts of the planning basis, and the outpatient unit takes the admission in. */
export async function plan(of: Case, t: Calendar, ago: number): Promise<void> {
  await answer(of, t.days(ago, 11), of.ward.kind, 'NURSE');
  await acknowledge(of, 'ASSESSMENT', 'ADMISSION_NOTICE', t.days(ago, 12));
  await answer(of, t.days(ago, 13), 'ASSESSMENT', 'NEEDS_ASSESSOR');
  for (const kind of OUTPATIENT) await acknowledge(of, kind, 'ADMISSION_NOTICE', t.days(ago, 15));
}
