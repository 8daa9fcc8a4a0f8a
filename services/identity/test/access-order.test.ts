import type { Role } from '@samplan/kit/access/viewer';
import type { Json } from '@samplan/testing/ask';
import {
  accessOrder,
  accessOrders,
  beginWork,
  collectCredentials,
  completeAccessOrderStep,
  executeAccessOrder,
  finishAccessOrder,
  nurseOrder,
  placeAccessOrder,
  refuseAccessOrder,
  withdrawAccessOrder,
} from '@samplan/testing/orders';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, startWorkAt, tokensOf } from '@samplan/testing/sessions';
import { newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const VOF = 'Vård- och omsorgsförvaltningen, ledning';
const SOC = 'Socialförvaltningen, ledning';
const BIF = 'Bildningsförvaltningen, ledning';
const HOME = 'Hemtjänst Centrum';
const OTHER = 'Hemtjänst Nacksta';

let region: TestRegion;
let manager: Person;
let administrator: Person;
let systemManager: Person;
let superUser: Person;

beforeAll(async () => {
  region = await testRegion();
  manager = await region.staff(HOME, 'UNIT_MANAGER');
  administrator = await region.staff(VOF, 'ADMINISTRATOR');
  systemManager = await region.staff(VOF, 'SYSTEM_MANAGER');
  superUser = await region.staff(VOF, 'SUPER_USER');
});
afterAll(() => region.close());

/** Places an order that is accepted. */
async function placed(change: Readonly<Record<string, unknown>> = {}, by = manager): Promise<Json> {
  const { order, ...refused } = await placeAccessOrder(by, nurseOrder(change));
  if (!order) throw new Error(JSON.stringify(refused));
  return order;
}

const pick = ({ id, version }: Json) => ({ orderId: id, version });

async function executed(change: Readonly<Record<string, unknown>> = {}, by = administrator): Promise<Json> {
  const { order, ...refused } = await executeAccessOrder(by, pick(await placed(change)));
  if (!order) throw new Error(JSON.stringify(refused));
  return order;
}

/** A new nurse at the manager's unit, with the account that the order gave. */
async function employed(): Promise<{ readonly userId: string; readonly order: Json; readonly credentials: Json }> {
  const order = await executed();
  const { credentials } = await collectCredentials(manager, { orderId: order.id, message: 'SAMPLAN' });
  const { username, password } = credentials[0];
  return { userId: order.person.user.id, order, credentials: { organisation: 'sundsvall', username, password } };
}

describe('placing', () => {
  test('when a unit manager orders a temporary nurse, then the order stands with its steps and history (F-024, F-402)', async () => {
    const order = await placed({ entitlements: [{ system: 'LIFECARE_PROVIDER', entitlement: 'PROVIDER_STAFF' }] });
    expect(order).toMatchObject({
      kind: 'NEW_EMPLOYMENT',
      channel: 'FORM',
      role: 'NURSE',
      validTo: '2026-12-24',
      unit: { id: manager.unitId },
      person: { givenName: 'Test', familyName: 'Vikariesson', user: null },
      viewerCan: ['WITHDRAW'],
    });
    expect(order.steps.map(({ system, action }: Json) => [system, action])).toEqual([
      ['SAMPLAN', 'CREATE_ACCOUNT'],
      ['LIFECARE_PROVIDER', 'ADD_PERSON'],
    ]);
    expect(order.history).toMatchObject([{ event: 'PLACED', by: { id: manager.userId } }]);
  });

  test('when it comes twice with one key, also at once, then there is one order; with other content the key is refused', async () => {
    const input = nurseOrder({ familyName: 'Dubbelsson' });
    const both = await Promise.all([placeAccessOrder(manager, input), placeAccessOrder(manager, input)]);
    const again = await placeAccessOrder(manager, input);
    expect(new Set([...both, again].map(({ order }) => order.id)).size).toBe(1);
    expect(await placeAccessOrder(manager, { ...input, givenName: 'Annan' })).toMatchObject({
      __typename: 'IdempotencyKeyReused',
      field: 'input.idempotencyKey',
    });
  });

  test('when fields are missing, then each is named with its code and nothing is stored', async () => {
    const before = await accessOrders(administrator);
    const refused = await placeAccessOrder(manager, nurseOrder({ givenName: ' ', validTo: null }));
    expect(refused).toMatchObject({
      __typename: 'AccessOrderIncomplete',
      code: 'ACCESS_ORDER_INCOMPLETE',
      faults: [
        { field: 'input.givenName', code: 'GIVEN_NAME_MISSING' },
        { field: 'input.validTo', code: 'VALID_TO_MISSING' },
      ],
    });
    expect(await accessOrders(administrator)).toEqual(before);
  });

  test.each([
    ['a number of ten digits', { personalIdentityNumber: '121212-1212' }, 'input.personalIdentityNumber', 'TEN_DIGITS'],
    ['an address that is none', { confirmationEmail: 'chefen' }, 'input.confirmationEmail', 'NOT_EMAIL'],
    [
      'an address with a second line',
      { confirmationEmail: 'a@b.se\nBcc: c@d.se' },
      'input.confirmationEmail',
      'NOT_EMAIL',
    ],
    ['too long a name', { familyName: 'a'.repeat(101) }, 'input.familyName', 'TOO_LONG'],
  ])('when it holds %s, then the field is named (f.1 20)', async (_, change, field, reason) => {
    const { errors } = await placeAccessOrder(manager, nurseOrder(change));
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, reason });
  });

  test.each([
    ['a role that the own does not order', { role: 'UNIT_MANAGER' }, 'input.role'],
    ['a super-user, who is appointed', { role: 'SUPER_USER' }, 'input.role'],
    ['an administrator', { role: 'ADMINISTRATOR' }, 'input.role'],
    ['another unit', { unitId: OTHER }, 'input.unitId'],
    ['another administration', { unitId: 'Socialtjänsten, vuxna' }, 'input.unitId'],
    ['another municipality’s ward', { unitId: 'Avd 11 Medicin, Sundsvall' }, 'input.unitId'],
  ])('when a unit manager orders for %s, then it is out of scope (F-024)', async (_, change, field) => {
    const given = 'unitId' in change ? { unitId: region.unitId(change.unitId) } : change;
    expect(await placeAccessOrder(manager, nurseOrder(given))).toMatchObject({ __typename: 'OrderOutOfScope', field });
  });

  test('when somebody orders for oneself, then it is out of scope', async () => {
    const order = { kind: 'CHANGE', userId: manager.userId, role: 'NURSE', employment: null, validTo: null };
    expect(await placeAccessOrder(manager, nurseOrder(order))).toMatchObject({
      __typename: 'OrderOutOfScope',
      field: 'input.userId',
    });
  });

  test('when the operations manager orders a unit manager anywhere in the administration, then it stands; a nurse is out of scope (F-023)', async () => {
    const operations = await region.staff(VOF, 'OPERATIONS_MANAGER');
    const unitId = region.unitId(OTHER);
    expect(await placeAccessOrder(operations, nurseOrder({ unitId, role: 'UNIT_MANAGER' }))).toHaveProperty('order');
    expect(await placeAccessOrder(operations, nurseOrder({ unitId }))).toMatchObject({ field: 'input.role' });
  });

  test.each<[string, Role, string, Role]>([
    ['Socialtjänsten, vuxna', 'UNIT_MANAGER', 'Socialtjänsten, vuxna', 'SOCIAL_WORKER'],
    [BIF, 'OPERATIONS_MANAGER', 'Hagaskolan', 'SCHOOL_PRINCIPAL'],
    ['Barn- och elevhälsan', 'UNIT_MANAGER', 'Barn- och elevhälsan', 'COUNSELLOR'],
  ])(
    'at %s the %s orders for %s a %s, and must name the unit (F-032, F-035, F-042 to F-044)',
    async (at, role, unit, wanted) => {
      const orderer = await region.staff(at, role);
      const order = { role: wanted };
      expect(await placeAccessOrder(orderer, nurseOrder(order))).toMatchObject({
        faults: [{ field: 'input.unitId', code: 'UNIT_MISSING' }],
      });
      expect(await placeAccessOrder(orderer, nurseOrder({ ...order, unitId: region.unitId(unit) }))).toHaveProperty(
        'order',
      );
    },
  );

  test.each<[string, Role]>([
    [HOME, 'NURSE'],
    [VOF, 'ADMINISTRATOR'],
    [VOF, 'SYSTEM_MANAGER'],
    [VOF, 'SUPER_USER'],
    [SOC, 'DEPARTMENT_HEAD'],
    [SOC, 'ADMINISTRATOR'],
    ['Hagaskolan', 'APPOINTED_STAFF'],
  ])('at %s the %s places nothing, and the attempt is in the log', async (unit, role) => {
    const nobody = await region.staff(unit, role);
    const { errors } = await placeAccessOrder(nobody, nurseOrder());
    expect(errors[0].extensions['code']).toBe('FORBIDDEN');
    const denied = await region.databases.identity.query<{ action: string }>(
      `SELECT action FROM kit.access_log WHERE kind = 'DENIED' AND user_id = $1`,
      [nobody.userId],
    );
    expect(denied.map(({ action }) => action)).toContain('Mutation.placeAccessOrder');
  });
});

