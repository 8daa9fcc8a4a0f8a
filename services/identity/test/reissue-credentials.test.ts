import { standardSettings } from '@samplan/identity/settings';
import type { Json } from '@samplan/testing/ask';
import { type TestMailServer, testMailServer } from '@samplan/testing/mail';
import {
  accessOrder,
  beginWork,
  collectCredentials,
  completeAccessOrderStep,
  executeAccessOrder,
  finishAccessOrder,
  nurseOrder,
  placeAccessOrder,
  reissueCredentials,
} from '@samplan/testing/orders';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, type Credentials, tokensOf } from '@samplan/testing/sessions';
import { inOneProcess } from '@samplan/testing/shapes';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const VOF = 'Vård- och omsorgsförvaltningen, ledning';
const HOME = 'Hemtjänst Centrum';

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

/** An executed order for a new nurse. */
async function executed(change: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const { order } = await placeAccessOrder(manager, nurseOrder(change));
  return (await executeAccessOrder(administrator, { orderId: order.id, version: order.version })).order;
}

const stepOf = (order: Json, system = 'SAMPLAN') => order.steps.find((step: Json) => step.system === system);

/** What gives the credentials of a step anew, by the order as it is now. */
async function again(orderId: string, system = 'SAMPLAN'): Promise<Json> {
  const order = await accessOrder(administrator, orderId);
  return { orderId, version: order.version, stepId: stepOf(order, system).id };
}

async function collected(order: Json, message = 'SAMPLAN'): Promise<Credentials> {
  const { credentials } = await collectCredentials(manager, { orderId: order.id, message });
  return { organisation: 'sundsvall', ...credentials[0] };
}

const signsIn = async ({ organisation, username, password }: Credentials): Promise<boolean> => {
  const attempt = tokensOf(region.running.url, { organisation, username, password });
  return await attempt.then(
    () => true,
    () => false,
  );
};

const credentialMails = (order: Json, message: string) =>
  server.mails.filter(({ raw }) => {
    const text = raw.replaceAll(/=\r\n/g, '');
    return text.includes(order.id) && text.includes(`inloggningsuppgifter`) && text.includes(message);
  });

describe('credentials that were lost', () => {
  test('when they were never fetched, then the orderer gets new ones, is mailed again, and it is in the history', async () => {
    const order = await executed();
    await until('the first mail has come', async () => credentialMails(order, 'SAMPLAN').length === 1);
    const { order: after } = await reissueCredentials(administrator, await again(order.id));
    expect(after.state).toBe('EXECUTED');
    await until('the second mail has come', async () => credentialMails(order, 'SAMPLAN').length === 2);
    expect(await signsIn(await collected(order))).toBe(true);
    const { history } = await accessOrder(manager, order.id);
    expect(history.filter(({ event }: Json) => event === 'CREDENTIALS_REISSUED')).toEqual([
      { event: 'CREDENTIALS_REISSUED', state: 'EXECUTED', by: { id: administrator.userId } },
    ]);
  });

  test('when they were fetched and lost on the way, then the old ones are void at once, with every session of theirs', async () => {
    const order = await executed();
    const lost = await collected(order);
    const { accessToken } = await tokensOf(region.running.url, lost);
    const finder = bearer(region.running.url, accessToken);
    expect((await finder.ask('{ me { id } }')).errors).toEqual([]);
    expect((await accessOrder(manager, order.id)).state).toBe('DELIVERED');
    expect((await reissueCredentials(administrator, await again(order.id))).order.state).toBe('EXECUTED');
    expect((await finder.ask('{ me { id } }')).errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    expect(await signsIn(lost)).toBe(false);
    const fresh = await collected(order);
    expect(fresh.username).toBe(lost.username);
    expect(await signsIn(fresh)).toBe(true);
    expect((await accessOrder(manager, order.id)).state).toBe('DELIVERED');
  });

  test('when the user has chosen a password, then nobody else sets it: no account is taken over this way', async () => {
    const order = await executed();
    const { credentials } = await beginWork(region.running.url, await collected(order), HOME);
    expect(await reissueCredentials(administrator, await again(order.id))).toMatchObject({
      __typename: 'CredentialsInUse',
      code: 'CREDENTIALS_IN_USE',
    });
    expect(await signsIn(credentials)).toBe(true);
    // Neither later, when the password must be changed again.
    await region.databases.identity.query('UPDATE "user" SET password_must_change = true WHERE username = $1', [
      credentials.username,
    ]);
    expect(await reissueCredentials(administrator, await again(order.id))).toMatchObject({
      code: 'CREDENTIALS_IN_USE',
    });
    expect((await accessOrder(manager, order.id)).history.map(({ event }: Json) => event)).not.toContain(
      'CREDENTIALS_REISSUED',
    );
  });

  test('when the order is done, or the step gave none, then there is nothing to give anew', async () => {
    const order = await executed();
    await collected(order);
    const { version } = await accessOrder(manager, order.id);
    await finishAccessOrder(manager, { orderId: order.id, version });
    const nothing = { __typename: 'CredentialsNotThere' };
    expect(await reissueCredentials(administrator, await again(order.id))).toMatchObject(nothing);
    const { order: waiting } = await placeAccessOrder(manager, nurseOrder());
    expect(await reissueCredentials(administrator, await again(waiting.id))).toMatchObject(nothing);
  });

  test('when two give them anew at once, then one wins, and one password holds', async () => {
    const order = await executed();
    const input = await again(order.id);
    const both = await Promise.all([
      reissueCredentials(administrator, input),
      reissueCredentials(systemManager, input),
    ]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'ReissueCredentialsOk']);
    expect(await signsIn(await collected(order))).toBe(true);
  });

  test('when somebody who does not execute would, then it is refused and logged; the step says so before', async () => {
    const order = await executed();
    const input = await again(order.id);
    const viewerCan = async (by: Person) => stepOf(await accessOrder(by, order.id)).viewerCanReissue;
    expect([await viewerCan(administrator), await viewerCan(manager)]).toEqual([true, false]);
    expect(await reissueCredentials(manager, input)).toMatchObject({ __typename: 'NotPermitted' });
    const superUser = await region.staff(VOF, 'SUPER_USER');
    expect(await reissueCredentials(superUser, input)).toMatchObject({ __typename: 'NotPermitted' });
    const stranger = await region.staff('Socialförvaltningen, ledning', 'ADMINISTRATOR');
    expect(await reissueCredentials(stranger, input)).toMatchObject({ __typename: 'NotPermitted' });
    const nurse = await region.staff(HOME, 'NURSE');
    expect((await reissueCredentials(nurse, input)).errors[0].extensions['code']).toBe('FORBIDDEN');
    const denied = await region.databases.identity.query(
      `SELECT DISTINCT user_id FROM kit.access_log WHERE kind = 'DENIED' AND subject_id = $1`,
      [order.id],
    );
    expect(denied).toHaveLength(3); // the nurse was refused before any order was looked for
  });
});

