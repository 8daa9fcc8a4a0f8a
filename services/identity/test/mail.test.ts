import { standardSettings } from '@samplan/identity/settings';
import type { Json } from '@samplan/testing/ask';
import { type TestMailServer, testMailServer } from '@samplan/testing/mail';
import { parkedMails, retryMail } from '@samplan/testing/mailboxes';
import {
  accessOrder,
  beginWork,
  collectCredentials,
  completeAccessOrderStep,
  executeAccessOrder,
  nurseOrder,
  placeAccessOrder,
} from '@samplan/testing/orders';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess } from '@samplan/testing/shapes';
import { until } from '@samplan/testing/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const VOF = 'Vård- och omsorgsförvaltningen, ledning';
const HOME = 'Hemtjänst Centrum';

describe('mails about orders', () => {
  let server: TestMailServer;
  let region: TestRegion;
  let manager: Person;
  let administrator: Person;
  let systemManager: Person;

  beforeAll(async () => {
    server = await testMailServer();
    const settings = { ...standardSettings(), mail: server.address };
    region = await testRegion({ shape: inOneProcess, settings });
    manager = await region.staff(HOME, 'UNIT_MANAGER');
    administrator = await region.staff(VOF, 'ADMINISTRATOR');
    systemManager = await region.staff(VOF, 'SYSTEM_MANAGER');
  });
  afterAll(async () => {
    await region.close();
    await server.close();
  });

  async function placed(change: Readonly<Record<string, unknown>> = {}): Promise<Json> {
    return (await placeAccessOrder(manager, nurseOrder(change))).order;
  }

  const mailsOf = (order: Json) => server.mails.filter(({ raw }) => raw.includes(order.id));
  const subjects = (order: Json) =>
    mailsOf(order).map(({ raw }) =>
      ['mottagen', 'SAMPLAN', 'CITRIX_LIFECARE', 'PROCAPITA', 'SITHS-kort'].find((word) =>
        raw.replaceAll(/=\r\n/g, '').includes(word),
      ),
    );

  async function complete(order: Json, action: string, credentials?: Json): Promise<void> {
    const now = await accessOrder(administrator, order.id);
    const step = now.steps.find((each: Json) => `${each.system} ${each.action}` === action);
    const input = { orderId: now.id, version: now.version, stepId: step.id, ...(credentials && { credentials }) };
    expect(await completeAccessOrderStep(systemManager, input)).toHaveProperty('order');
  }

  test('when an order is placed, then the orderer gets a confirmation, and the order is confirmed (F-403 (3))', async () => {
    const order = await placed();
    await until('the order is confirmed', async () => (await accessOrder(manager, order.id)).state === 'CONFIRMED');
    expect(mailsOf(order).map(({ to }) => to)).toEqual([['chef@example.test']]);
    const { history, version } = await accessOrder(manager, order.id);
    expect(history.map(({ event }: Json) => event)).toEqual(['PLACED', 'CONFIRMED']);
    expect(version).toBe(order.version); // whoever changes the order meanwhile is not disturbed
  });

  test('when credentials are there, then Procapita’s come in a mail of their own, and none holds a name or a credential (f.2 33)', async () => {
    const order = await placed({
      familyName: 'Hemligsson',
      entitlements: [
        { system: 'AD_CITRIX', entitlement: 'ACCOUNT' },
        { system: 'PROCAPITA', entitlement: 'USER' },
      ],
    });
    await executeAccessOrder(administrator, { orderId: order.id, version: order.version });
    await complete(order, 'AD_CITRIX CREATE_ACCOUNT', { username: 'citrixnamn', password: 'Citrix-hemlig' });
    await complete(order, 'PROCAPITA GRANT_ACCESS', { username: 'procanamn', password: 'Proca-hemlig' });
    await until('every mail has come', async () => mailsOf(order).length === 4);
    expect(subjects(order).sort()).toEqual(['CITRIX_LIFECARE', 'PROCAPITA', 'SAMPLAN', 'mottagen']);
    for (const { raw } of mailsOf(order)) {
      expect(raw).not.toMatch(/Hemligsson|citrixnamn|procanamn|hemlig/i);
    }
  });

  test('when a certificate is assigned, then the instruction goes to the user (F-407)', async () => {
    const entitlements = [{ system: 'SITHS', entitlement: 'CERTIFICATE' }];
    const order = await placed({ entitlements, email: 'anvandare@example.test' });
    await complete(order, 'SITHS ASSIGN_CERTIFICATE');
    await until('both mails have come', async () => mailsOf(order).length === 2);
    expect(
      mailsOf(order)
        .map(({ to }) => to[0])
        .sort(),
    ).toEqual(['anvandare@example.test', 'chef@example.test']);
  });

  test('when the mail server refuses, then the mail is tried again until it is taken, and its address is kept no longer', async () => {
    server.refuse(true);
    const order = await placed();
    const row = async () => {
      const rows = await region.databases.identity.query<{
        attempts: number;
        to: string | null;
        problem: string | null;
      }>('SELECT attempts, "to", problem FROM outgoing_mail WHERE subject_id = $1', [order.id]);
      return rows[0];
    };
    await until('it was tried', async () => ((await row())?.attempts ?? 0) > 0);
    expect(await row()).toMatchObject({ to: 'chef@example.test', problem: 'Error' });
    server.refuse(false);
    await until('it has come', async () => mailsOf(order).length === 1);
    await until('it is noted', async () => (await row())?.to === null);
  });

  test('when a mail is refused for the last time, then it is parked and sent no more', async () => {
    server.refuse(true);
    const order = await placed();
    await region.databases.identity.query('UPDATE outgoing_mail SET attempts = 23 WHERE subject_id = $1', [order.id]);
    await until('it is parked', async () => {
      const rows = await region.databases.identity.query(
        'SELECT 1 FROM outgoing_mail WHERE subject_id = $1 AND parked_at IS NOT NULL',
        [order.id],
      );
      return rows.length === 1;
    });
    server.refuse(false);
    const later = await placed();
    await until('the next comes', async () => mailsOf(later).length === 1);
    expect(mailsOf(order)).toEqual([]);
  });

  describe('mails that are parked', () => {
    /** An order whose confirmation the mail server has refused for the last time. */
    async function parked(): Promise<Json> {
      server.refuse(true);
      const order = await placed();
      await region.databases.identity.query('UPDATE outgoing_mail SET attempts = 23 WHERE subject_id = $1', [order.id]);
      return await until('it is parked', async () => (await parkedOf(order)) && order);
    }
    const parkedOf = async ({ id }: Json, by = administrator): Promise<Json> =>
      (await parkedMails(by)).find(({ subjectId }) => subjectId === id);

    afterEach(() => server.refuse(false));

    test('when the administrator lets one be tried again, also twice at once, then it comes once', async () => {
      const order = await parked();
      const { id, ...shown } = await parkedOf(order);
      expect(shown).toMatchObject({
        kind: 'CONFIRMATION',
        credentialsMessage: null,
        email: 'chef@example.test',
        attempts: 24,
        problem: 'Error',
      });
      server.refuse(false);
      const retry = () => retryMail(administrator, { mailId: id });
      const both = await Promise.all([retry(), retry()]);
      expect(both.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'RetryMailOk']);
      await until('the order is confirmed', async () => (await accessOrder(manager, order.id)).state === 'CONFIRMED');
      expect(mailsOf(order)).toHaveLength(1);
      expect(await parkedOf(order)).toBeUndefined();
      expect(await retry()).toMatchObject({ __typename: 'ChangedMeanwhile' });
    });

    test('when the address was wrong, then it goes to another; one that is none is refused', async () => {
      const order = await parked();
      const { id: mailId } = await parkedOf(order);
      const { errors } = await retryMail(administrator, { mailId, email: 'chefen' });
      expect(errors[0].extensions).toMatchObject({ field: 'input.email', reason: 'NOT_EMAIL' });
      server.refuse(false);
      await retryMail(administrator, { mailId, email: 'ratt@example.test' });
      await until('it has come', async () => mailsOf(order).length === 1);
      expect(mailsOf(order)[0]?.to).toEqual(['ratt@example.test']);
    });

    test('when it is another administration’s, then it is neither seen nor tried; managers do neither', async () => {
      const order = await parked();
      const { id: mailId } = await parkedOf(order);
      const stranger = await region.staff('Socialförvaltningen, ledning', 'ADMINISTRATOR');
      expect(await parkedOf(order, stranger)).toBeUndefined();
      expect(await retryMail(stranger, { mailId })).toMatchObject({ __typename: 'NotPermitted' });
      expect((await retryMail(manager, { mailId })).errors[0].extensions['code']).toBe('FORBIDDEN');
      expect((await manager.ask('{ parkedMails { edges { cursor } } }')).errors[0]?.extensions['code']).toBe(
        'FORBIDDEN',
      );
      expect(await parkedOf(order)).toMatchObject({ id: mailId });
    });
  });

  test('journey: a temporary nurse is ordered, gets an account, works, and is refused after the last day', async () => {
    const order = await placed({ familyName: 'Resesson', validTo: '2026-11-21' });
    await until('the confirmation has come', async () => mailsOf(order).length === 1);
    await executeAccessOrder(administrator, { orderId: order.id, version: order.version });
    await until('the credentials are told of', async () => subjects(order).includes('SAMPLAN'));
    const { credentials } = await collectCredentials(manager, { orderId: order.id, message: 'SAMPLAN' });
    const { username, password } = credentials[0];
    region.clock.move({ hours: 14, minutes: 55 });
    const { person } = await beginWork(region.running.url, { organisation: 'sundsvall', username, password }, HOME);
    expect((await person.ask('{ overview { totalCount } }')).errors).toEqual([]);
    region.clock.move({ minutes: 6 });
    expect((await person.ask('{ overview { totalCount } }')).errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});
