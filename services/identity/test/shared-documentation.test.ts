import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { prismaSharing } from '@samplan/identity/sharing/store.prisma';
import { testNumbers } from '@samplan/kit/person/test-numbers';
import { addHours } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newIdentityNumber, newPatient, patientInput } from '@samplan/testing/story';
import { afterAll, beforeAll, expect, test } from 'vitest';

const REASON = 'Läkemedel och mål behövs för vården i hemmet.';
const WARD = 'Avd 11 Medicin, Sundsvall';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeHealth: Person;
let careGiverId: string;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff(WARD, 'NURSE');
  physician = await region.staff(WARD, 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeHealth = await region.staff('Hemsjukvård Alnö', 'NURSE');
  const [unit] = await region.databases.identity.query<{ principal_id: string }>(
    'SELECT principal_id FROM kit.unit WHERE unit_id = $1',
    [nurse.unitId],
  );
  careGiverId = unit?.principal_id ?? '';
});
afterAll(() => region.close());

const consentOf = (patientId: string, more: Readonly<Record<string, unknown>> = {}) => ({
  patientId,
  givenBy: 'PATIENT',
  obtained: 'OBTAINED_NOW',
  isInformed: true,
  scope: 'UNIT',
  validTo: '2026-12-31',
  ...more,
});
const inabilityOf = (patientId: string, more: Readonly<Record<string, unknown>> = {}) => ({
  patientId,
  isMoreThanTemporary: true,
  importance: REASON,
  attitude: 'Närstående är tillfrågade och patienten visar inget motstånd.',
  noReasonToBelieveOpposition: true,
  scope: 'UNIT',
  validTo: '2026-12-31',
  ...more,
});

/** A patient with an episode at the ward; home health care has a relation and no part. */
async function aCase(): Promise<string> {
  const { patientId, episode } = await admitted(region, { nurse, physician, recipients: [assessor] });
  const [row] = await region.databases.care.query<{ number: string }>(
    'SELECT identity_number AS number FROM patient p JOIN care_episode e ON e.patient_id = p.id WHERE e.id = $1',
    [episode.id],
  );
  await does.lookUpPatient(homeHealth, { personalIdentityNumber: row?.number, purpose: 'CARE' });
  await region.settled();
  return patientId;
}

async function openAll(by: Person, patientId: string, more: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  await does.findSharedDocumentation(by, { patientId });
  await does.showSharedDocumentationSources(by, { patientId, ...more });
  return await does.openSharedDocumentation(by, { patientId, careGiverId, importance: REASON, ...more });
}

const episodesOf = async (by: Person, patientId: string): Promise<Json> =>
  (await by.ask('query ($id: ID!) { patient(id: $id) { careEpisodes { id } } }', { id: patientId })).at('patient')
    .careEpisodes;

test.each(['GUARDIAN', 'REPRESENTATIVE'])(
  'when a %s consents, then it is refused in Swedish (G-092)',
  async (givenBy) => {
    const patientId = await newPatient(region, homeHealth);
    expect(await does.registerSharingConsent(homeHealth, consentOf(patientId, { givenBy }))).toEqual({
      __typename: 'SharingConsentRefused',
      code: 'CONSENT_NOT_BY_PATIENT',
      message: expect.stringContaining('Bara patienten själv kan samtycka.'),
    });
  },
);

