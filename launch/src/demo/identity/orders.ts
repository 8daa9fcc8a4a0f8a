import type { PlaceAccessOrderInput } from '@samplan/identity/generated/resolvers';
import type { AccessOrder } from '@samplan/identity/order/domain';
import { addDays, type Day, stockholmDay } from '@samplan/kit/time';
import { chanceOf } from '../chance.ts';
import { fictitiousName } from '../names.ts';
import { once } from '../once.ts';
import type { Office, Place } from './desk.ts';
import { type OrderDesk, orderDesk } from './order-desk.ts';

const WARD: Place = ['region-vasternorrland', 'Avd 11 Medicin, Sundsvall'];
const ASSESSMENT: Place = ['sundsvall', 'Biståndsenheten Sundsvall'];
const ADULTS: Place = ['katrineholm', 'Socialtjänsten, vuxna'];
const SCHOOL: Place = ['katrineholm', 'Duveholmsgymnasiet'];
const REGION_TOP: Place = ['region-vasternorrland', 'Region Västernorrland, förvaltning'];
const CARE_TOP: Place = ['sundsvall', 'Vård- och omsorgsförvaltningen, ledning'];
const SOCIAL_TOP: Place = ['katrineholm', 'Socialförvaltningen, ledning'];
const SCHOOL_TOP: Place = ['katrineholm', 'Bildningsförvaltningen, ledning'];

/** Orders of access in every state, each with its course. */
export async function orderAccess(
  office: Office,
  desk: Omit<Parameters<typeof orderDesk>[0], 'office' | 'db'>,
): Promise<void> {
  await once(
    office.db,
    'orders',
    async (tx) => (await tx.accessOrder.count()) > 0,
    async (tx) => {
      const at = orderDesk({ office, db: tx, ...desk });
      await inRegion(at, office);
      await inCare(at, office);
      await inSocialServices(at, office);
      await inSchool(at, office);
    },
  );
}

/** One that nobody has begun with, one that was refused, one that was withdrawn. */
async function inRegion({ place, close }: OrderDesk, { calendar: t }: Office): Promise<void> {
  const nurse = newEmployee('ward', 'NURSE');
  const refused = await place(WARD, nurse, t.days(6, 9));
  await close(refused, REGION_TOP, 'REFUSED', 'Anställningen är inte beslutad än.', t.days(5, 10));
  const withdrawn = await place(WARD, { ...nurse, role: 'DISCHARGE_COORDINATOR' }, t.days(4, 9));
  await close(withdrawn, WARD, 'WITHDRAWN', 'Fel roll, en ny beställning läggs.', t.days(4, 10));
  await place(WARD, nurse, t.days(1, 15));
}

/** One of which the account is made and another system waits, one whose credentials wait for the orderer. */
async function inCare({ place, execute }: OrderDesk, { calendar: t }: Office): Promise<void> {
  const assessor = newEmployee('assessment', 'NEEDS_ASSESSOR');
  const lifecare = [{ system: 'LIFECARE_SP', entitlement: 'USER' }];
  const halfDone = await place(ASSESSMENT, { ...assessor, entitlements: lifecare }, t.days(5, 8));
  await execute(halfDone, CARE_TOP, t.days(4, 8));
  const officer = { ...newEmployee('deputy', 'CASE_OFFICER'), employment: 'TEMPORARY' as const };
  const deputy = await place(ASSESSMENT, { ...officer, validTo: inDays(t.now, 90) }, t.days(3, 8));
  await execute(deputy, CARE_TOP, t.days(2, 8));
}

/** One that is delivered and one that is done; and the end of who came by the last. */
async function inSocialServices(
  { place, execute, collect, finish }: OrderDesk,
  { calendar: t }: Office,
): Promise<void> {
  const delivered = await place(ADULTS, newEmployee('adults', 'SOCIAL_WORKER'), t.days(8, 9));
  await collect(await execute(delivered, SOCIAL_TOP, t.days(7, 9)), ADULTS, t.days(7, 13));
  const placed = await place(ADULTS, newEmployee('nurse', 'NURSE'), t.days(12, 9));
  const executed = await execute(placed, SOCIAL_TOP, t.days(11, 9));
  const done = await finish(await collect(executed, ADULTS, t.days(11, 13)), ADULTS, t.days(10, 9));
  const end = await place(ADULTS, { kind: 'END', userId: done.personId, endsOn: inDays(t.now, 60) }, t.days(2, 9));
  await execute(end, SOCIAL_TOP, t.days(2, 13));
}

/** The principal's order of school staff is the appointment (F-010). */
async function inSchool({ place, execute }: OrderDesk, { calendar: t }: Office): Promise<void> {
  await execute(await place(SCHOOL, newEmployee('school', 'APPOINTED_STAFF'), t.days(9, 9)), SCHOOL_TOP, t.days(8, 9));
}

function newEmployee(who: string, role: AccessOrder['role']): Partial<PlaceAccessOrderInput> {
  return { kind: 'NEW_EMPLOYMENT', role, employment: 'PERMANENT', ...fictitiousName(chanceOf(`ordered for ${who}`)) };
}

function inDays(now: Date, days: number): Day {
  return addDays(stockholmDay(now), days);
}
