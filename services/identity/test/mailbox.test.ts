import { standardSettings } from '@samplan/identity/settings';
import type { Role } from '@samplan/kit/access/viewer';
import { appointUser } from '@samplan/testing/appointments';
import type { Json } from '@samplan/testing/ask';
import { type TestMailServer, testMailServer } from '@samplan/testing/mail';
import { mailboxes, setMailbox } from '@samplan/testing/mailboxes';
import { accessOrder, nurseOrder, placeAccessOrder } from '@samplan/testing/orders';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess } from '@samplan/testing/shapes';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const VOF = 'Vård- och omsorgsförvaltningen, ledning';
const SOC = 'Socialförvaltningen, ledning';
const BIF = 'Bildningsförvaltningen, ledning';
const HOME = 'Hemtjänst Centrum';
const ADULTS = 'Socialtjänsten, vuxna';
const SCHOOL = 'Hagaskolan';
const NOTHING_ELSE = { role: null, employment: null, validTo: null, givenName: null, familyName: null };

let server: TestMailServer;
let region: TestRegion;

beforeAll(async () => {
  server = await testMailServer();
  const settings = { ...standardSettings(), mail: server.address };
  region = await testRegion({ shape: inOneProcess, settings });
});
afterAll(async () => {
  await region.close();
  await server.close();
});

const placed = async (by: Person, change: Readonly<Record<string, unknown>>): Promise<Json> => {
  const { order, ...refused } = await placeAccessOrder(by, nurseOrder(change));
  if (!order) throw new Error(JSON.stringify(refused));
  return order;
};

/** Sets both addresses of an administration, each its own. */
async function addresses(administration: string): Promise<{ readonly functional: string; readonly manager: string }> {
  const administrator = await region.staff(administration, 'ADMINISTRATOR');
  const name = administrator.userId.toLowerCase();
  const [functional, manager] = [`brevlada-${name}@example.test`, `forvaltare-${name}@example.test`];
  await setMailbox(administrator, { purpose: 'FUNCTIONAL', email: functional });
  await setMailbox(administrator, { purpose: 'SYSTEM_MANAGER', email: manager });
  return { functional, manager };
}

/** Every mail about something, by whom it went to. */
async function mailsTo(subject: Json, count: number): Promise<ReadonlyMap<string, string>> {
  const about = () => server.mails.filter(({ raw }) => raw.replaceAll(/=\r\n/g, '').includes(subject.id));
  await until('the mails have come', async () => about().length >= count);
  return new Map(about().map(({ to, raw }) => [to[0] ?? '', raw.replaceAll(/=\r\n/g, '')]));
}

describe('where a manager’s report goes', () => {
  test.each<['functional' | 'manager', string, string, string, Role, Role]>([
    ['functional', 'F-021', VOF, HOME, 'UNIT_MANAGER', 'NURSE'],
    ['manager', 'F-032', SOC, ADULTS, 'UNIT_MANAGER', 'SOCIAL_WORKER'],
    ['functional', 'F-042', BIF, SCHOOL, 'SCHOOL_PRINCIPAL', 'APPOINTED_STAFF'],
  ])('a new user is told to the %s address, without a name (%s, %s)', async (which, _, top, unit, role, wanted) => {
    const to = (await addresses(top))[which];
    const manager = await region.staff(unit, role);
    const order = await placed(manager, { role: wanted, unitId: manager.unitId, familyName: 'Hemligsson' });
    const mails = await mailsTo(order, 2);
    expect([...mails.keys()].sort()).toEqual(['chef@example.test', to].sort());
    expect(mails.get(to)).not.toMatch(/Hemligsson|Test /);
  });

  test('when somebody ends, then that is told too; when somebody’s access changes, then it is not', async () => {
    const { functional } = await addresses(VOF);
    const manager = await region.staff(HOME, 'UNIT_MANAGER');
    const nurse = await region.staff(HOME, 'NURSE');
    const about = { ...NOTHING_ELSE, userId: nurse.userId };
    const end = await placed(manager, { ...about, kind: 'END' });
    expect([...(await mailsTo(end, 2)).keys()]).toContain(functional);
    const entitlements = [{ system: 'PROCAPITA', entitlement: 'USER' }];
    const change = await placed(manager, { ...about, kind: 'CHANGE', entitlements });
    await until('it is confirmed', async () => (await accessOrder(manager, change.id)).state === 'CONFIRMED');
    expect([...(await mailsTo(change, 1)).keys()]).toEqual(['chef@example.test']);
  });

  test('when no address is set, then the order stands and its orderer alone is mailed', async () => {
    const manager = await region.staff('Avd 11 Medicin, Sundsvall', 'UNIT_MANAGER');
    const order = await placed(manager, { role: 'NURSE' });
    await until('it is confirmed', async () => (await accessOrder(manager, order.id)).state === 'CONFIRMED');
    const rows = await region.databases.identity.query('SELECT kind FROM outgoing_mail WHERE subject_id = $1', [
      order.id,
    ]);
    expect(rows).toEqual([{ kind: 'CONFIRMATION' }]);
  });
});

