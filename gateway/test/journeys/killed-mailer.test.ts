import type { SplitFederation } from '@samplan/launch/split';
import type { Json } from '@samplan/testing/ask';
import { testClock } from '@samplan/testing/clock';
import { kill } from '@samplan/testing/kill';
import { type TestMailServer, testMailServer } from '@samplan/testing/mail';
import { accessOrder, nurseOrder, placeAccessOrder } from '@samplan/testing/orders';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inProcessesWith } from '@samplan/testing/shapes';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let server: TestMailServer;
let region: TestRegion<SplitFederation>;
let manager: Person;

beforeAll(async () => {
  server = await testMailServer();
  const identityVariables = { SMTP_URL: server.address.url.href, SMTP_TLS: 'off' };
  region = await testRegion({ shape: inProcessesWith({ identityVariables }), clock: testClock(new Date()) });
  manager = await region.staff('Hemtjänst Centrum', 'UNIT_MANAGER');
}, 120_000);
beforeEach(() => {
  server.fallSilent(false);
  server.refuse(false);
});
afterAll(async () => {
  await region.close();
  await server.close();
});

const placed = async (): Promise<Json> => {
  const { order, ...refused } = await placeAccessOrder(manager, nurseOrder({ validTo: '2099-12-24' }));
  if (!order) throw new Error(JSON.stringify(refused));
  return order;
};
const mailsOf = ({ id }: Json) => server.mails.filter(({ raw }) => raw.replaceAll(/=\r\n/g, '').includes(id));

const isConfirmed = async ({ id }: Json): Promise<boolean> => {
  const order = await accessOrder(manager, id).catch(() => null);
  return order?.state === 'CONFIRMED';
};

test('when identity is killed after the mail server took a mail and before it could say so, then the same mail comes again', async () => {
  server.fallSilent(true);
  const order = await placed();
  await until('the mail server has it', async () => mailsOf(order).length === 1);
  await kill(region.running, 'identity');
  server.fallSilent(false);
  await region.running.restart('identity');
  await until('it came again', async () => mailsOf(order).length === 2);
  expect(new Set(mailsOf(order).map(({ id }) => id)).size).toBe(1); // a mail server can tell that it is the same
  await until('the order is confirmed', () => isConfirmed(order));
  expect(mailsOf(order)).toHaveLength(2);
}, 120_000);

test('when identity is killed again and again while mails are sent, then each comes at least once and none is lost', async () => {
  server.refuse(true);
  const orders: Json[] = [];
  for (let i = 0; i < 6; i += 1) orders.push(await placed());
  server.refuse(false);
  const sent = () => orders.filter((order) => mailsOf(order).length > 0).length;
  for (const atLeast of [1, 3]) {
    await until(`${atLeast} have come`, async () => sent() >= atLeast);
    await kill(region.running, 'identity');
    await region.running.restart('identity');
  }
  for (const order of orders) await until('the order is confirmed', () => isConfirmed(order));
  expect(sent()).toBe(orders.length);
  const waiting = await region.databases.identity.query('SELECT 1 FROM outgoing_mail WHERE sent_at IS NULL');
  expect(waiting).toEqual([]);
}, 180_000);
