import { SUBGRAPHS } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admissionInput, hours, newKey, newPatient, patientInput } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('bad input, %s', (_, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let physician: Person;
  let assessor: Person;
  let patientId: string;
  let before: Json;

  beforeAll(async () => {
    region = await testRegion({ shape });
    nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
    physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    patientId = await newPatient(region, nurse);
  });
  afterAll(() => region.close());
  beforeEach(async () => {
    await region.settled();
    before = await everything();
  });

  /** How much there is of everything that a user can store, in every subgraph. */
  async function everything(): Promise<Json> {
    const counts = SUBGRAPHS.map(async (name) => {
      const tables = await region.databases[name].query<{ table: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS table FROM pg_tables
         WHERE schemaname = 'public' AND tablename NOT IN ('log_entry', 'log_check') -- gathered at its own pace
           OR schemaname = 'kit' AND tablename IN ('outbox', 'idempotency') ORDER BY 1`,
      );
      const rows = tables.map(async ({ table }) => {
        const [row] = await region.databases[name].query(`SELECT count(*)::int AS n FROM ${table}`);
        return [`${name} ${table}`, row?.['n']];
      });
      return await Promise.all(rows);
    });
    return Object.fromEntries((await Promise.all(counts)).flat());
  }

  /** A refusal that names the field, by error or by member of the result; and nothing is stored anywhere. */
  async function expectRefused(outcome: Json, field: string): Promise<void> {
    const { code, field: named } = outcome.errors?.[0]?.extensions ?? outcome;
    expect(named, JSON.stringify(outcome)).toBe(field);
    expect(code).toMatch(/^[A-Z_]+$/);
    expect(outcome.errors?.[0]?.message ?? outcome.message).toMatch(/^[A-ZÅÄÖ].*\.$/);
    await region.settled();
    expect(await everything()).toEqual(before);
  }

  const admission = (change: Readonly<Record<string, unknown>>) => ({
    ...admissionInput(region, physician, patientId, [assessor]),
    ...change,
  });

  test.each([
    ['a wrong check digit', '191010239811'],
    ['ten digits', '101023-9810'],
    ['letters', 'nittonhundratio'],
  ])('when the identity number has %s, then the field is named and the number is not repeated', async (__, number) => {
    const outcome = await does.registerPatient(nurse, patientInput(number));
    await expectRefused(outcome, 'input.personalIdentityNumber');
    expect(JSON.stringify(outcome)).not.toContain(number);
    const looked = await does.lookUpPatient(nurse, { personalIdentityNumber: number, purpose: 'ADMISSION' });
    await expectRefused(looked, 'input.personalIdentityNumber');
  });

  test.each([
    [
      'the estimated discharge has passed',
      () => ({ estimatedDischargeAt: hours(region, -0.1) }),
      'input.estimatedDischargeAt',
    ],
    [
      'the estimated discharge lies before admission',
      () => ({ estimatedDischargeAt: hours(region, -5) }),
      'input.estimatedDischargeAt',
    ],
    ['the admission lies in the future', () => ({ admittedAt: hours(region, 2) }), 'input.admittedAt'],
    ['the day does not exist', () => ({ admittedAt: '2026-02-30T08:00:00Z' }), 'input.admittedAt'],
    ['there are no recipients', () => ({ recipientIds: [] }), 'input.recipientIds'],
    [
      'a recipient is an unknown unit',
      () => ({ recipientIds: ['unt_00000000000000000000000000'] }),
      'input.recipientIds[0]',
    ],
    ['the text is over the limit', () => ({ text: 'å'.repeat(2001) }), 'input.text'],
    ['the key is over the limit', () => ({ idempotencyKey: 'k'.repeat(101) }), 'input.idempotencyKey'],
    ['a field is not known', () => ({ isUrgent: true }), 'input.isUrgent'],
  ] as const)('when %s, then the admission is refused and the field is named', async (__, change, field) => {
    await expectRefused(await does.admitPatient(nurse, admission(change())), field);
  });

  test.each([
    ['no participants', () => ({ participants: [] }), 'input.participants'],
    [
      'an unknown unit',
      () => ({ participants: [{ unitId: 'unt_00000000000000000000000000' }] }),
      'input.participants[0].unitId',
    ],
    ['a reason over the limit', () => ({ initiationReason: 'å'.repeat(2001) }), 'input.initiationReason'],
    ['no reason', () => ({ initiationReason: '' }), 'input.initiationReason'],
  ] as const)('when a plan has %s, then it is refused and the field is named', async (__, change, field) => {
    const start = {
      idempotencyKey: newKey(),
      patientId,
      initiationReason: 'Behov av samordning.',
      participants: [{ unitId: assessor.unitId }],
    };
    await expectRefused(await does.initiateSip(nurse, { ...start, ...change() }), field);
  });

  test('when a second admission comes with the same key, then the field is named and the first stands alone', async () => {
    const first = admissionInput(region, physician, await newPatient(region, nurse), [assessor]);
    expect((await does.admitPatient(nurse, first)).__typename).toBe('AdmitPatientOk');
    const other = await newPatient(region, nurse);
    before = await everything();
    const second = { ...admissionInput(region, physician, other, [assessor]), idempotencyKey: first.idempotencyKey };
    await expectRefused(await does.admitPatient(nurse, second), 'input.idempotencyKey');
  });

  /** Sends text as it is. */
  async function send(
    body: string,
  ): Promise<{ readonly status: number; readonly codes: readonly unknown[]; readonly text: string }> {
    const response = await fetch(new URL('/graphql', region.running.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: nurse.authorization },
      body,
    });
    const text = await response.text();
    const { errors, data }: Json = JSON.parse(text);
    expect(data ?? null).toBeNull();
    return { status: response.status, codes: errors.map((error: Json) => error.extensions.code), text };
  }

  test.each([
    ['JSON that breaks off', '{"query": "{ me { id } }"'],
    ['no JSON', 'query { me { id } }'],
    ['nothing', ''],
    ['JSON without a query', '{"variables": {}}'],
  ])('when the body is %s, then 400 and BAD_REQUEST', async (__, body) => {
    expect(await send(body)).toMatchObject({ status: 400, codes: ['BAD_REQUEST'] });
    expect(await everything()).toEqual(before);
  });

  test('when the query is no GraphQL, then 400 says where it stops being so', async () => {
    const { status, codes } = await send(JSON.stringify({ query: 'mutation { admitPatient(' }));
    expect([status, codes]).toEqual([400, ['GRAPHQL_PARSE_FAILED']]);
  });

  test.each([
    ['names an operation that it does not have', { operationName: 'C' }],
    ['has two operations and names none', {}],
  ])('when a document %s, then 400 names the field, and nothing is done', async (__, more) => {
    const query = 'mutation A { signOut { __typename } } mutation B { signOut { __typename } }';
    const { status, codes, text } = await send(JSON.stringify({ query, ...more }));
    expect([status, codes]).toEqual([400, ['BAD_USER_INPUT']]);
    expect(JSON.parse(text).errors[0].extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'operationName',
      reason: 'UNKNOWN',
    });
    expect((await nurse.ask('{ me { id } }')).at('me').id).toBe(nurse.userId);
  });

  test('when the operation is not known, then its name is in the answer and nothing is done', async () => {
    const unknown = await send(JSON.stringify({ query: 'mutation { releasePatient(id: "x") { id } }' }));
    expect([unknown.status, unknown.codes]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(unknown.text).toContain('releasePatient');
    expect(await everything()).toEqual(before);
  });
});