test('when a child’s data is blocked or shared by a guardian, then both are refused; the mature child decides (G-077, G-079)', async () => {
  const child = [...testNumbers()].find((number) => number > '2016' && Number(number.slice(6, 8)) <= 31);
  const { patient } = await does.registerPatient(homeHealth, patientInput(child));
  await region.settled();
  for (const scope of ['UNIT', 'ADMINISTRATION', 'CARE_GIVER', 'SHARED_DOCUMENTATION']) {
    const block = { patientId: patient.id, scope };
    expect(await does.registerBlock(homeHealth, { ...block, requestedBy: 'GUARDIAN', childIsMature: true })).toEqual({
      __typename: 'BlockRefused',
      code: 'BLOCK_BY_GUARDIAN',
      message: expect.stringContaining('vårdnadshavare'),
    });
    expect(await does.registerBlock(homeHealth, { ...block, requestedBy: 'PATIENT' })).toMatchObject({
      code: 'BLOCK_BY_CHILD',
    });
    expect(
      await does.registerBlock(homeHealth, { ...block, requestedBy: 'PATIENT', childIsMature: true }),
    ).toMatchObject({ __typename: 'RegisterBlockOk' });
  }
  const byChild = consentOf(patient.id);
  expect(await does.registerSharingConsent(homeHealth, { ...byChild, givenBy: 'GUARDIAN' })).toMatchObject({
    code: 'CONSENT_NOT_BY_PATIENT',
  });
  expect(await does.registerSharingConsent(homeHealth, byChild)).toMatchObject({ code: 'CONSENT_BY_CHILD' });
  expect(await does.registerInabilityToConsent(homeHealth, inabilityOf(patient.id))).toMatchObject({
    code: 'INABILITY_OF_CHILD',
  });
  expect(await does.registerSharingConsent(homeHealth, { ...byChild, childIsMature: true })).toMatchObject({
    __typename: 'RegisterSharingConsentOk',
  });
});

test('when the same block is registered twice, one after the other or at once, then there is one', async () => {
  const inForce = async (patientId: string) =>
    await region.databases.identity.query('SELECT id FROM block WHERE patient_id = $1 AND ended_at IS NULL', [
      patientId,
    ]);
  const patientId = await newPatient(region, nurse);
  const block = { patientId, scope: 'UNIT', requestedBy: 'PATIENT' };
  const first = await does.registerBlock(nurse, block);
  expect(await does.registerBlock(nurse, block)).toMatchObject({
    __typename: 'AlreadyBlocked',
    code: 'BLOCK_IN_FORCE',
    block: { id: first.block.id },
  });
  expect(await inForce(patientId)).toEqual([{ id: first.block.id }]);

  const other = await newPatient(region, nurse);
  const answers = await Promise.all([1, 2, 3].map(() => does.registerBlock(nurse, { ...block, patientId: other })));
  expect(answers.map((answer) => answer.__typename).toSorted()).toEqual([
    'AlreadyBlocked',
    'AlreadyBlocked',
    'RegisterBlockOk',
  ]);
  expect(new Set(answers.map((answer) => answer.block.id)).size).toBe(1);
  expect(await inForce(other)).toHaveLength(1);
  const told = await region.databases.identity.query(
    `SELECT 1 FROM kit.outbox WHERE type = 'BlockChanged' AND data ->> 'patientId' = $1`,
    [other],
  );
  expect(told).toHaveLength(1);
});

test('when the same consent is registered twice or at once, then there is one; another scope is another', async () => {
  const patientId = await newPatient(region, homeHealth);
  const answers = await Promise.all([1, 2, 3].map(() => does.registerSharingConsent(homeHealth, consentOf(patientId))));
  expect(answers.map((answer) => answer.__typename).toSorted()).toEqual([
    'AlreadyConsented',
    'AlreadyConsented',
    'RegisterSharingConsentOk',
  ]);
  expect(new Set(answers.map((answer) => answer.consent.id)).size).toBe(1);
  expect(await does.registerSharingConsent(homeHealth, consentOf(patientId, { scope: 'USER' }))).toMatchObject({
    __typename: 'RegisterSharingConsentOk',
  });
});

test.each([
  ['validTo', 'TOO_EARLY', { validTo: '2026-11-20' }],
  ['validTo', 'TOO_EARLY', { fromOn: '2026-12-02', validTo: '2026-12-01' }],
  ['validTo', 'TOO_LATE', { validTo: '2027-11-23' }],
  ['fromOn', 'TOO_EARLY', { fromOn: '2026-11-20' }],
])('when %s is %s, then the field is named', async (field, reason, more) => {
  const patientId = await newPatient(region, homeHealth);
  const refused = await does.registerSharingConsent(homeHealth, consentOf(patientId, more));
  expect(refused.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: `input.${field}`, reason });
});

