import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { found } from '@samplan/kit/found';
import { stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import {
  admitPatient,
  dischargePatient,
  exportLiabilityBasis,
  LIABILITY,
  liabilityBasis,
  registerPatient,
} from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admissionInput, hours, newIdentityNumber, patientInput } from '@samplan/testing/story';
import { episodeOf, setTransitionPlan, sourceFile } from '@samplan/testing/transition';
import { until } from '@samplan/testing/until';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshFolder } from './folder.ts';
import { type Given, give, givenTo, type Outcome } from './giving.ts';

let region: TestRegion;
let given: Given;
let nurse: Person;
let physician: Person;
let manager: Person;
let by: string;

beforeAll(async () => {
  region = await testRegion();
  given = givenTo(region);
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  manager = await region.staff('Avd 11 Medicin, Sundsvall', 'SYSTEM_MANAGER');
  by = `${manager.credentials.organisation}/${manager.credentials.username}`;
});
afterAll(() => region.close());

/** A patient who is registered. */
async function patient(): Promise<{ readonly number: string; readonly id: string }> {
  const number = newIdentityNumber();
  const { patient: made } = await registerPatient(nurse, patientInput(number));
  return { number, id: made.id };
}

let files = 0;
/** An id of the older system that no other test has. */
function newId(): string {
  files += 1;
  return `P-${files}`;
}

async function importing(episodes: readonly Json[], ...options: readonly string[]): Promise<Outcome> {
  return await give(['import-episodes', sourceFile(freshFolder(), episodes), '--by', by, ...options], given);
}

/** Rows of care that an import may make, counted by table. */
async function counts(): Promise<Readonly<Record<string, number>>> {
  const tables = [
    'care_episode',
    'episode_party',
    'message',
    'message_recipient',
    'transition_source',
    'care_relation',
  ];
  const all: [string, number][] = [];
  for (const table of [...tables, 'transition_import', 'kit.outbox', 'kit.access_log']) {
    const [row] = await region.databases.care.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    all.push([table, row?.n ?? 0]);
  }
  return Object.fromEntries(all);
}

/** The episodes of a patient, as somebody sees them. */
async function episodesOf(patientId: string): Promise<readonly Json[]> {
  const ids = await region.databases.care.query<{ id: string }>(
    'SELECT id FROM care_episode WHERE patient_id = $1 ORDER BY id',
    [patientId],
  );
  const episodes: Json[] = [];
  for (const { id } of ids) {
    const answer = await nurse.ask(
      `query ($id: ID!) { careEpisode(id: $id) { id state admittedAt outstandingAcknowledgements version
         importedFrom { system externalId author importedAt marks } parties { unit { id } since isWard }
         dischargeReady { judgedAt } dischargedAt
         messages { id type text sentAt sentBy { id } importedFrom { externalId author }
           admission { personalIdentityNumber needs } movements { kind at }
           recipients { unit { id } state readAt acknowledgedAt acknowledgedBy { id } } } } }`,
      { id },
    );
    episodes.push(answer.at('careEpisode'));
  }
  return episodes;
}