describe('credentials of connected systems', () => {
  const ENTITLEMENTS = [
    { system: 'AD_CITRIX', entitlement: 'ACCOUNT' },
    { system: 'PROCAPITA', entitlement: 'USER' },
  ];

  async function complete(order: Json, action: string, credentials: Json): Promise<void> {
    const now = await accessOrder(administrator, order.id);
    const { id: stepId } = now.steps.find((step: Json) => `${step.system} ${step.action}` === action);
    await completeAccessOrderStep(systemManager, { orderId: now.id, version: now.version, stepId, credentials });
  }

  test('when one system’s are lost, then those alone are new, in a message of their own (f.2 33)', async () => {
    const order = await executed({ entitlements: ENTITLEMENTS });
    await complete(order, 'AD_CITRIX CREATE_ACCOUNT', { username: 'citrix', password: 'Citrix-1' });
    await complete(order, 'PROCAPITA GRANT_ACCESS', { username: 'proca', password: 'Proca-1' });
    const credentials = { username: 'proca', password: 'Proca-2' };
    const done = await reissueCredentials(systemManager, { ...(await again(order.id, 'PROCAPITA')), credentials });
    expect(done.__typename).toBe('ReissueCredentialsOk');
    await until('it is told twice', async () => credentialMails(order, 'PROCAPITA').length === 2);
    expect(credentialMails(order, 'CITRIX_LIFECARE')).toHaveLength(1);
    expect(await collected(order, 'PROCAPITA')).toMatchObject(credentials);
    expect(await collected(order, 'CITRIX_LIFECARE')).toMatchObject({ password: 'Citrix-1' });
  });

  test('when they are missing, or given for Samplan, or the step is another’s, then it is refused', async () => {
    const order = await executed({ entitlements: ENTITLEMENTS });
    await complete(order, 'PROCAPITA GRANT_ACCESS', { username: 'proca', password: 'Proca-1' });
    const ofProcapita = await again(order.id, 'PROCAPITA');
    const { errors } = await reissueCredentials(systemManager, ofProcapita);
    expect(errors[0].extensions).toMatchObject({ field: 'input.credentials', reason: 'MISSING' });
    const credentials = { username: 'eget', password: 'Eget-val-1' };
    const chosen = await reissueCredentials(administrator, { ...(await again(order.id)), credentials });
    expect(chosen.errors[0].extensions).toMatchObject({ field: 'input.credentials', reason: 'NO_CREDENTIALS_HERE' });
    expect(await reissueCredentials(administrator, { ...ofProcapita, credentials })).toMatchObject({
      __typename: 'NotPermitted',
    });
  });
});
