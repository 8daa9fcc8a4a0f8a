import type { Json } from '@samplan/testing/ask';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { newKey } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readExamples } from '../../explorer/examples.ts';
import { fill, type Recall, remember, rememberPhysician } from '../../explorer/page/recall.ts';
import { createSession, type Session } from '../../explorer/page/session.ts';

/** The explorer's examples, run one after the other by several people on one page, as somebody does who tries Samplan. */

const examples = new Map(readExamples().map((example) => [example.name, example]));
const left = new Set(examples.keys());
const recall: Recall = new Map();

let region: TestRegion;
let session: Session;
let physician: Person;
let nurse: Person;
let assessor: Person;
let manager: Person;

beforeAll(async () => {
  region = await testRegion();
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
  session = createSession(async (call, authorization) => {
    const response = await fetch(new URL('/graphql', region.running.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(call),
    });
    return { status: response.status, body: await response.json() };
  }, region.clock.now);
  session.subscribe(() => rememberPhysician(recall, session.state()));
});
afterAll(() => region.close());

/** Signs the one out who sat there, and somebody else in. */
async function sitDown(person: Person): Promise<void> {
  if (session.state().kind === 'SIGNED_IN') await session.signOut();
  await session.signIn(person.credentials);
  expect(session.state()).toMatchObject({ kind: 'SIGNED_IN', person: { id: person.userId } });
}

/** Opens an example and runs it as it stands. @returns its root field. */
async function run(name: string, change: (variables: Json) => void = () => {}): Promise<Json> {
  const example = examples.get(name);
  if (!example) throw new Error(`no example ${name}`);
  left.delete(name);
  const variables: Json = fill(example.variables, recall, region.clock.now(), newKey);
  change(variables);
  const answer: Json = await session.ask({ query: example.query, variables });
  remember(recall, answer);
  await region.settled();
  expect(answer.errors, name).toBeUndefined();
  return Object.values(answer.data)[0];
}

test('when the physician has signed in once, then the ward finds, registers and admits the patient', async () => {
  await sitDown(physician);
  await sitDown(nurse);
  expect(await run('04-look-up-patient')).toMatchObject({ code: 'PATIENT_NOT_REGISTERED' });
  expect(await run('05-register-patient')).toMatchObject({ __typename: 'RegisterPatientOk' });
  expect(await run('04-look-up-patient')).toMatchObject({ __typename: 'LookUpPatientOk' });
  expect((await run('06-preview-recipients')).suggestions[0].unit.id).toBe(assessor.unitId);
  expect(await run('07-admit-patient')).toMatchObject({ __typename: 'AdmitPatientOk', episode: { state: 'ADMITTED' } });
});

test('when the assessor opens the overview, then the notice can be acknowledged and the planning basis answered and signed', async () => {
  await sitDown(assessor);
  const overview = await run('03-overview');
  expect(overview).toMatchObject({ totalCount: 1, edges: [{ node: { admission: { mark: 'RED' } } }] });
  expect(await run('53-overview-changes')).toMatchObject({ edges: [], pageInfo: { endCursor: expect.any(String) } });
  expect(await run('08-acknowledge-message')).toMatchObject({ __typename: 'AcknowledgeMessageOk' });
  expect((await run('09-planning-basis')).planningBasis.viewerPartition).toBe('NEEDS_ASSESSMENT');
  expect(await run('10-answer-planning-basis')).toMatchObject({ section: { version: 1 } });
  expect(await run('36-sign-planning-section')).toMatchObject({ section: { state: 'SIGNED' } });
  expect(await run('50-set-planning-track')).toMatchObject({ episode: { planningTrack: { track: 'YELLOW' } } });
  expect(await run('51-tick-ready-for-home')).toMatchObject({ part: { isDone: true } });
});

test('when the ward offers a SIP, then consent, invitation and answer follow', async () => {
  await sitDown(nurse);
  expect(await run('14-initiate-sip')).toMatchObject({ sip: { state: 'INITIATED' } });
  expect(await run('15-record-sip-consent')).toMatchObject({ sip: { state: 'PREPARING' } });
  expect(await run('16-invite-to-sip')).toMatchObject({ sip: { state: 'INVITED' } });
  await sitDown(assessor);
  expect((await run('54-sip-inbox')).edges).toMatchObject([{ node: { message: { type: 'INVITATION' } } }]);
  const { sip } = await run('17-answer-sip-invitation');
  expect(sip.participants).toContainEqual(expect.objectContaining({ answer: 'ACCEPTED' }));
});