test('when an open episode is imported, then it is there with its original times, its parties and their acknowledgements (F-214)', async () => {
  const { number, id: patientId } = await patient();
  const id = newId();
  const file = episodeOf(region, id, number);
  const [givenNotice, givenExtra] = file.messages;
  const outcome = await importing([file]);
  expect(outcome).toEqual({
    code: 0,
    said: ['1 of 1', 'episodes: 1 imported, 0 imported before, 0 marked', 'messages: 2 imported, 0 imported before'],
    complained: [],
  });
  await region.settled();
  const [episode] = await episodesOf(patientId);
  const [assessment, health] = [region.unitId('Biståndsenheten Sundsvall'), region.unitId('Hemsjukvård Centrum')];
  expect(episode).toMatchObject({
    state: 'ADMITTED',
    admittedAt: file.admittedAt,
    outstandingAcknowledgements: 2,
    importedFrom: { system: 'PRATOR', externalId: id, author: 'Prov Prator', marks: [] },
  });
  expect(episode.parties.map((party: Json) => [party.unit.id, party.since, party.isWard])).toEqual([
    [nurse.unitId, file.admittedAt, true],
    ...[assessment, health].sort().map((unit) => [unit, file.admittedAt, false]),
  ]);
  const [extra, notice] = episode.messages;
  expect(extra).toMatchObject({
    type: 'EXTRA_MESSAGE',
    text: 'Provtext: "hej" <b>fet</b>',
    sentAt: givenExtra.sentAt,
    recipients: [{ unit: { id: nurse.unitId }, state: 'READ', readAt: givenExtra.recipients[0].readAt }],
  });
  expect(notice).toMatchObject({
    type: 'ADMISSION_NOTICE',
    sentAt: givenNotice.sentAt,
    sentBy: { id: manager.userId },
    importedFrom: { externalId: `${id}-notice`, author: 'Prov Prator' },
    admission: { personalIdentityNumber: number, needs: ['SOCIAL_SERVICES', 'MUNICIPAL_HEALTH_CARE'] },
  });
  const { acknowledgedAt } = givenNotice.recipients[0];
  expect(notice.recipients).toContainEqual({
    unit: { id: assessment },
    state: 'ACKNOWLEDGED',
    readAt: acknowledgedAt,
    acknowledgedAt,
    acknowledgedBy: null,
  });
  expect(notice.movements).toContainEqual({ kind: 'ACKNOWLEDGED', at: acknowledgedAt });
});

test('when an episode is imported, then the access log names who imported it, and the other subgraphs hear of it', async () => {
  const { number, id: patientId } = await patient();
  await importing([episodeOf(region, newId(), number)]);
  const logged = await region.databases.care.query(
    `SELECT kind, user_id, unit_id, role, subject_id FROM kit.access_log WHERE patient_id = $1 AND action = 'episode.import'`,
    [patientId],
  );
  const [episode] = await region.databases.care.query<{ id: string }>(
    'SELECT id FROM care_episode WHERE patient_id = $1',
    [patientId],
  );
  const who = { user_id: manager.userId, unit_id: manager.unitId, role: 'SYSTEM_MANAGER' };
  expect(logged).toEqual([{ kind: 'WRITE', ...who, subject_id: episode?.id }]);
  const told = await region.databases.care.query(
    `SELECT 1 FROM kit.outbox WHERE type = 'PatientAdmitted' AND data->>'episodeId' = $1`,
    [episode?.id],
  );
  expect(told).toHaveLength(1);
});

test('when it is a dry run, then it tells the same and changes nothing', async () => {
  const [one, two] = [await patient(), await patient()];
  const same = { ...episodeOf(region, newId(), one.number), messages: [] };
  const file = [
    episodeOf(region, newId(), one.number),
    same,
    episodeOf(region, newId(), two.number, { state: 'CLOSED' }),
    episodeOf(region, newId(), newIdentityNumber()),
  ];
  const before = await counts();
  const dry = await importing(file, '--dry-run');
  expect(await counts()).toEqual(before);
  const done = await importing(file);
  expect(done.complained).toEqual(dry.complained);
  expect(done.complained[0]).toBe('faults: 7');
  expect(done.complained.map((line) => line.split(/\s+/).slice(-2).join(' '))).toEqual([
    'faults: 7',
    'patient ALREADY_ADMITTED',
    'state NOT_OPEN',
    'episode EPISODE_REFUSED',
    'episode EPISODE_REFUSED',
    'patient PATIENT_UNKNOWN',
    'episode EPISODE_REFUSED',
    'episode EPISODE_REFUSED',
  ]);
  expect(done.said.map((line) => line.replace(' imported,', ' would be imported,'))).toEqual(dry.said);
  expect([dry.code, done.code]).toEqual([1, 1]);
});

test('when a report tells of faults, then it names neither patients nor their numbers (B-09)', async () => {
  const number = newIdentityNumber();
  const { said, complained } = await importing([episodeOf(region, newId(), number, { ward: `Test ${number}` })]);
  expect([...said, ...complained].join('\n')).not.toMatch(new RegExp(`${number}|Test|Prov`));
});

