import type { Json } from '@samplan/testing/ask';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { newKey } from '@samplan/testing/story';
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

test('when the assessor opens the overview, then the notice can be acknowledged and the planning basis answered', async () => {
  await sitDown(assessor);
  const overview = await run('03-overview');
  expect(overview).toMatchObject({ totalCount: 1, edges: [{ node: { admission: { mark: 'RED' } } }] });
  expect(await run('08-acknowledge-message')).toMatchObject({ __typename: 'AcknowledgeMessageOk' });
  expect((await run('09-planning-basis')).planningBasis.viewerPartition).toBe('NEEDS_ASSESSMENT');
  expect(await run('10-answer-planning-basis')).toMatchObject({ section: { version: 1 } });
});

test('when the ward offers a SIP, then consent, invitation and answer follow', async () => {
  await sitDown(nurse);
  expect(await run('14-initiate-sip')).toMatchObject({ sip: { state: 'INITIATED' } });
  expect(await run('15-record-sip-consent')).toMatchObject({ sip: { state: 'PREPARING' } });
  expect(await run('16-invite-to-sip')).toMatchObject({ sip: { state: 'INVITED' } });
  await sitDown(assessor);
  const { sip } = await run('17-answer-sip-invitation');
  expect(sip.participants).toContainEqual(expect.objectContaining({ answer: 'ACCEPTED' }));
});

test('when the patient can go home, then the ward reports, discharges and closes', async () => {
  await sitDown(nurse);
  expect(await run('11-report-discharge-ready')).toMatchObject({ episode: { state: 'DISCHARGE_READY' } });
  expect(await run('12-discharge-patient')).toMatchObject({ episode: { state: 'DISCHARGED' } });
  expect(await run('13-close-episode')).toMatchObject({ episode: { state: 'CLOSED' } });
});

test('when somebody asks about themselves, the organisation and the statistics, then there are answers', async () => {
  await sitDown(manager);
  expect(await run('02-my-context')).toMatchObject({ id: manager.userId });
  expect((await run('18-sip-statistics')).total).toBe(1);
  expect((await run('19-organisation-tree'))[0].administrations.length).toBeGreaterThan(0);
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