test.each(['importance', 'attitude'])(
  'when the statement %s says next to nothing, then the field is named (G-082)',
  async (field) => {
    const patientId = await newPatient(region, homeHealth);
    const refused = await does.registerInabilityToConsent(homeHealth, inabilityOf(patientId, { [field]: 'Ja.' }));
    expect(refused.errors[0].extensions).toMatchObject({ field: `input.${field}`, reason: 'TOO_SHORT' });
  },
);

test('when the patient is unable to consent, then source and content open on that basis, and the reviewer sees it apart (G-082)', async () => {
  const patientId = await aCase();
  const temporary = inabilityOf(patientId, { isMoreThanTemporary: false });
  expect(await does.registerInabilityToConsent(homeHealth, temporary)).toMatchObject({ code: 'INABILITY_TEMPORARY' });
  const opposed = inabilityOf(patientId, { noReasonToBelieveOpposition: false });
  expect(await does.registerInabilityToConsent(homeHealth, opposed)).toMatchObject({ code: 'OPPOSITION_LIKELY' });
  expect(await openAll(homeHealth, patientId)).toMatchObject({ code: 'SHARING_SOURCES_NOT_SHOWN' });

  const registered = await does.registerInabilityToConsent(homeHealth, inabilityOf(patientId));
  expect(registered.consent).toMatchObject({ basis: 'UNABLE_TO_CONSENT', importance: REASON });
  expect(await openAll(homeHealth, patientId)).toMatchObject({ __typename: 'OpenSharedDocumentationOk' });
  expect(await episodesOf(homeHealth, patientId)).toHaveLength(1);
  const reviewer = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
  const review = await reviewer.ask('{ exceptionalAccesses { kind patientId reason } }');
  expect(review.at('exceptionalAccesses')[0]).toEqual({ kind: 'SHARED_WITHOUT_CONSENT', patientId, reason: REASON });
});

test('when a needs assessor reads as a service provider, then services must be given or investigated (G-080)', async () => {
  const other = await region.staff('Hälsocentralen Nacksta', 'NURSE');
  const number = newIdentityNumber();
  const { patient } = await does.registerPatient(assessor, patientInput(number));
  await does.lookUpPatient(nurse, { personalIdentityNumber: number, purpose: 'CARE' });
  await region.settled();
  const { sip } = await does.initiateSip(nurse, {
    idempotencyKey: number,
    patientId: patient.id,
    initiationReason: 'Behov av samordning.',
    participants: [{ unitId: other.unitId }],
  });
  await region.settled();
  await does.registerSharingConsent(assessor, consentOf(patient.id));
  await does.findSharedDocumentation(assessor, { patientId: patient.id });
  const show = (more = {}) => does.showSharedDocumentationSources(assessor, { patientId: patient.id, ...more });
  expect(await show()).toMatchObject({ code: 'SHARING_SERVICES_MISSING' });
  expect(await show({ isServiceGivenOrInvestigated: true })).toMatchObject({ careGivers: [{ id: careGiverId }] });
  const opened = await openAll(assessor, patient.id, { isServiceGivenOrInvestigated: true });
  expect(opened).toMatchObject({ __typename: 'OpenSharedDocumentationOk' });
  const plan = await assessor.ask('query ($id: ID!) { sip(id: $id) { initiationReason } }', { id: sip.id });
  expect(plan.at('sip')).toEqual({ initiationReason: 'Behov av samordning.' });
});

test('when a consent is withdrawn while it is used, then nothing stays open, whoever was first', async () => {
  const patientId = await aCase();
  const { consent } = await does.registerSharingConsent(homeHealth, consentOf(patientId));
  await openAll(homeHealth, patientId);
  const [withdrawn, ...opened] = await Promise.all([
    does.withdrawSharingConsent(homeHealth, { consentId: consent.id }),
    ...[1, 2, 3].map(() => does.openSharedDocumentation(homeHealth, { patientId, careGiverId, importance: REASON })),
  ]);
  expect(withdrawn).toMatchObject({ __typename: 'WithdrawSharingConsentOk' });
  for (const answer of opened) {
    expect(answer.code ?? answer.__typename).toMatch(/^(OpenSharedDocumentationOk|SHARING_CONSENT_MISSING)$/);
  }
  expect(await episodesOf(homeHealth, patientId)).toEqual([]);
});