test('when a file is imported again, then nothing is made twice; new messages come in, changed rows are told and left as they are', async () => {
  const { number, id: patientId } = await patient();
  const id = newId();
  const episode = episodeOf(region, id, number);
  await importing([episode]);
  const before = await counts();
  const again = await importing([episode]);
  expect(again.said.slice(1)).toEqual([
    'episodes: 0 imported, 1 imported before, 0 marked',
    'messages: 0 imported, 2 imported before',
  ]);
  expect(await counts()).toEqual(before);

  const [notice, extra] = episode.messages;
  const news = { ...notice, id: `${id}-new`, type: 'GENERAL_MESSAGE', text: 'Nytt' };
  const changed = { ...episode, admittedAt: hours(region, -50).toISOString() };
  const { said, complained } = await importing([
    { ...changed, messages: [notice, { ...extra, text: 'Ändrad' }, news] },
  ]);
  expect(said.slice(1)).toEqual([
    'episodes: 0 imported, 0 imported before, 0 marked',
    'messages: 1 imported, 1 imported before',
  ]);
  expect(complained.slice(1).map((line) => line.split(/\s+/).slice(-2))).toEqual([
    ['id', 'CHANGED'],
    ['id', 'CHANGED'],
  ]);
  const [stored] = await episodesOf(patientId);
  expect(stored.admittedAt).toBe(episode.admittedAt);
  expect(stored.messages.map((message: Json) => message.text)).toEqual([extra.text, 'Nytt', null]);
});

test('when somebody has admitted the patient here already, then the episode is not begun a second time (F-230)', async () => {
  const { number, id } = await patient();
  await region.settled();
  const assessor = region.unitId('Biståndsenheten Sundsvall');
  await admitPatient(nurse, admissionInput(region, physician, id, [assessor]));
  const { complained } = await importing([episodeOf(region, newId(), number)]);
  expect(complained[1]).toMatch(/line 4 +patient +ALREADY_ADMITTED/);
});