describe('executing', () => {
  test('when the administrator executes, then the account works and its credentials can be fetched once (F-012, F-403)', async () => {
    const order = await executed();
    expect(order).toMatchObject({ state: 'EXECUTED', steps: [{ system: 'SAMPLAN', credentialsMessage: 'SAMPLAN' }] });
    const collect = { orderId: order.id, message: 'SAMPLAN' };
    expect(await collectCredentials(administrator, collect)).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    const { credentials, order: delivered } = await collectCredentials(manager, collect);
    expect(credentials).toHaveLength(1);
    expect(delivered.state).toBe('DELIVERED');
    expect(await collectCredentials(manager, collect)).toMatchObject({ __typename: 'CredentialsNotThere' });
    const account = { organisation: 'sundsvall', ...credentials[0] };
    await expect(startWorkAt(region.running.url, account, HOME)).resolves.toHaveProperty('accessToken');
    const done = await finishAccessOrder(manager, { orderId: order.id, version: delivered.version });
    expect(done.order).toMatchObject({ state: 'DONE' });
    expect(done.order.history.map(({ event }: Json) => event)).toEqual(
      expect.arrayContaining(['PLACED', 'STEP_DONE', 'CREDENTIALS_COLLECTED', 'DONE']),
    );
  });

  test('when credentials are fetched twice at once, then one gets them and the other nothing', async () => {
    const order = await executed();
    const collect = () => collectCredentials(manager, { orderId: order.id, message: 'SAMPLAN' });
    const both = await Promise.all([collect(), collect()]);
    expect(both.map((answer) => answer.__typename).sort()).toEqual(['CollectCredentialsOk', 'CredentialsNotThere']);
  });

  test('when credentials lie in the database, then they are encrypted, and after fetching they are gone', async () => {
    const order = await executed();
    const sealed = () =>
      region.databases.identity.query<{ sealed_credentials: string | null }>(
        'SELECT sealed_credentials FROM access_order_step WHERE order_id = $1',
        [order.id],
      );
    expect((await sealed())[0]?.sealed_credentials).not.toMatch(/username|password/);
    await collectCredentials(manager, { orderId: order.id, message: 'SAMPLAN' });
    expect((await sealed())[0]?.sealed_credentials).toBeNull();
  });

  test('when two administrators execute at once, then one wins and the other is told; there is one account (f.2 40)', async () => {
    const other = await region.staff(VOF, 'ADMINISTRATOR');
    const order = await placed({ familyName: 'Ensamsson' });
    const both = await Promise.all([
      executeAccessOrder(administrator, pick(order)),
      executeAccessOrder(other, pick(order)),
    ]);
    expect(both.map((answer) => answer.__typename).sort()).toEqual(['ChangedMeanwhile', 'ExecuteAccessOrderOk']);
    const rows = await region.databases.identity.query(`SELECT 1 FROM "user" WHERE family_name = 'Ensamsson'`);
    expect(rows).toHaveLength(1);
  });

  test('when it is executed again, then its state refuses', async () => {
    const order = await executed();
    expect(await executeAccessOrder(administrator, pick(order))).toMatchObject({
      __typename: 'AccessOrderStateRefuses',
      state: 'EXECUTED',
    });
  });

  test('when two people have one name, then each has a username of their own', async () => {
    const name = { familyName: 'Namnesson' };
    const orders = await Promise.all([executed(name), executed(name)]);
    const fetched = await Promise.all(
      orders.map(({ id }) => collectCredentials(manager, { orderId: id, message: 'SAMPLAN' })),
    );
    expect(fetched.map(({ credentials }) => credentials[0].username).sort()).toEqual([
      'test.namnesson',
      'test.namnesson2',
    ]);
  });

  test.each<[string, Role]>([
    [SOC, 'ADMINISTRATOR'],
    [BIF, 'ADMINISTRATOR'],
    ['Region Västernorrland, förvaltning', 'ADMINISTRATOR'],
  ])('the administrator at %s neither sees nor executes what belongs to care and nursing (%s)', async (unit, role) => {
    const stranger = await region.staff(unit, role);
    const order = await placed();
    expect(await accessOrder(stranger, order.id)).toMatchObject({ errors: [] });
    expect((await accessOrders(stranger)).map(({ id }) => id)).not.toContain(order.id);
    expect(await executeAccessOrder(stranger, pick(order))).toMatchObject({ __typename: 'NotPermitted' });
    expect(await refuseAccessOrder(stranger, { ...pick(order), reason: 'Nej' })).toMatchObject({
      __typename: 'NotPermitted',
    });
  });

  test('the system manager of VOF executes, that of SOC does not (e.1)', async () => {
    expect((await executed({}, systemManager)).state).toBe('EXECUTED');
    const social = await region.staff(SOC, 'SYSTEM_MANAGER');
    const { errors } = await executeAccessOrder(social, pick(await placed()));
    expect(errors[0].extensions['code']).toBe('FORBIDDEN');
  });
});

