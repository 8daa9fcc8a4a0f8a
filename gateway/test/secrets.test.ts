import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import type { Answer } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admissionInput, hours, newIdentityNumber, newKey } from '@samplan/testing/story';
import fc from 'fast-check';
import {
  buildSchema,
  type GraphQLCompositeType,
  type GraphQLField,
  getNamedType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';

const schema = buildSchema(readFileSync(path.join(projectRoot(), 'schema/api.graphql'), 'utf8'));

let region: TestRegion;
/** Roots of queries that lead to a patient whom the viewers below have no relation to. */
let roots: Readonly<Record<string, string>>;
let secrets: readonly string[];
/** What of it is the ward's data. */
let ofWard: readonly string[];
let patientId: string;
let strangers: readonly Person[];
/** Somebody at the municipality, with a part in the episode and a plan of their own. */
let assessor: Person;
let physician: Person;
/** Somebody at the ward, who may see everything but the plan's consent of others. */
let nurse: Person;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  const number = newIdentityNumber();
  const { patient } = await does.registerPatient(nurse, {
    idempotencyKey: newKey(),
    personalIdentityNumber: number,
    givenName: 'Hemlighet-förnamn',
    familyName: 'Hemlighet-efternamn',
    registeredAddress: { street: 'Hemlighet-gatan 1', postalCode: '85230', city: 'Hemlighet-ort' },
    municipalityCode: '2281',
  });
  await region.settled();
  const admission = { ...admissionInput(region, physician, patient.id, [assessor]), text: 'Hemlighet-inskrivning' };
  const { episode, notice } = await does.admitPatient(nurse, admission);
  await does.sendExtraMessage(nurse, { idempotencyKey: newKey(), episodeId: episode.id, text: 'Hemlighet-extra' });
  const answers = [{ key: 'reason', answer: 'Hemlighet-svar' }];
  await does.answerPlanningBasis(nurse, { episodeId: episode.id, version: 0, answers });
  const { sip } = await does.initiateSip(assessor, {
    idempotencyKey: newKey(),
    patientId: patient.id,
    initiationReason: 'Hemlighet-orsak',
    participants: [{ unitId: nurse.unitId }],
  });
  const consent = { sipId: sip.id, version: 1, isGiven: true, form: 'ORAL', scope: 'Hemlighet-samtycke' };
  await does.recordSipConsent(assessor, consent);
  const meeting = {
    sipId: sip.id,
    version: 2,
    meetingAt: hours(region, 24),
    meetingForm: 'VIDEO',
    agenda: 'Hemlighet-agenda',
  };
  await does.inviteToSip(assessor, meeting);
  await region.settled();
  patientId = patient.id;
  ofWard = ['Hemlighet-inskrivning', 'Hemlighet-extra', 'Hemlighet-svar', episode.id, notice.id];
  secrets = [number, 'Hemlighet', episode.id, notice.id, sip.id];
  roots = {
    patient: `patient(id: "${patient.id}")`,
    careEpisode: `careEpisode(id: "${episode.id}")`,
    sip: `sip(id: "${sip.id}")`,
    overview: 'overview(first: 2)',
    previewRecipients: `previewRecipients(patientId: "${patient.id}", messageType: ADMISSION_NOTICE)`,
    sipStatistics: 'sipStatistics',
    me: 'me',
    units: 'units',
    principals: 'principals',
  };
  strangers = [
    await region.staff('Hemsjukvård Alnö', 'NURSE'),
    await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE'),
    await region.staff('Socialtjänsten, vuxna', 'CASE_OFFICER'),
    await region.staff('Barn- och elevhälsan', 'SCHOOL_NURSE'),
    await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER'),
    await region.staff('Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR'),
    await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER'),
  ];
}, 120_000);
afterAll(() => region.close());

/** A random part of what can be asked of a type: random fields, to a depth. */
function selection(type: GraphQLCompositeType, depth: number, pick: () => number): string {
  if (isUnionType(type)) return '{ __typename }';
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const possible = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
  const chosen = possible.filter(() => pick() < 0.4);
  return `{ __typename ${chosen.map((field) => fieldSelection(field, depth, pick)).join(' ')} }`;
}

function fieldSelection(field: GraphQLField<unknown, unknown>, depth: number, pick: () => number): string {
  if (field.args.some((argument) => isNonNullType(argument.type))) return '';
  const type = getNamedType(field.type);
  return isCompositeType(type) ? `${field.name} ${selection(type, depth - 1, pick)}` : field.name;
}

/** What a query field leads to. */
function typeOf(root: string): GraphQLCompositeType {
  const field = schema.getQueryType()?.getFields()[root];
  const type = field && getNamedType(field.type);
  if (!isObjectType(type)) throw new Error(`no query ${root}`);
  return type;
}

