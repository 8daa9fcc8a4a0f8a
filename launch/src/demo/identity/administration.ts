import type { PrismaClient as CareClient } from '@samplan/care/generated/prisma/client';
import { hashPassword } from '@samplan/identity/user/password';
import type { Secrets } from '@samplan/kit/auth/secrets';
import type { Environment } from '@samplan/kit/server/subgraph';
import { atOnce } from '../at-once.ts';
import type { DemoPatient } from '../patients.ts';
import { DEMO_PASSWORD } from '../staff.ts';
import { appoint } from './appointments.ts';
import { closePatients } from './closed.ts';
import type { Office } from './desk.ts';
import { openInDanger } from './emergency.ts';
import { orderAccess } from './orders.ts';
import { reviewLogs } from './reviews.ts';
import { letReportingIn } from './service-accounts.ts';

/**
 * Shows what is done about access itself: orders, appointments, a system let in, closed patients, an emergency, reviews of the log.
 * @param secrets - of the installation: credentials that wait are encrypted with them.
 * @param patients - of one municipality of Västernorrland.
 */
export async function administer(
  office: Office,
  care: CareClient,
  secrets: Secrets,
  environment: Environment,
  patients: readonly DemoPatient[],
): Promise<void> {
  const first = { password: DEMO_PASSWORD, passwordHash: await hashPassword(DEMO_PASSWORD) };
  const works = [
    () => orderAccess(office, { secrets, environment, first }),
    () => appoint(office),
    () => letReportingIn(office),
    () => closePatients(office, care, patients),
    () => openInDanger(office, patients),
    () => reviewLogs(office),
  ];
  await atOnce(works, (work) => work());
}