describe('changing, moving, ending', () => {
  const person = { givenName: null, familyName: null, role: null, employment: null, validTo: null };

  test('when somebody ends at once, then the next call is refused everywhere and the account is closed (F-409)', async () => {
    const { userId, credentials } = await employed();
    const { person: nurse, credentials: own } = await beginWork(region.running.url, credentials, HOME);
    expect(
      (await nurse.ask('{ overview { totalCount } sip(id: "sip_00000000000000000000000000") { id } }')).errors,
    ).toEqual([]);
    const order = await placed({ ...person, kind: 'END', userId });
    const { order: ended } = await executeAccessOrder(administrator, pick(order));
    expect(ended.state).toBe('DONE');
    for (const field of [
      'me { id }',
      'principals { id }',
      'overview { totalCount }',
      'sip(id: "sip_00000000000000000000000000") { id }',
    ]) {
      const { errors } = await nurse.ask(`{ ${field} }`);
      expect(errors[0]?.extensions['code'], field).toBe('UNAUTHENTICATED');
    }
    await expect(tokensOf(region.running.url, own)).rejects.toThrow(/SIGN_IN_REFUSED/);
  });

  test('when somebody ends with a last day to come, then that day is set and the person works on', async () => {
    const { userId, credentials } = await employed();
    await executeAccessOrder(
      administrator,
      pick(await placed({ ...person, kind: 'END', userId, endsOn: '2026-11-30' })),
    );
    const { accessToken } = await tokensOf(region.running.url, credentials);
    const answer = await bearer(region.running.url, accessToken).ask('{ me { assignments { validTo } } }');
    expect(answer.at('me').assignments).toEqual([{ validTo: '2026-11-30' }]);
  });

  test('when somebody moves within the provider, then the old assignment ends, the new begins and no end-order is needed (F-408)', async () => {
    const { userId, credentials, order } = await employed();
    const [{ id: assignmentId }] = await assignmentsOf(userId);
    const toUnitId = region.unitId(OTHER);
    const moving = await placed({ ...person, kind: 'MOVE', userId, assignmentId, toUnitId });
    await executeAccessOrder(administrator, pick(moving));
    expect(order.id).not.toBe(moving.id);
    await expect(startWorkAt(region.running.url, credentials, OTHER)).resolves.toHaveProperty('accessToken');
    expect(await assignmentsOf(userId)).toEqual([
      expect.objectContaining({ unit_id: manager.unitId, is_active: false }),
      expect.objectContaining({ unit_id: toUnitId, is_active: true, role: 'NURSE' }),
    ]);
  });

  test('when somebody moves to another administration, then the new unit is out of scope (F-408)', async () => {
    const { userId } = await employed();
    const [{ id: assignmentId }] = await assignmentsOf(userId);
    const toUnitId = region.unitId('Hagaskolan');
    expect(
      await placeAccessOrder(manager, nurseOrder({ ...person, kind: 'MOVE', userId, assignmentId, toUnitId })),
    ).toMatchObject({
      field: 'input.toUnitId',
    });
  });

  test('when somebody gets another role in place of the old, then one ends as the other begins', async () => {
    const { userId } = await employed();
    const [{ id: assignmentId }] = await assignmentsOf(userId);
    const change = await placed({ ...person, kind: 'CHANGE', userId, assignmentId, role: 'PLANNER' });
    await executeAccessOrder(administrator, pick(change));
    expect((await assignmentsOf(userId)).map(({ role, is_active }) => [role, is_active])).toEqual([
      ['NURSE', false],
      ['PLANNER', true],
    ]);
  });

  test('when a manager of another unit would end or change somebody, then the person is out of scope', async () => {
    const { userId } = await employed();
    const stranger = await region.staff(OTHER, 'UNIT_MANAGER');
    expect(await placeAccessOrder(stranger, nurseOrder({ ...person, kind: 'END', userId }))).toMatchObject({
      field: 'input.userId',
    });
    const [{ id: assignmentId }] = await assignmentsOf(userId);
    const change = { ...person, kind: 'CHANGE', userId, assignmentId, role: 'PLANNER' };
    expect(await placeAccessOrder(stranger, nurseOrder(change))).toMatchObject({ field: 'input.assignmentId' });
  });

  test('when a subcontractor’s assignment ends, then everybody who was ordered for it ends with one order (F-172, F-173)', async () => {
    const subcontractor = `Provbolaget ${newKey()}`;
    const made: Json[] = [];
    for (const familyName of ['Underett', 'Undertva']) {
      made.push(await executed({ kind: 'SUBCONTRACTOR', subcontractor, familyName }));
    }
    const end = await placed({ ...person, kind: 'END', subcontractor });
    await executeAccessOrder(administrator, pick(end));
    for (const { person: of } of made) expect((await assignmentsOf(of.user.id))[0]?.is_active).toBe(false);
  });

  test('when the order of an end comes again after the end, then the first result is given', async () => {
    const { userId } = await employed();
    const input = nurseOrder({ ...person, kind: 'END', userId });
    const { order } = await placeAccessOrder(manager, input);
    await executeAccessOrder(administrator, pick(order));
    expect(await placeAccessOrder(manager, input)).toMatchObject({ order: { id: order.id, state: 'DONE' } });
  });

  test('when it is ended twice, then the second changes nothing', async () => {
    const { userId } = await employed();
    const [first, second] = [
      await placed({ ...person, kind: 'END', userId }),
      await placed({ ...person, kind: 'END', userId }),
    ];
    await executeAccessOrder(administrator, pick(first));
    const before = await assignmentsOf(userId);
    expect(await executeAccessOrder(administrator, pick(second))).toHaveProperty('order');
    expect(await assignmentsOf(userId)).toEqual(before);
  });

  async function assignmentsOf(userId: string): Promise<readonly Json[]> {
    return await region.databases.identity.query('SELECT * FROM assignment WHERE user_id = $1 ORDER BY id', [userId]);
  }
});

