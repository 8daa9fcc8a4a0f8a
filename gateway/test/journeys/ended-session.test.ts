import type { SplitFederation } from '@samplan/launch/split';
import { type Answer, ask } from '@samplan/testing/ask';
import { testClock } from '@samplan/testing/clock';
import { kill, standingStill } from '@samplan/testing/kill';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { signOut } from '@samplan/testing/sessions';
import { inProcesses } from '@samplan/testing/shapes';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion<SplitFederation>;
beforeAll(async () => {
  region = await testRegion({ shape: inProcesses, clock: testClock(new Date()) });
}, 120_000);
afterAll(() => region.close());

const newNurse = (): Promise<Person> => region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');

/** A field of sip that every nurse gets, with nothing in it. */
const FIELD = '{ sip(id: "sip_00000000000000000000000000") { id } }';

const atSip = ({ authorization }: Person): Promise<Answer> =>
  ask(region.running.subgraphs.sip, FIELD, {}, authorization);
const atGateway = (person: Person): Promise<Answer> => person.ask(FIELD);

function codeOf({ errors }: Answer): unknown {
  return errors[0]?.extensions['code'] ?? 'ANSWERED';
}

/** Holds back what identity has to tell sip, as long as nobody looks at it: sip hears of it in no way that takes time. */
async function parkDeliveries(): Promise<void> {
  await region.databases.identity.query(`UPDATE kit.outbox_delivery SET parked_at = now() WHERE consumer = 'sip'`);
}

test('when sip is dead while a session is ended, then sip refuses its token from its first answer on, though the event never comes', async () => {
  const [nurse, other] = [await newNurse(), await newNurse()];
  expect([codeOf(await atSip(nurse)), codeOf(await atGateway(nurse))]).toEqual(['ANSWERED', 'ANSWERED']);
  await kill(region.running, 'sip');
  expect((await signOut(nurse)).__typename).toBe('SignOutOk');
  await parkDeliveries();
  await region.running.restart('sip');
  expect(codeOf(await atSip(nurse))).toBe('UNAUTHENTICATED');
  expect(codeOf(await atGateway(nurse))).toBe('UNAUTHENTICATED');
  expect(codeOf(await atSip(other))).toBe('ANSWERED');
  await until('the gateway asks sip again', async () => codeOf(await atGateway(other)) === 'ANSWERED');
  expect(codeOf(await atGateway(nurse))).toBe('UNAUTHENTICATED');
});

test('when identity is dead too while sip starts, then sip takes no token before it has asked, and says that it is out of order', async () => {
  const [nurse, other] = [await newNurse(), await newNurse()];
  await kill(region.running, 'sip');
  await signOut(nurse);
  await parkDeliveries();
  await kill(region.running, 'identity');
  await region.running.restart('sip');
  for (const person of [nurse, other]) {
    expect(codeOf(await atSip(person))).toBe('UNAVAILABLE');
    expect(codeOf(await atGateway(person))).toBe('UNAVAILABLE');
  }
  const health = (path: string) => fetch(new URL(path, region.running.subgraphs.sip));
  expect((await health('/health/ready')).status).toBe(503);
  expect((await health('/health/live')).status).toBe(200);

  await region.running.restart('identity');
  await until('sip takes tokens', async () => {
    expect(['UNAVAILABLE', 'UNAUTHENTICATED']).toContain(codeOf(await atSip(nurse)));
    return codeOf(await atSip(other)) === 'ANSWERED';
  });
  expect(codeOf(await atSip(nurse))).toBe('UNAUTHENTICATED');
  expect((await health('/health/ready')).status).toBe(200);
});

test('when identity is dead, then the tokens of those who are signed in work on at the others', async () => {
  const nurse = await newNurse();
  expect(codeOf(await atSip(nurse))).toBe('ANSWERED');
  await kill(region.running, 'identity');
  expect(codeOf(await atSip(nurse))).toBe('ANSWERED');
  expect(codeOf(await atGateway(nurse))).toBe('ANSWERED');
  await region.running.restart('identity');
});

test('when sip stands still while a session is ended, then sip refuses its token as soon as it goes on', async () => {
  const nurse = await newNurse();
  expect(codeOf(await atSip(nurse))).toBe('ANSWERED');
  await standingStill(region.running, 'sip', async () => {
    expect((await signOut(nurse)).__typename).toBe('SignOutOk');
    await parkDeliveries();
  });
  expect(codeOf(await atSip(nurse))).toBe('UNAUTHENTICATED');
});
