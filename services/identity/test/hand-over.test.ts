import type { Json } from '@samplan/testing/ask';
import {
  accessOrder,
  accessOrders,
  completeAccessOrderStep,
  executeAccessOrder,
  nurseOrder,
  placeAccessOrder,
} from '@samplan/testing/orders';
import { principalFile, withoutUnit } from '@samplan/testing/principals';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, startWorkAt } from '@samplan/testing/sessions';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const VOF = 'Vård- och omsorgsförvaltningen, ledning';
const HOME = 'Hemtjänst Centrum';
const OTHER = 'Hemtjänst Nacksta';
const ADULTS = 'Socialtjänsten, vuxna';
const NOTHING_NEW = { role: null, employment: null, validTo: null, givenName: null, familyName: null };

let region: TestRegion;
let administrator: Person;

beforeAll(async () => {
  region = await testRegion();
  administrator = await region.staff(VOF, 'ADMINISTRATOR');
});
afterAll(() => region.close());

describe('handing a unit over', () => {
  let handingOver: Person;
  beforeAll(async () => {
    handingOver = await region.staff(HOME, 'UNIT_MANAGER');
  });

  async function placed(to = OTHER): Promise<Json> {
    const order = nurseOrder({ ...NOTHING_NEW, kind: 'HAND_OVER', toUnitId: region.unitId(to) });
    return (await placeAccessOrder(handingOver, order)).order;
  }

  const isOf = (party: string) => (step: Json) => step.entitlement === party;

  async function complete(by: Person, orderId: string, action: string, change: Json = {}): Promise<Json> {
    const { version, steps } = await accessOrder(handingOver, orderId);
    const { id: stepId } = steps.find((step: Json) => step.action === action);
    return await completeAccessOrderStep(by, { orderId, version, stepId, ...change });
  }

  test.each([
    ['of the same administration', OTHER],
    ['of another administration', ADULTS],
  ])(
    'when somebody %s takes over, then each party confirms its own part and the order is done with both (F-174)',
    async (_, to) => {
      const takingOver = await region.staff(to, 'UNIT_MANAGER');
      const order = await placed(to);
      expect((await accessOrders(takingOver)).map(({ id }) => id)).toContain(order.id);
      const seen = await accessOrder(takingOver, order.id);
      const can = (steps: readonly Json[]) => [...new Set(steps.map((step) => step.viewerCanComplete))];
      expect(can(seen.steps.filter(isOf('TAKING_OVER')))).toEqual([true]);
      expect(can(seen.steps.filter(isOf('HANDING_OVER')))).toEqual([false]);
      expect(can(order.steps.filter(isOf('TAKING_OVER')))).toEqual([false]);
      expect(can(order.steps.filter(isOf('HANDING_OVER')))).toEqual([true]);

      for (const { action } of order.steps.filter(isOf('HANDING_OVER'))) {
        const tokens = action === 'HANDLE_TOKENS' ? { tokens: 'STAY_AT_UNIT' } : {};
        expect(await complete(takingOver, order.id, action, tokens)).toMatchObject({ __typename: 'NotPermitted' });
        expect(await complete(handingOver, order.id, action, tokens)).toHaveProperty('order');
      }
      expect((await accessOrder(handingOver, order.id)).state).toBe('PLACED');
      for (const { action } of order.steps.filter(isOf('TAKING_OVER'))) {
        expect(await complete(handingOver, order.id, action)).toMatchObject({ __typename: 'NotPermitted' });
        expect(await complete(takingOver, order.id, action)).toHaveProperty('order');
      }
      const { state, history } = await accessOrder(takingOver, order.id);
      expect(state).toBe('DONE');
      expect(new Set(history.map(({ by }: Json) => by?.id))).toEqual(new Set([handingOver.userId, takingOver.userId]));
    },
  );

  test('when somebody is of neither party, then the order is out of reach and its steps are refused', async () => {
    const { id, version, steps } = await placed();
    const stranger = await region.staff(ADULTS, 'UNIT_MANAGER');
    expect(await accessOrder(stranger, id)).not.toHaveProperty('id');
    const step = steps.find(isOf('TAKING_OVER'));
    const refused = await completeAccessOrderStep(stranger, { orderId: id, version, stepId: step.id });
    expect(refused).toMatchObject({ __typename: 'NotPermitted' });
    // Nor a nurse of the unit that takes over.
    const nurse = await region.staff(OTHER, 'NURSE');
    expect((await nurse.ask('{ accessOrders { edges { cursor } } }')).errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test('when the unit that takes over is the own one, then it is out of scope', async () => {
    const order = nurseOrder({ ...NOTHING_NEW, kind: 'HAND_OVER', toUnitId: handingOver.unitId });
    expect(await placeAccessOrder(handingOver, order)).toMatchObject({ field: 'input.toUnitId' });
  });

  test.each(['RETURNED', 'STAY_AT_UNIT'])(
    'when the tokens are %s, then that is recorded with who told it (F-125)',
    async (tokens) => {
      const { id } = await placed();
      const { order } = await complete(handingOver, id, 'HANDLE_TOKENS', { tokens });
      expect(order.steps.find(({ action }: Json) => action === 'HANDLE_TOKENS')).toMatchObject({ tokens });
      expect(order.history.at(-1)).toMatchObject({ event: 'STEP_DONE', by: { id: handingOver.userId } });
    },
  );

  test('when it is left out, or told with another step, then the field is named and nothing is done (F-125)', async () => {
    const { id } = await placed();
    const reasonOf = async (action: string, change: Json) =>
      (await complete(handingOver, id, action, change)).errors[0].extensions;
    expect(await reasonOf('HANDLE_TOKENS', {})).toMatchObject({ field: 'input.tokens', reason: 'MISSING' });
    expect(await reasonOf('SUBMIT_LAST_MONTH', { tokens: 'RETURNED' })).toMatchObject({
      field: 'input.tokens',
      reason: 'NO_TOKENS_HERE',
    });
    const { steps } = await accessOrder(handingOver, id);
    expect(steps.every(({ doneAt }: Json) => doneAt === null)).toBe(true);
  });
});

describe('access after a unit is closed (F-122)', () => {
  const file = principalFile('sundsvall');
  afterEach(() => region.importFile(file));
  const close = () => region.importFile(withoutUnit(file, HOME));

  const extension = (person: Person, assignmentId: string, change: Json = {}) =>
    nurseOrder({
      ...NOTHING_NEW,
      ...{ kind: 'CHANGE', userId: person.userId, unitId: region.unitId(HOME) },
      ...{ assignmentId, validTo: '2026-11-30', agreement: 'Överenskommet med KLK IT 2026-11-20' },
      ...change,
    });

  async function assignmentOf(person: Person): Promise<string> {
    return (await person.ask('{ me { assignments { id } } }')).at('me').assignments[0].id;
  }

  /** Can the person begin to work at the unit now? */
  const works = async ({ credentials }: Person): Promise<boolean> =>
    await startWorkAt(region.running.url, credentials, HOME).then(
      async ({ accessToken }) => {
        const answer = await bearer(region.running.url, accessToken).ask('{ overview { totalCount } }');
        return answer.errors.length === 0;
      },
      () => false,
    );

  async function ordered(by: Person, order: Json): Promise<Json> {
    const { order: made, ...refused } = await placeAccessOrder(by, order);
    if (!made) throw new Error(JSON.stringify(refused));
    return (await executeAccessOrder(administrator, { orderId: made.id, version: made.version })).order;
  }

  test('when the last day was changed without an agreement, then closing ends it all the same', async () => {
    const manager = await region.staff(HOME, 'UNIT_MANAGER');
    const nurse = await region.staff(HOME, 'NURSE');
    await ordered(manager, extension(nurse, await assignmentOf(nurse), { agreement: null }));
    await close();
    expect(await works(nurse)).toBe(false);
  });

  test('when the unit is closed already, then the operations manager extends its manager; without an agreement nothing is ordered there', async () => {
    const operations = await region.staff(VOF, 'OPERATIONS_MANAGER');
    const manager = await region.staff(HOME, 'UNIT_MANAGER');
    const assignmentId = await assignmentOf(manager);
    await close();
    expect(await placeAccessOrder(operations, extension(manager, assignmentId, { agreement: null }))).toMatchObject({
      __typename: 'OrderOutOfScope',
      field: 'input.unitId',
    });
    await ordered(operations, extension(manager, assignmentId));
    await expect(startWorkAt(region.running.url, manager.credentials, HOME)).resolves.toHaveProperty('accessToken');
  });

  test('when it was agreed before closing, then that person goes on to the day and a colleague does not', async () => {
    const manager = await region.staff(HOME, 'UNIT_MANAGER');
    const [nurse, colleague] = [await region.staff(HOME, 'NURSE'), await region.staff(HOME, 'NURSE')];
    const order = await ordered(manager, extension(nurse, await assignmentOf(nurse)));
    expect(order).toMatchObject({ state: 'DONE', agreement: 'Överenskommet med KLK IT 2026-11-20' });
    await close();
    expect(await works(colleague)).toBe(false);
    expect(await works(nurse)).toBe(true);
    region.clock.move({ hours: 24 * 10 });
    expect(await works(nurse)).toBe(false);
  });
});