describe('connected systems', () => {
  const ENTITLEMENTS = [
    { system: 'AD_CITRIX', entitlement: 'ACCOUNT' },
    { system: 'LIFECARE_PROVIDER', entitlement: 'PROVIDER_STAFF' },
    { system: 'PROCAPITA', entitlement: 'USER' },
  ];

  async function complete(by: Person, order: Json, action: string, credentials?: Json): Promise<Json> {
    const now = await accessOrder(administrator, order.id);
    const step = now.steps.find((each: Json) => `${each.system} ${each.action}` === action);
    const input = { ...pick(now), stepId: step.id, ...(credentials && { credentials }) };
    return await completeAccessOrderStep(by, input);
  }

  test('when everybody has done their step, then the order is executed and its credentials come in messages of their own (e.4, f.2 33)', async () => {
    const order = await executed({ entitlements: ENTITLEMENTS });
    expect(order.state).not.toBe('EXECUTED');
    await complete(systemManager, order, 'AD_CITRIX CREATE_ACCOUNT', { username: 'citrix1', password: 'C-hemligt-1' });
    await complete(manager, order, 'AD_CITRIX REGISTER_SECOND_FACTOR');
    await complete(superUser, order, 'LIFECARE_PROVIDER ADD_PERSON', { username: 'lc1', password: 'L-hemligt-1' });
    const { order: last } = await complete(systemManager, order, 'PROCAPITA GRANT_ACCESS', {
      username: 'pc1',
      password: 'P-hemligt-1',
    });
    expect(last.state).toBe('EXECUTED');
    const fetch = async (message: string) =>
      (await collectCredentials(manager, { orderId: order.id, message })).credentials.map(
        ({ system, username }: Json) => [system, username],
      );
    expect(await fetch('CITRIX_LIFECARE')).toEqual([
      ['AD_CITRIX', 'citrix1'],
      ['LIFECARE_PROVIDER', 'lc1'],
    ]);
    expect(await fetch('PROCAPITA')).toEqual([['PROCAPITA', 'pc1']]);
    expect((await accessOrder(manager, order.id)).state).toBe('EXECUTED');
    expect(await fetch('SAMPLAN')).toHaveLength(1);
    expect((await accessOrder(manager, order.id)).state).toBe('DELIVERED');
  });

  test('when somebody would do a step of another, then it is refused (e.4)', async () => {
    const order = await executed({ entitlements: ENTITLEMENTS });
    const refused = { __typename: 'NotPermitted' };
    expect(await complete(manager, order, 'LIFECARE_PROVIDER ADD_PERSON')).toMatchObject(refused);
    expect(await complete(superUser, order, 'PROCAPITA GRANT_ACCESS')).toMatchObject(refused);
    expect(await complete(administrator, order, 'AD_CITRIX CREATE_ACCOUNT')).toMatchObject(refused);
    const stranger = await region.staff(OTHER, 'UNIT_MANAGER');
    expect(await complete(stranger, order, 'AD_CITRIX REGISTER_SECOND_FACTOR')).toMatchObject(refused);
    const nurse = await region.staff(HOME, 'NURSE');
    expect((await complete(nurse, order, 'LIFECARE_PROVIDER ADD_PERSON')).errors[0].extensions['code']).toBe(
      'FORBIDDEN',
    );
  });

  test('when a step is done twice, or Samplan’s own is told as done, then the state refuses', async () => {
    const order = await placed({ entitlements: ENTITLEMENTS });
    expect(await complete(administrator, order, 'SAMPLAN CREATE_ACCOUNT')).toMatchObject({
      __typename: 'AccessOrderStateRefuses',
    });
    await complete(superUser, order, 'LIFECARE_PROVIDER ADD_PERSON');
    expect(await complete(superUser, order, 'LIFECARE_PROVIDER ADD_PERSON')).toMatchObject({
      __typename: 'AccessOrderStateRefuses',
    });
  });

  test('when somebody ends, then the systems that the person had are ended by those whom e.4 names', async () => {
    const order = await executed({ entitlements: ENTITLEMENTS.slice(1, 2) });
    await complete(superUser, order, 'LIFECARE_PROVIDER ADD_PERSON');
    const userId = order.person.user.id;
    const end = await placed({ kind: 'END', userId, role: null, employment: null, validTo: null });
    expect(end.steps.map(({ system, action, executors }: Json) => [system, action, executors])).toEqual([
      ['SAMPLAN', 'END_ASSIGNMENT', ['ADMINISTRATOR']],
      ['LIFECARE_PROVIDER', 'INACTIVATE_PERSON', ['RESPONSIBLE_MANAGER', 'SUPER_USER']],
    ]);
  });

  test('when the number is the user id, then only who does the step sees it, encrypted it lies, and the look is logged (F-405)', async () => {
    const entitlements = [{ system: 'LIFECARE_DEVIATIONS', entitlement: 'REPORTER' }];
    const order = await placed({ entitlements, personalIdentityNumber: '19121212-1212' });
    const ask = (by: Person) =>
      by.ask('query ($id: ID!) { accessOrder(id: $id) { person { personalIdentityNumber } } }', { id: order.id });
    expect((await ask(manager)).at('accessOrder').person).toEqual({ personalIdentityNumber: '191212121212' });
    expect((await ask(administrator)).at('accessOrder').person).toEqual({ personalIdentityNumber: null });
    const [row] = await region.databases.identity.query('SELECT * FROM access_order WHERE id = $1', [order.id]);
    expect(JSON.stringify(row)).not.toMatch(/1212121212/);
    const reads = await region.databases.identity.query(
      `SELECT 1 FROM kit.access_log WHERE kind = 'READ' AND subject_id = $1 AND user_id = $2`,
      [order.id, manager.userId],
    );
    expect(reads).toHaveLength(1);
  });

  test('when a unit is handed over, then both parties’ duties are ticked off one by one (F-174)', async () => {
    const order = await placed({
      kind: 'HAND_OVER',
      toUnitId: region.unitId(OTHER),
      role: null,
      employment: null,
      validTo: null,
    });
    expect(order.steps.length).toBeGreaterThan(2);
    const { order: after } = await completeAccessOrderStep(manager, { ...pick(order), stepId: order.steps[0].id });
    expect(after.steps.filter(({ doneAt }: Json) => doneAt !== null)).toHaveLength(1);
  });
});