test('when the meeting is moved, then the invitation is handed on, delegated and given back within the municipality', async () => {
  const health = await region.staff('Hemsjukvård Alnö', 'NURSE');
  const care = await region.staff('Hemtjänst Alnö', 'NURSE');
  const silent = await region.staff('Hemtjänst Centrum', 'NURSE');
  await sitDown(nurse);
  await run('16-invite-to-sip');
  await sitDown(assessor);
  await run('54-sip-inbox');
  await run('59-forward-sip-invitation', (variables) => {
    variables.input.toUnitId = health.unitId;
  });
  await sitDown(health);
  await run('54-sip-inbox');
  const { sip } = await run('60-delegate-sip-invitation', (variables) => {
    variables.input.toUnitIds = [care.unitId, silent.unitId];
  });
  expect(sip.participants).toContainEqual({ unit: { name: 'Hemtjänst Alnö' }, mustAcknowledge: true, answer: null });
  await sitDown(care);
  await run('54-sip-inbox');
  expect(await run('61-return-sip-invitation')).toMatchObject({ __typename: 'ReturnMisdirectedSipInvitationOk' });
});

test('when the ward writes to everyone, then the assessors find it in their inbox, delegate it, forward it, and give back what is not theirs', async () => {
  const home = await region.staff('Hemsjukvård Centrum', 'NURSE');
  await sitDown(nurse);
  expect(await run('37-send-extra-message')).toMatchObject({ extraMessage: { type: 'EXTRA_MESSAGE' } });
  await sitDown(assessor);
  expect((await run('38-unit-inbox')).edges).toMatchObject([{ node: { message: { type: 'EXTRA_MESSAGE' } } }]);
  const { delegated } = await run('39-delegate-message', (variables) => {
    variables.input.toUnitIds = [home.unitId];
  });
  expect(delegated.recipients).toContainEqual(expect.objectContaining({ state: 'DELEGATED' }));
  await sitDown(nurse);
  await run('37-send-extra-message');
  await sitDown(assessor);
  await run('38-unit-inbox');
  const { forwarded } = await run('58-forward-message', (variables) => {
    variables.input.toUnitId = home.unitId;
  });
  expect(forwarded.recipients).toContainEqual(expect.objectContaining({ state: 'FORWARDED' }));
  await sitDown(nurse);
  await run('37-send-extra-message');
  await sitDown(assessor);
  await run('38-unit-inbox');
  expect(await run('40-return-misdirected-message')).toMatchObject({ notice: { type: 'MISDIRECTED_NOTICE' } });
});

test('when somebody needs help with the case, then an administrator sees it without the identity number and answers', async () => {
  const administrator = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR');
  await sitDown(assessor);
  expect(await run('41-request-help')).toMatchObject({ helpRequest: { state: 'OPEN' } });
  await sitDown(administrator);
  expect((await run('42-help-requests')).totalCount).toBe(1);
  expect(await run('43-answer-help-request')).toMatchObject({ helpRequest: { state: 'ANSWERED' } });
});

test('when an outage is practised, then the ward takes its open cases out', async () => {
  await sitDown(nurse);
  expect(await run('44-export-open-cases')).toMatchObject({ pack: { caseCount: 1, isComplete: true } });
});

test('when the patient can go home, then the ward reports, discharges and closes', async () => {
  await sitDown(nurse);
  expect(await run('11-report-discharge-ready')).toMatchObject({ episode: { state: 'DISCHARGE_READY' } });
  expect((await run('55-payment-liability')).paymentLiability.counter).toMatchObject({ usedDays: 0 });
  expect(await run('52-save-discharge-information')).toMatchObject({ dischargeInformation: { state: 'DRAFT' } });
  expect(await run('12-discharge-patient')).toMatchObject({ episode: { state: 'DISCHARGED' } });
  expect(await run('13-close-episode')).toMatchObject({ episode: { state: 'CLOSED' } });
  expect(await run('45-closed-episodes')).toMatchObject({ totalCount: 1, edges: [{ node: { state: 'CLOSED' } }] });
});

test('when the patient has gone home, then the region sees the basis of what is paid, and settles a month that is over', async () => {
  await sitDown(manager);
  expect(await run('46-liability-basis')).toMatchObject({ settlement: null, edges: [{ node: { waitedDays: 0 } }] });
  expect(await run('47-settle-liability-month')).toMatchObject({ settlement: { totalSek: 0 } });
});

test('when the region leaves an older system, then it decides the steps, and sees what is left', async () => {
  await sitDown(manager);
  expect(await run('48-set-transition-plan')).toMatchObject({ plan: { version: 1 } });
  const remaining = await run('49-transition-remaining');
  const ofParty = remaining.filter(({ party }: Json) => party === 'MUNICIPALITY');
  expect(ofParty.some(({ unacknowledgedMessages }: Json) => unacknowledgedMessages > 0)).toBe(true);
});

test('when somebody asks about themselves, the organisation and the statistics, then there are answers', async () => {
  await sitDown(manager);
  expect(await run('02-my-context')).toMatchObject({ id: manager.userId });
  expect((await run('18-sip-statistics')).total).toBe(1);
  expect((await run('19-organisation-tree'))[0].administrations.length).toBeGreaterThan(0);
});