test('when the time that a consent was given for is over, then what was opened closes by itself', async () => {
  const patientId = await aCase();
  await does.registerSharingConsent(homeHealth, consentOf(patientId));
  const { endsAt } = await openAll(homeHealth, patientId);
  const hours = (new Date(endsAt).getTime() - region.clock.now().getTime()) / 3_600_000;
  expect(hours).toBeGreaterThan(7.9);
  expect(hours).toBeLessThanOrEqual(8);
  expect(await episodesOf(homeHealth, patientId)).toHaveLength(1);
  for (const database of Object.values(region.databases)) {
    await database.query('UPDATE kit.opening SET until = $1', [region.clock.now()]);
  }
  expect(await episodesOf(homeHealth, patientId)).toEqual([]);
});

test('when the identity is protected and the viewer not named, then consent opens nothing (G-090)', async () => {
  const patientId = await aCase();
  await does.registerSharingConsent(homeHealth, consentOf(patientId));
  expect(await openAll(homeHealth, patientId)).toMatchObject({ __typename: 'OpenSharedDocumentationOk' });
  await does.protectIdentity(nurse, { patientId, level: 'CONFIDENTIALITY_MARKING' });
  const read = 'query ($id: ID!) { patient(id: $id) { careEpisodes { id } } }';
  expect((await homeHealth.ask(read, { id: patientId })).data).toEqual({ patient: null });
  expect(await does.findSharedDocumentation(homeHealth, { patientId })).toMatchObject({ __typename: 'NotPermitted' });
});

test('when a consent has ended or was withdrawn for some days, then it is gone and the log still says who registered it (G-086)', async () => {
  const [short, withdrawn, valid] = await Promise.all(
    [1, 2, 3].map(async () => {
      const patientId = await newPatient(region, homeHealth);
      const { consent } = await does.registerSharingConsent(homeHealth, consentOf(patientId));
      return consent.id as string;
    }),
  );
  await does.withdrawSharingConsent(homeHealth, { consentId: withdrawn });
  const now = region.clock.now();
  await region.databases.identity.query('UPDATE sharing_consent SET ends_at = $2 WHERE id = $1', [short, now]);
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: region.databases.identity.url }) });
  const sharing = prismaSharing(client);
  const left = async () =>
    (
      await region.databases.identity.query<{ id: string }>('SELECT id FROM sharing_consent WHERE id = ANY ($1)', [
        [short, withdrawn, valid],
      ])
    ).map(({ id }) => id);
  await sharing.purge(addHours(now, -24)); // a day is kept: nothing is old enough
  expect((await left()).toSorted()).toEqual([short, withdrawn, valid].toSorted());
  await sharing.purge(addHours(now, 1));
  await client.$disconnect();
  expect(await left()).toEqual([valid]);
  const log = await region.databases.identity.query<{ action: string }>(
    `SELECT action FROM kit.access_log WHERE subject_id = $1 AND user_id = $2 AND kind = 'WRITE' ORDER BY entry`,
    [withdrawn, homeHealth.userId],
  );
  expect(log.map(({ action }) => action)).toEqual(['sharing-consent.register', 'sharing-consent.withdraw']);
});

test('when somebody without a part in care asks, then every operation is refused and logged', async () => {
  const patientId = await newPatient(region, homeHealth);
  const outsiders = [
    await region.staff('Barn- och elevhälsan', 'SCHOOL_NURSE'),
    await region.staff('Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR'),
  ];
  for (const outsider of outsiders) {
    for (const [operation, input] of [
      [does.registerSharingConsent, consentOf(patientId)],
      [does.registerInabilityToConsent, inabilityOf(patientId)],
      [does.withdrawSharingConsent, { consentId: 'shc_00000000000000000000000000' }],
      [does.findSharedDocumentation, { patientId }],
      [does.showSharedDocumentationSources, { patientId }],
      [does.openSharedDocumentation, { patientId, careGiverId, importance: REASON }],
    ] as const) {
      const answer = await operation(outsider, input);
      expect(answer.errors?.[0].extensions.code ?? answer.__typename).toMatch(/^(FORBIDDEN|NotPermitted)$/);
    }
  }
});