describe('refusing and withdrawing', () => {
  test('when nothing is executed, then the administrator refuses and the orderer withdraws, each with a reason', async () => {
    const { order: refused } = await refuseAccessOrder(administrator, { ...pick(await placed()), reason: 'Dubblett' });
    expect(refused).toMatchObject({ state: 'REFUSED', reason: 'Dubblett', viewerCan: [] });
    const { order: withdrawn } = await withdrawAccessOrder(manager, { ...pick(await placed()), reason: 'Tackade nej' });
    expect(withdrawn).toMatchObject({ state: 'WITHDRAWN', viewerCan: [] });
    expect(await executeAccessOrder(administrator, pick(withdrawn))).toMatchObject({ state: 'WITHDRAWN' });
  });

  test('when something is executed, then neither is possible', async () => {
    const order = await executed();
    const close = { ...pick(order), reason: 'För sent' };
    expect(await refuseAccessOrder(administrator, close)).toMatchObject({ __typename: 'AccessOrderStateRefuses' });
    expect(await withdrawAccessOrder(manager, close)).toMatchObject({ __typename: 'AccessOrderStateRefuses' });
  });

  test('when a colleague would withdraw, fetch or finish, then it is refused: the order is another’s', async () => {
    const colleague = await region.staff(HOME, 'UNIT_MANAGER');
    const order = await executed();
    expect(await accessOrder(colleague, order.id)).toMatchObject({ id: order.id, viewerCan: [] });
    const refused = { __typename: 'NotPermitted' };
    expect(await withdrawAccessOrder(colleague, { ...pick(order), reason: 'Jag' })).toMatchObject(refused);
    expect(await collectCredentials(colleague, { orderId: order.id, message: 'SAMPLAN' })).toMatchObject(refused);
    expect(await finishAccessOrder(colleague, pick(order))).toMatchObject(refused);
  });

  test('when the orderer withdraws while the administrator executes, then one wins', async () => {
    const order = await placed();
    const both = await Promise.all([
      withdrawAccessOrder(manager, { ...pick(order), reason: 'Ångrar' }),
      executeAccessOrder(administrator, pick(order)),
    ]);
    expect(both.filter(({ order: won }) => won)).toHaveLength(1);
    expect(both.map(({ __typename }) => __typename)).toContain('ChangedMeanwhile');
  });
});