describe('who is told of super-users', () => {
  test.each<[string, string, Role, string]>([
    [VOF, 'F-022', 'OPERATIONS_MANAGER', VOF],
    [SOC, 'F-034', 'UNIT_MANAGER', ADULTS],
  ])('at %s the system manager is, when one is appointed (%s)', async (top, _, role, unit) => {
    const { manager } = await addresses(top);
    const appointer = await region.staff(unit, role);
    const colleague = await region.staff(unit, 'NURSE');
    const { appointment } = await appointUser(appointer, { kind: 'SUPER_USER', userId: colleague.userId });
    expect([...(await mailsTo(appointment, 1)).keys()]).toEqual([manager]);
  });

  test('when an expert user is appointed, then nobody is mailed', async () => {
    const manager = await region.staff(HOME, 'UNIT_MANAGER');
    const nurse = await region.staff(HOME, 'NURSE');
    const given = { kind: 'EXPERT_USER', userId: nurse.userId };
    const { appointment } = await appointUser(manager, given);
    expect(appointment.id).toMatch(/^apt_/);
    const rows = await region.databases.identity.query('SELECT 1 FROM outgoing_mail WHERE subject_id = $1', [
      appointment.id,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('the addresses', () => {
  test('when one is set, changed and taken away, then the last holds and the earlier ones stay as history', async () => {
    const administrator = await region.staff(BIF, 'ADMINISTRATOR');
    const set = async (email: string | null) =>
      (await setMailbox(administrator, { purpose: 'FUNCTIONAL', email })).mailbox;
    await set('fore@example.test');
    expect(await set('efter@example.test')).toEqual({
      purpose: 'FUNCTIONAL',
      email: 'efter@example.test',
      setBy: { id: administrator.userId },
    });
    await set(null);
    const principal = await region.staff(SCHOOL, 'SCHOOL_PRINCIPAL');
    expect((await mailboxes(principal)).find(({ purpose }: Json) => purpose === 'FUNCTIONAL')).toMatchObject({
      email: null,
    });
    const rows = await region.databases.identity.query<{ email: string | null }>(
      'SELECT email FROM mailbox WHERE set_by_id = $1 ORDER BY id',
      [administrator.userId],
    );
    expect(rows.map(({ email }) => email)).toEqual(['fore@example.test', 'efter@example.test', null]);
    const written = await region.databases.identity.query(
      `SELECT 1 FROM kit.access_log WHERE kind = 'WRITE' AND action = 'mailbox.set' AND user_id = $1`,
      [administrator.userId],
    );
    expect(written).toHaveLength(3);
  });

  test('when an administration has set its address, then another does not see it', async () => {
    const { manager } = await addresses(SOC);
    const others = await mailboxes(await region.staff(VOF, 'ADMINISTRATOR'));
    expect(others.map(({ email }: Json) => email)).not.toContain(manager);
  });

  test.each<[string, string]>([
    ['chefen', 'NOT_EMAIL'],
    ['a@b.se\nBcc: c@d.se', 'NOT_EMAIL'],
    [' ', 'EMPTY'],
  ])('when the address is %j, then the field is named', async (email, reason) => {
    const administrator = await region.staff(VOF, 'ADMINISTRATOR');
    const { errors } = await setMailbox(administrator, { purpose: 'FUNCTIONAL', email });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.email', reason });
  });

  test.each<[string, Role]>([
    [HOME, 'UNIT_MANAGER'],
    [VOF, 'OPERATIONS_MANAGER'],
    [VOF, 'SUPER_USER'],
    [SOC, 'SYSTEM_MANAGER'],
    [HOME, 'NURSE'],
    [SCHOOL, 'SCHOOL_PRINCIPAL'],
  ])('at %s the %s sets none', async (unit, role) => {
    const nobody = await region.staff(unit, role);
    const { errors } = await setMailbox(nobody, { purpose: 'FUNCTIONAL', email: 'min@example.test' });
    expect(errors[0].extensions['code']).toBe('FORBIDDEN');
  });
});