/** A random operation on a root. */
function randomOperation(root: string, seed: readonly number[]): string {
  let used = 0;
  const pick = (): number => seed[used++ % seed.length] ?? 1;
  return `{ ${roots[root]} ${selection(typeOf(root), 4, pick)} }`;
}

/** Operations that together ask for everything below a root, one field of it at a time. */
function wholeOperations(root: string): readonly string[] {
  const type = typeOf(root);
  const depth = root === 'overview' ? 4 : 2; // its rows lie two levels down
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  return fields
    .map((field) => fieldSelection(field, depth, () => 0))
    .filter((asked) => asked !== '')
    .map((asked) => `{ ${roots[root]} { ${asked} } }`);
}

const REFUSED = ['OPERATION_TOO_LARGE', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST'];

function isRefusedWhole(answer: Answer): boolean {
  return answer.errors.some((error) => REFUSED.includes(String(error.extensions['code'])));
}

test('when strangers ask whatever the schema lets them ask, then nothing of the patient comes back (G-070, G-071)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        'patient',
        'careEpisode',
        'sip',
        'overview',
        'previewRecipients',
        'sipStatistics',
        'me',
        'units',
        'principals',
      ),
      fc.nat({ max: 6 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 60 }),
      async (root, who, seed) => {
        const query = randomOperation(root, seed);
        const answer = (await strangers[who]?.ask(query)) ?? Promise.reject(new Error('no stranger'));
        fc.pre(!isRefusedWhole(await answer));
        const said = JSON.stringify(await answer);
        for (const secret of secrets) expect(said, query).not.toContain(secret);
      },
    ),
    { numRuns: 150 },
  );
});

test('when everything below each root is asked, then strangers get nothing of the patient', async () => {
  for (const query of Object.keys(roots).flatMap((root) => wholeOperations(root))) {
    for (const stranger of strangers) {
      const answer = await stranger.ask(query);
      expect(isRefusedWhole(answer), query).toBe(false);
      const said = JSON.stringify(answer);
      for (const secret of secrets) expect(said, query).not.toContain(secret);
    }
  }
});

test.each(['patient', 'careEpisode', 'sip', 'overview'])(
  'when the ward asks everything below %s, then the same walk finds the patient',
  async (root) => {
    const answers: Answer[] = [];
    for (const query of wholeOperations(root)) answers.push(await nurse.ask(query));
    expect(answers.flatMap((answer) => answer.errors)).toEqual([]);
    expect(JSON.stringify(answers)).toContain('Hemlighet-efternamn');
  },
);

/** Walks everything that can be asked, and at random, as each of the viewers. */
async function findsNothing(viewers: readonly Person[], hidden: readonly string[]): Promise<void> {
  for (const query of Object.keys(roots).flatMap((root) => wholeOperations(root))) {
    for (const viewer of viewers) {
      const answer = await viewer.ask(query);
      expect(isRefusedWhole(answer), query).toBe(false);
      for (const secret of hidden) expect(JSON.stringify(answer), query).not.toContain(secret);
    }
  }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('patient', 'careEpisode', 'sip', 'overview', 'previewRecipients'),
      fc.constantFrom(...viewers),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 60 }),
      async (root, viewer, seed) => {
        const query = randomOperation(root, seed);
        const answer = await viewer.ask(query);
        fc.pre(!isRefusedWhole(answer));
        for (const secret of hidden) expect(JSON.stringify(answer), query).not.toContain(secret);
      },
    ),
    { numRuns: 60 },
  );
}

test('when the ward’s data is blocked, then a party of the case that walks the whole schema finds nothing of the ward (G-077, G-079)', async () => {
  const open = await assessor.ask(`{ ${roots['careEpisode']} { messages { text } } }`);
  expect(JSON.stringify(open)).toContain('Hemlighet-inskrivning');
  const block = { patientId, scope: 'CARE_GIVER', requestedBy: 'PATIENT', coversSentMessages: true };
  expect(await does.registerBlock(nurse, block)).toMatchObject({ __typename: 'RegisterBlockOk' });
  await findsNothing([assessor], ofWard);
});

test('when the identity is protected and nobody is named, then not even those who care for the patient find anything (G-090)', async () => {
  const protect = { patientId, level: 'PROTECTED_REGISTRATION' };
  expect(await does.protectIdentity(nurse, protect)).toMatchObject({ __typename: 'ProtectIdentityOk' });
  await findsNothing([nurse, physician, assessor], secrets);
});

test('when everything has been done, then no event and no access log entry holds anything personal', async () => {
  for (const database of Object.values(region.databases)) {
    const rows = await database.query<{ row: string }>(
      `SELECT to_jsonb(o)::text AS row FROM kit.outbox o UNION ALL SELECT to_jsonb(l)::text FROM kit.access_log l`,
    );
    const text = rows.map(({ row }) => row).join('\n');
    expect(text).not.toContain('Hemlighet');
    expect(text).not.toMatch(/"\d{12}"|\d{8}-\d{4}"/);
  }
});