test('when an import is killed in the middle, then it goes on with --resume and makes what it would have made (F-214)', async () => {
  const patients: { readonly number: string; readonly id: string }[] = [];
  for (let i = 0; i < 15; i += 1) patients.push(await patient());
  const file = sourceFile(
    freshFolder(),
    patients.map(({ number }) => episodeOf(region, newId(), number)),
  );
  const args = ['import-episodes', file, '--by', by];
  const holder = new pg.Client({ connectionString: region.databases.care.ownerUrl });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM patient WHERE id = $1 FOR UPDATE', [patients[12]?.id]); // stands in the second batch
  const child = fork(path.join(import.meta.dirname, 'operating-process.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  child.send({ args, variables: given.variables, now: region.clock.now().toISOString() });
  const imported = async () => {
    const [row] = await region.databases.care.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM care_episode WHERE patient_id = ANY($1)',
      [patients.map(({ id }) => id)],
    );
    return row?.n;
  };
  await until('the first batch is stored', async () => (await imported()) === 10);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  await holder.end();

  expect(await imported()).toBe(10);
  const without = await give(args, given);
  expect(without).toMatchObject({ code: 1, complained: [expect.stringContaining('--resume')] });
  const resumed = await give([...args, '--resume'], given);
  expect(resumed.code).toBe(0);
  expect(resumed.said.slice(-2)).toEqual([
    'episodes: 5 imported, 10 imported before, 0 marked',
    'messages: 10 imported, 20 imported before',
  ]);
  expect(await imported()).toBe(15);
  const twice = await give([...args, '--resume'], given);
  expect(twice.complained).toEqual(['No import of this file was broken off; leave --resume out.']);
  for (const { id } of patients) {
    const [episode, ...others] = await episodesOf(id);
    expect(others).toEqual([]);
    expect([episode.messages.length, episode.outstandingAcknowledgements]).toEqual([2, 2]);
  }
});

test('when two import the same at once, then every episode is made once', async () => {
  const { number, id } = await patient();
  const [one, other] = [newId(), newId()];
  const episode = episodeOf(region, one, number);
  const second = await patient();
  const files = [[episode], [episode, episodeOf(region, other, second.number)]];
  const outcomes = await Promise.all(files.map((file) => importing(file)));
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
  expect(await episodesOf(id)).toHaveLength(1);
});

test('when the region has decided its cut-over, then the import follows it (F-215, F-216)', async () => {
  const plan = { version: 0, readyUntilOn: hours(region, -24).toISOString().slice(0, 10), steps: [] };
  const ready = { state: 'DISCHARGE_READY', dischargeReadyAt: hours(region, -30).toISOString() };
  const { number, id } = await patient();
  const episode = episodeOf(region, newId(), number, ready);
  expect((await importing([episode])).complained[1]).toMatch(/dischargeReadyAt +CUT_OVER_UNDECIDED/);
  await setTransitionPlan(manager, plan);
  expect((await importing([episode])).complained[1]).toMatch(/dischargeReadyAt +READY_BEFORE_CUT_OVER/);
  await setTransitionPlan(manager, { ...plan, version: 1, readyHandling: 'MARK' });
  const { code, said } = await importing([episode]);
  expect([code, said[1]]).toEqual([0, 'episodes: 1 imported, 0 imported before, 1 marked']);
  expect((await episodesOf(id))[0]).toMatchObject({
    state: 'DISCHARGE_READY',
    dischargeReady: { judgedAt: ready.dischargeReadyAt },
    importedFrom: { marks: ['INVOICED_IN_SOURCE'] },
  });

  const [row] = await region.databases.care.query<{ id: string; version: number }>(
    'SELECT id, version FROM care_episode WHERE patient_id = $1',
    [id],
  );
  const { id: episodeId, version } = found(row);
  const dischargedAt = region.clock.now();
  const discharged = await dischargePatient(nurse, { episodeId, version, dischargedAt, text: 'Hem.' });
  expect(discharged).toMatchObject({ __typename: 'DischargePatientOk' });
  const monthOn = stockholmDay(dischargedAt);
  const basis = await liabilityBasis(manager, { municipalityCode: '2281', monthOn });
  expect(basis).toMatchObject({ edges: [], invoicedInSourceCount: 1 });
  const asked = { municipalityCode: '2281', monthOn, purpose: 'Fakturering' };
  expect((await exportLiabilityBasis(manager, asked)).content).toMatch(/"Faktureras i det tidigare systemet";"1"\r\n$/);
  const { paymentLiability } = (
    await nurse.ask(`query ($id: ID!) { careEpisode(id: $id) { ${LIABILITY} } }`, { id: episodeId })
  ).at('careEpisode');
  expect(paymentLiability.current.reasons).toContain('INVOICED_IN_SOURCE');
});

test.each([
  [[], 'Name a file.'],
  [['a.json'], 'Give --by with the organisation and the username.'],
  [['a.json', '--by', 'nobody'], 'Give --by with the organisation and the username.'],
  [['a.json', 'b.json', '--by', 'a/b'], 'The command does not take b.json.'],
])('when the arguments are %j, then usage is told', async (args, sentence) => {
  const { code, complained } = await give(['import-episodes', ...args], given);
  expect(code).toBe(2);
  expect(complained[0]).toContain(sentence);
});

test('when nobody by that name may import, or the file cannot be read, then that is told and nothing is imported', async () => {
  const { number } = await patient();
  const file = sourceFile(freshFolder(), [episodeOf(region, newId(), number)]);
  const say = async (name: string, who: string) =>
    (await give(['import-episodes', name, '--by', who], given)).complained;
  const before = await counts();
  const { organisation, username } = nurse.credentials;
  expect(await say(file, `${organisation}/${username}`)).toEqual([
    `${organisation}/${username} is no system manager of a region; only those import.`,
  ]);
  expect(await say(file, `${organisation}/nobody`)).toEqual([`${organisation} has no open account nobody.`]);
  expect(await say('/nowhere.json', by)).toEqual(['/nowhere.json cannot be read (ENOENT).']);
  writeFileSync(file, 'this is no JSON');
  expect(await say(file, by)).toEqual([
    `${file}, line 1: NOT_JSON. Nothing was imported; docs/transition.md tells what to do.`,
  ]);
  expect(await counts()).toEqual(before);
});