test('when the head of the assessors orders a new colleague, then account, credentials, appointment and phone list follow', async () => {
  const head = await region.staff('Biståndsenheten Sundsvall', 'UNIT_MANAGER');
  const careManager = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
  await sitDown(head);
  expect(await run('20-place-access-order')).toMatchObject({ order: { state: 'PLACED' } });
  await sitDown(careManager);
  expect((await run('21-access-orders')).edges).toMatchObject([{ node: { state: 'PLACED', history: [{}] } }]);
  const { order } = await run('22-execute-access-order');
  expect(order).toMatchObject({ state: 'EXECUTED', person: { user: { familyName: 'Medarbetare' } } });
  await sitDown(head);
  const { credentials } = await run('23-collect-credentials');
  expect(credentials).toEqual([{ system: 'SAMPLAN', username: 'testny.medarbetare', password: expect.any(String) }]);
  expect(await run('24-appoint-user')).toMatchObject({ appointment: { unit: { id: head.unitId } } });
  expect(await run('25-phone-list')).toMatchObject([{ system: 'LIFECARE_SP', user: { familyName: 'Medarbetare' } }]);
  expect((await run('26-appointments')).edges).toHaveLength(1);
});

test('when the patient wants data blocked, then the ward does it; and when there is danger, then it opens the patient', async () => {
  await sitDown(nurse);
  expect(await run('27-register-block')).toMatchObject({ __typename: 'RegisterBlockOk' });
  expect(await run('28-open-emergency-access')).toMatchObject({ __typename: 'OpenEmergencyAccessOk', blocks: [] });
});

test('when somebody asks where they are signed in, then there are sessions, and a second factor can be begun', async () => {
  await sitDown(nurse);
  expect(await run('34-my-sessions')).toContainEqual(expect.objectContaining({ isThis: true, entry: 'STAFF' }));
  expect(await run('35-enrol-totp')).toMatchObject({ provisioningUri: expect.stringMatching(/^otpauth:/) });
});

test('when a system is let in, then it stands among the accounts', async () => {
  await sitDown(manager);
  expect(await run('32-create-service-account')).toMatchObject({ __typename: 'CreateServiceAccountOk' });
  expect((await run('33-service-accounts')).edges).toMatchObject([{ node: { name: 'Statistikverktyget' } }]);
});

test('when some days have gone, then a sample of the log is drawn and reviewed, and the patient gets an extract', async () => {
  await until('the log is gathered', async () => {
    const rows = await region.databases.identity.query('SELECT 1 FROM log_entry WHERE patient_id IS NOT NULL');
    return rows.length > 0;
  });
  region.clock.move({ days: 2 });
  await sitDown(await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER'));
  const { reviews } = await run('29-draw-log-sample');
  expect(reviews).toMatchObject([{ state: 'OPEN', viewerMayReview: true }]);
  expect(await run('30-finish-log-review')).toMatchObject({ review: { state: 'FINISHED', outcome: 'WITHOUT_REMARK' } });
  expect((await run('31-export-patient-accesses')).export.accessCount).toBeGreaterThan(0);
});

test('when nobody has taken care of messages for days, then the administrator moves one and acknowledges in place of the units', async () => {
  region.clock.move({ days: 2 });
  const team = await region.staff('Hemtjänst Alnö', 'NURSE');
  await sitDown(await region.staff('Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR'));
  const placeIn = ({ edges }: Json): string =>
    edges[0].node.places.find(({ stuckBecause }: Json) => stuckBecause.length > 0).unit.id;
  const unitId = placeIn(await run('56-stuck-sip-messages'));
  const sip = await run('57-acknowledge-sip-on-behalf', (variables) => {
    variables.input.unitId = unitId;
  });
  expect(sip.acknowledged.places).toContainEqual(expect.objectContaining({ state: 'ACKNOWLEDGED', stuckBecause: [] }));
  const fromUnitId = placeIn(await run('62-stuck-messages'));
  const { rerouted } = await run('63-reroute-message', (variables) => {
    Object.assign(variables.input, { fromUnitId, toUnitId: team.unitId });
  });
  expect(rerouted.places).toContainEqual(expect.objectContaining({ state: 'FORWARDED', stuckBecause: [] }));
  const next = placeIn(await run('62-stuck-messages'));
  const { acknowledged } = await run('64-acknowledge-on-behalf', (variables) => {
    variables.input.unitId = next;
  });
  expect(acknowledged.places).toContainEqual(expect.objectContaining({ state: 'ACKNOWLEDGED', stuckBecause: [] }));
});

test('when the sign-in example is run, then it answers with tokens and leaves the page’s own session alone', async () => {
  const before = session.state();
  const { tokens } = await run('01-sign-in', (variables) => Object.assign(variables.input, nurse.credentials));
  expect(tokens.accessToken).toBeTruthy();
  expect(session.state()).toBe(before);
});

test('when the story has been told, then every example has been run', () => {
  expect([...left]).toEqual([]);
});
