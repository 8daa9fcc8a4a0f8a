import type { Json } from '@samplan/testing/ask';
import { type CardDesk, newHsaId, openCardDesk } from '@samplan/testing/cards/desk';
import { atReader, convertToCard, signInWithCard } from '@samplan/testing/cards/sign-in';
import {
  collectCredentials,
  executeAccessOrder,
  nurseOrder,
  placeAccessOrder,
  refuseAccessOrder,
} from '@samplan/testing/orders';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess } from '@samplan/testing/shapes';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let desk: CardDesk;
let region: TestRegion;
let readers: URL;
let manager: Person;
let administrator: Person;

beforeAll(async () => {
  desk = await openCardDesk();
  region = await testRegion({ shape: inOneProcess, cards: desk.entry });
  if (!region.running.cardUrl) throw new Error('no entry for cards');
  readers = region.running.cardUrl;
  manager = await region.staff('Hemtjänst Centrum', 'UNIT_MANAGER');
  administrator = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR');
});
afterAll(async () => {
  await region.close();
  desk.close();
});

async function placed(hsaId: string): Promise<{ readonly orderId: string; readonly version: number }> {
  const { order, ...refused } = await placeAccessOrder(manager, nurseOrder({ hsaId }));
  if (!order) throw new Error(JSON.stringify(refused));
  expect(order.person.hsaId).toBe(hsaId.toUpperCase());
  return { orderId: order.id, version: order.version };
}

async function firstCredentials(orderId: string): Promise<Json> {
  const { credentials } = await collectCredentials(manager, { orderId, message: 'SAMPLAN' });
  const { username, password } = credentials[0];
  return { organisation: 'sundsvall', username, password };
}

describe('an account that is ordered with an HSA-id (G-130)', () => {
  test('when its holder comes with the card, then the account is converted and signed in to; another’s card is refused', async () => {
    const [own, foreign] = [await desk.issue(), await desk.issue()];
    const order = await placed(own.holder.hsaId.toLowerCase());
    const done = await executeAccessOrder(administrator, order);
    const credentials = await firstCredentials(order.orderId);
    expect(await convertToCard(atReader(readers, foreign), credentials)).toMatchObject({ __typename: 'CardOfAnother' });
    const { tokens } = await convertToCard(atReader(readers, own), credentials);
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ sub: done.order.person.user.id, acr: 'LOA3' });
    expect((await signInWithCard(atReader(readers, own), {})).__typename).toBe('SignInWithCardOk');
  });

  test('when two orders name one holder, also executed at once, then one account is made and the other order can be refused', async () => {
    const hsaId = newHsaId();
    const orders = [await placed(hsaId), await placed(hsaId)];
    const both = await Promise.all(orders.map((order) => executeAccessOrder(administrator, order)));
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['ExecuteAccessOrderOk', 'HsaIdTaken']);
    const rows = await region.databases.identity.query('SELECT 1 FROM "user" WHERE hsa_id = $1', [hsaId]);
    expect(rows).toHaveLength(1);
    const late = orders[both.findIndex(({ __typename }) => __typename === 'HsaIdTaken')];
    const { order } = await refuseAccessOrder(administrator, { ...late, reason: 'Kontot finns redan' });
    expect(order.state).toBe('REFUSED');
  });

  test('when it is none, or the person has an account, then the field is named', async () => {
    const { errors } = await placeAccessOrder(manager, nurseOrder({ hsaId: 'ABC1' }));
    expect(errors[0].extensions).toMatchObject({ field: 'input.hsaId', reason: 'NOT_HSA_ID' });
    const nurse = await region.staff('Hemtjänst Centrum', 'NURSE');
    const change = { kind: 'CHANGE', userId: nurse.userId, employment: null, validTo: null, hsaId: newHsaId() };
    expect((await placeAccessOrder(manager, nurseOrder(change))).faults).toContainEqual({
      field: 'input.hsaId',
      code: 'HSA_ID_NOT_HERE',
    });
  });
});
