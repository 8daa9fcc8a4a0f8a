import { type Appointment, PER_SYSTEM } from '@samplan/identity/appointment/domain';
import { mayAppoint, permit } from '@samplan/identity/appointment/policy';
import { prismaAppointments } from '@samplan/identity/appointment/store.prisma';
import type { AppointmentKind } from '@samplan/identity/generated/resolvers';
import type { Role } from '@samplan/kit/access/viewer';
import { chanceOf } from '../chance.ts';
import { once } from '../once.ts';
import { allowed, present } from '../rule.ts';
import { logOf, type Office, type Place, unitAt, whoMay } from './desk.ts';

/** Somebody who is appointed. */
interface DemoAppointment {
  readonly kind: AppointmentKind;
  readonly by: readonly [Place, Role];
  /** Where the appointed works now. */
  readonly who: readonly [Place, Role];
  /** To what unit; the appointer's when left out. */
  readonly at?: Place;
  readonly system?: string;
  readonly phone?: string;
}

const ADULTS: Place = ['katrineholm', 'Socialtjänsten, vuxna'];
const CHILDREN: Place = ['katrineholm', 'Socialtjänsten, barn och familj'];
const SCHOOL: Place = ['katrineholm', 'Duveholmsgymnasiet'];
const CARE_LEADERS: Place = ['sundsvall', 'Vård- och omsorgsförvaltningen, ledning'];
const HOME_CARE: Place = ['sundsvall', 'Hemtjänst Centrum'];

/**
 * Of Katrineholm's social services one unit has fewer expert users than a tenth of its staff, one has more (F-117). The phone numbers
 * are of those that PTS keeps free for books and films (070-1740605 to 070-1740699).
 */
const APPOINTMENTS: readonly DemoAppointment[] = [
  { kind: 'EXPERT_USER', by: [ADULTS, 'UNIT_MANAGER'], who: [ADULTS, 'CASE_OFFICER'], system: 'PROCAPITA' },
  { kind: 'EXPERT_USER', by: [CHILDREN, 'UNIT_MANAGER'], who: [CHILDREN, 'SOCIAL_WORKER'], system: 'PROCAPITA' },
  { kind: 'EXPERT_USER', by: [CHILDREN, 'UNIT_MANAGER'], who: [CHILDREN, 'NURSE'], system: 'PHONIRO' },
  { kind: 'SUPER_USER', by: [CHILDREN, 'UNIT_MANAGER'], who: [CHILDREN, 'CASE_OFFICER'] },
  {
    kind: 'CONTACT_PERSON',
    by: [ADULTS, 'UNIT_MANAGER'],
    who: [ADULTS, 'SOCIAL_WORKER'],
    system: 'FLEXITE',
    phone: '070-174 06 05',
  },
  { kind: 'SYSTEM_ADMINISTRATOR', by: [ADULTS, 'UNIT_MANAGER'], who: [ADULTS, 'ADMINISTRATOR'], system: 'PHONIRO' },
  {
    kind: 'SIP_USER',
    by: [SCHOOL, 'SCHOOL_PRINCIPAL'],
    who: [['katrineholm', 'Järvenskolan'], 'APPOINTED_STAFF'],
  },
  {
    kind: 'SUPER_USER',
    by: [CARE_LEADERS, 'OPERATIONS_MANAGER'],
    who: [HOME_CARE, 'UNIT_MANAGER'],
    at: HOME_CARE,
    phone: '070-174 06 06',
  },
  {
    kind: 'CONTACT_PERSON',
    by: [HOME_CARE, 'UNIT_MANAGER'],
    who: [HOME_CARE, 'PLANNER'],
    system: 'LIFECARE_PROVIDER',
    phone: '070-174 06 07',
  },
];

/** Appoints super-users, expert users, contact persons and school staff, by the rules and the store of identity. */
export async function appoint(office: Office): Promise<void> {
  const { db, calendar } = office;
  const chance = chanceOf('appointments');
  await once(
    db,
    'appointments',
    async (tx) => (await tx.appointment.count({ where: { kind: { not: 'SIP_USER' } } })) > 0,
    async (tx) => {
      const appointments = prismaAppointments(tx, () => {}, false); // nobody has signed in yet whose rights could end
      for (const [i, given] of APPOINTMENTS.entries()) {
        const at = calendar.days(20 - i, 9);
        const { kind, unit, ...rest } = readAppointment(office, given);
        const grant = allowed(permit(rest.by, 'appointment.make'));
        if (!mayAppoint(grant.reach, kind, unit)) throw new Error(`${kind} is appointed by somebody else`);
        const appointment: Appointment = {
          id: chance.id('apt', at),
          kind,
          principalId: grant.reach.principalId,
          administrationId: unit.administrationId,
          unitId: unit.unitId,
          userId: rest.userId,
          system: PER_SYSTEM.has(kind) ? present(given.system, `system for ${kind}`) : null,
          phone: given.phone ?? null,
          assignmentId: null,
          appointedById: rest.by.userId,
          appointedByAssignmentId: rest.by.assignment.id,
          appointedAt: at,
        };
        const made = await appointments.make(grant, appointment, logOf(tx, rest.by, at));
        present(made, `second appointment of ${given.who[1]}`);
      }
    },
  );
}

function readAppointment(office: Office, { kind, by: [place, role], who: [whereNow, whoRole], at }: DemoAppointment) {
  const needs = kind === 'SUPER_USER' ? 'super-user.appoint' : 'access.order';
  return {
    kind,
    unit: unitAt(office, at ?? place),
    by: whoMay(office, place, needs, role),
    userId: office.staff.userId(unitAt(office, whereNow), whoRole),
  };
}
