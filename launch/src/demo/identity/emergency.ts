import { openInEmergency } from '@samplan/identity/emergency/domain';
import { permit } from '@samplan/identity/emergency/policy';
import { prismaEmergencies } from '@samplan/identity/emergency/store.prisma';
import { reasonText } from '@samplan/identity/reason';
import { chanceOf } from '../chance.ts';
import { once } from '../once.ts';
import type { DemoPatient } from '../patients.ts';
import { allowed, present } from '../rule.ts';
import { logOf, type Office, whoMay } from './desk.ts';

const REASON = 'Medvetslös vid ankomsten till akuten, läkemedel och överkänslighet måste vara kända.';
const MINUTES = 60;

/** A nurse of the emergency ward has opened a patient in danger of life two days ago, which the log reviewer sees (G-083). */
export async function openInDanger(office: Office, patients: readonly DemoPatient[]): Promise<void> {
  const { db, calendar } = office;
  const at = calendar.days(2, 14);
  const nurse = whoMay(office, ['region-vasternorrland', 'Akutmottagning ssk, Ö-vik'], 'emergency.open', 'NURSE');
  const { patient } = present(patients.at(-1), 'patient to open in an emergency');
  const grant = allowed(permit(nurse, 'emergency.open'));
  const id = chanceOf('emergencies').id('opn', at);
  const opening = openInEmergency(
    { id, patientId: patient.id, reason: reasonText('reason', REASON) },
    { emergencyMinutes: MINUTES },
    at,
  );
  await once(
    db,
    'emergencies',
    async (tx) => (await tx.emergencyAccess.count()) > 0,
    async (tx) => {
      present(await prismaEmergencies(tx).open(grant, opening, logOf(tx, nurse, at), at), `copy of ${patient.id}`);
    },
  );
}