test('what happened to an order can only be added to, whoever asks the database', async () => {
  const order = await placed();
  const change = (sql: string) => region.databases.identity.query(`${sql} WHERE order_id = $1`, [order.id]);
  await expect(change(`UPDATE access_order_history SET event = 'DONE'`)).rejects.toThrow(/can only be added to/);
  await expect(change('DELETE FROM access_order_history')).rejects.toThrow(/can only be added to/);
});

test('orders come a page at a time, the newest first, and every connected system can be read', async () => {
  const [older, newer] = [await placed(), await placed()];
  const query = `query ($after: String) { accessOrders(first: 1, after: $after, states: [PLACED, CONFIRMED]) {
    edges { cursor node { id } } pageInfo { hasNextPage } } }`;
  const first = (await administrator.ask(query)).at('accessOrders');
  expect(first).toMatchObject({ edges: [{ node: { id: newer.id } }], pageInfo: { hasNextPage: true } });
  const second = (await administrator.ask(query, { after: first.edges[0].cursor })).at('accessOrders');
  expect(second.edges[0].node.id).toBe(older.id);
  const systems = await manager.ask(
    '{ connectedSystems { code entitlements { code } needsFixedAddress credentialsTo inHouseChannel } }',
  );
  expect(systems.at('connectedSystems')).toContainEqual(
    expect.objectContaining({ code: 'PHONIRO', needsFixedAddress: true, inHouseChannel: 'CASE' }),
  );
});
