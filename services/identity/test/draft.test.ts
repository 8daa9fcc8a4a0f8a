import { PrismaPg } from '@prisma/adapter-pg';
import { MAX_BYTES, MAX_DRAFTS } from '@samplan/identity/draft/domain';
import { prismaDrafts } from '@samplan/identity/draft/store.prisma';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { createSecrets } from '@samplan/kit/auth/secrets';
import { createLog } from '@samplan/kit/server/log';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import { type CardDesk, openCardDesk } from '@samplan/testing/cards/desk';
import { atReader, convertToCard, signInWithCard } from '@samplan/testing/cards/sign-in';
import { deleteDraft, draftKeys, myDraft, saveDraft } from '@samplan/testing/drafts';
import { nameProtectedStaff, protectIdentity } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { createServiceAccount, issueServiceToken, serviceKey } from '@samplan/testing/service-account';
import { bearer, chooseAssignment, startWork, tokensOf } from '@samplan/testing/sessions';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { newPatient } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const OTHER_WARD = 'Avd 2 Kirurgi, Sundsvall';
const CONTENT = JSON.stringify({ needs: 'Behöver hjälp med <b>mediciner</b> & mat.', åäö: '"\\' });
const DAY_HOURS = 24;

let desk: CardDesk;
let region: TestRegion;

beforeAll(async () => {
  desk = await openCardDesk();
  region = await testRegion({ shape: inOneProcess, cards: desk.entry });
});
afterAll(async () => {
  await region.close();
  desk.close();
});

/** Somebody of the ward with the draft `form`. */
async function writer(content = CONTENT): Promise<{ readonly nurse: Person; readonly draft: Json }> {
  const nurse = await region.staff(WARD, 'NURSE');
  const { draft } = await saveDraft(nurse, { key: 'form', content });
  return { nurse, draft };
}

async function logOf(person: Pick<Person, 'userId'>): Promise<readonly Json[]> {
  return await region.databases.identity.query(
    `SELECT kind, action, reason, patient_id FROM kit.access_log WHERE user_id = $1 AND action LIKE 'draft.%' ORDER BY entry`,
    [person.userId],
  );
}

describe('a draft of a form (B-05)', () => {
  test('when it is saved, then it is there as it was written, with when it is deleted', async () => {
    const { nurse, draft } = await writer();
    expect(draft).toMatchObject({ key: 'form', patient: null });
    expect(await myDraft(nurse, 'form')).toEqual({ ...draft, content: CONTENT });
    expect(new Date(draft.expiresAt).getTime() - new Date(draft.savedAt).getTime()).toBe(30 * DAY_HOURS * 3_600_000);
    expect(await myDraft(nurse, 'another-form')).toBeNull();
    expect(await logOf(nurse)).toEqual([{ kind: 'WRITE', action: 'draft.save', reason: null, patient_id: null }]);
  });

  test('when the card is taken out, then the next call is refused, and after the next sign-in at the unit the draft is there (f.2 25, F-067)', async () => {
    const url = region.running.cardUrl;
    if (!url) throw new Error('no entry for cards');
    const account = await region.account([
      { unit: WARD, role: 'NURSE' },
      { unit: OTHER_WARD, role: 'NURSE' },
    ]);
    const card = await desk.issue();
    const { organisation, username, password } = account;
    const first = await convertToCard(atReader(url, card), { organisation, username, password });
    const [ward, other] = account.assignmentIds;
    const atWork = async (tokens: Json, assignmentId: string | undefined): Promise<Json> =>
      (await chooseAssignment(atReader(url, card, tokens), { assignmentId })).tokens;
    const before = await atWork(first.tokens, ward);
    const { draft } = await saveDraft(atReader(url, card, before), { key: 'form', content: CONTENT });

    for (const without of [atReader(url, null, before), bearer(region.running.url, before.accessToken)]) {
      const answer = await without.ask('mutation { saveDraft(input: { key: "form", content: "" }) { __typename } }');
      expect({ status: answer.status, data: answer.data }).toEqual({ status: 401, data: null });
    }

    const again = await signInWithCard(atReader(url, card), {});
    expect(await myDraft(atReader(url, card, again.tokens), 'form')).toBeNull(); // no unit is chosen
    const elsewhere = await atWork(again.tokens, other);
    expect(await myDraft(atReader(url, card, elsewhere), 'form')).toBeNull();
    const back = await atWork(elsewhere, ward);
    expect(await draftKeys(atReader(url, card, back))).toEqual(['form']);
    expect(await myDraft(atReader(url, card, back), 'form')).toEqual({ ...draft, content: CONTENT });
  });

  test('when two windows save, then the second is told and nothing of the first is lost', async () => {
    const { nurse, draft } = await writer('1');
    const saved = await saveDraft(nurse, { key: 'form', version: draft.version, content: '2' });
    expect(saved.draft.version).not.toBe(draft.version);
    const late = await saveDraft(nurse, { key: 'form', version: draft.version, content: '3' });
    expect(late).toMatchObject({ __typename: 'ChangedMeanwhile', code: 'CHANGED_MEANWHILE' });
    expect(await saveDraft(nurse, { key: 'form', content: '3' })).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect(await myDraft(nurse, 'form')).toMatchObject({ content: '2', version: saved.draft.version });
  });

  test('when windows save at once, then one is first, whether the draft is new or not', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    for (const version of [null, undefined]) {
      const has = version === null ? null : (await myDraft(nurse, 'form')).version;
      const outcomes = await Promise.all(
        ['a', 'b', 'c', 'd'].map((text) => saveDraft(nurse, { key: 'form', version: has, content: `${has}${text}` })),
      );
      expect(outcomes.map((outcome) => outcome.__typename).sort()).toEqual([
        'ChangedMeanwhile',
        'ChangedMeanwhile',
        'ChangedMeanwhile',
        'SaveDraftOk',
      ]);
      const { draft } = outcomes.find((outcome) => outcome.draft);
      expect((await myDraft(nurse, 'form')).version).toBe(draft.version);
    }
  });

  test('when the same save comes twice, since the answer was lost, then it is the same draft', async () => {
    const { nurse, draft } = await writer();
    expect((await saveDraft(nurse, { key: 'form', content: CONTENT })).draft).toEqual(draft);
  });

  test('when the form is sent, then the draft is deleted; twice is no problem, and a newer one stays', async () => {
    const { nurse, draft } = await writer('1');
    const newer = await saveDraft(nurse, { key: 'form', version: draft.version, content: '2' });
    expect(await deleteDraft(nurse, { key: 'form', version: draft.version })).toMatchObject({
      code: 'CHANGED_MEANWHILE',
    });
    for (const _ of ['first', 'second']) {
      expect(await deleteDraft(nurse, { key: 'form', version: newer.draft.version })).toMatchObject({
        __typename: 'DeleteDraftOk',
      });
    }
    expect(await myDraft(nurse, 'form')).toBeNull();
    // The other window's version is of a draft that is gone, also when another is begun.
    await saveDraft(nurse, { key: 'form', content: '3' });
    expect(await saveDraft(nurse, { key: 'form', version: newer.draft.version, content: '4' })).toMatchObject({
      code: 'CHANGED_MEANWHILE',
    });
  });
});

describe('what is written in a draft', () => {
  test.each([
    ['control signs and NUL', '\u0000\u0007\u001b[31m\u0085\u200e\r\n\t'],
    ['half a surrogate pair', 'a\ud83d b\ude00'],
    ['what is no JSON', '{"a": [1,'],
    ['nothing', ''],
    ['markup and templates', '<script>alert(1)</script>{{1+1}}%00'],
    ['signs of four bytes', '😀'.repeat(MAX_BYTES / 4)],
  ])('when it is %s, then it comes back sign by sign', async (_, content) => {
    const { nurse } = await writer(content);
    expect((await myDraft(nurse, 'form')).content).toBe(content);
  });

  test('when the request is not UTF-8, then it is refused and the draft stays', async () => {
    const { nurse, draft } = await writer();
    const query = `mutation { saveDraft(input: { key: "form", version: "${draft.version}", content: "" }) { __typename } }`;
    const body = Buffer.from(JSON.stringify({ query }).replace('content: \\"', 'content: \\"\u0001'), 'utf8');
    body[body.indexOf(1)] = 0xff;
    const response = await fetch(new URL('/graphql', region.running.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: nurse.authorization },
      body,
    });
    expect(response.status).toBe(400);
    expect((await myDraft(nurse, 'form')).content).toBe(CONTENT);
  });

  test('when it is one byte too long, then the field is named and nothing is saved', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const { errors } = await saveDraft(nurse, { key: 'form', content: `${'å'.repeat(MAX_BYTES / 2)}x` });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.content', reason: 'TOO_LONG' });
    expect(await myDraft(nurse, 'form')).toBeNull();
  });

  test('when the key names somebody by number, then it is refused and repeated nowhere', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const saved = await saveDraft(nurse, { key: 'form:191212121212', content: '' });
    const read = await nurse.ask('query ($key: ID!) { myDraft(key: $key) { key } }', { key: '191212121212' });
    for (const [errors, field] of [
      [saved.errors, 'input.key'],
      [read.errors, 'key'],
    ]) {
      expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, reason: 'NOT_A_KEY' });
      expect(JSON.stringify(errors)).not.toContain('191212121212');
    }
  });

  test('when there are as many as there may be, then another is refused until one is deleted', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const keys = Array.from({ length: MAX_DRAFTS }, (_, i) => `form-${'x'.repeat(i % 40)}:drf_${i}`);
    for (const key of keys) await saveDraft(nurse, { key, content: '' });
    expect(await draftKeys(nurse)).toEqual([...keys].reverse());
    expect(await saveDraft(nurse, { key: 'one-more', content: '' })).toMatchObject({ code: 'TOO_MANY_DRAFTS' });
    const [key = ''] = keys;
    await deleteDraft(nurse, { key, version: (await myDraft(nurse, key)).version });
    expect(await saveDraft(nurse, { key: 'one-more', content: '' })).toMatchObject({ __typename: 'SaveDraftOk' });
  });
});

describe('nobody else', () => {
  test('when a colleague at the unit or anybody else asks, saves or deletes under the key, then it is another draft', async () => {
    const { nurse, draft } = await writer();
    const others = [
      await region.staff(WARD, 'NURSE'),
      await region.staff(WARD, 'UNIT_MANAGER'),
      await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER'),
    ];
    for (const other of others) {
      expect(await myDraft(other, 'form')).toBeNull();
      expect(await draftKeys(other)).toEqual([]);
      expect(await deleteDraft(other, { key: 'form', version: draft.version })).toMatchObject({
        __typename: 'DeleteDraftOk',
      });
      expect((await saveDraft(other, { key: 'form', content: 'mine' })).draft.version).not.toBe(draft.version);
    }
    expect(await myDraft(nurse, 'form')).toEqual({ ...draft, content: CONTENT });
  });

  test('when nobody is signed in, or no unit is chosen, then nothing is saved or found', async () => {
    const input = { key: 'form', content: CONTENT };
    expect((await saveDraft(bearer(region.running.url), input)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    const account = await region.account([{ unit: WARD, role: 'NURSE' }]);
    const undecided = bearer(region.running.url, (await tokensOf(region.running.url, account)).accessToken);
    expect(await saveDraft(undecided, input)).toMatchObject({ __typename: 'NotPermitted' });
    expect(await deleteDraft(undecided, { key: 'form', version: 'drv_1' })).toMatchObject({
      __typename: 'NotPermitted',
    });
    expect((await undecided.ask('{ myDraft(key: "form") { key } myDrafts { key } }')).data).toEqual({
      myDraft: null,
      myDrafts: null,
    });
  });

  test('when somebody has no rights, since the responsibilities are not accepted or the role has none, then nothing is saved', async () => {
    const account = await region.account([{ unit: WARD, role: 'NURSE' }], { hasAccepted: false });
    const { accessToken } = await startWork(region.running.url, account);
    const head = await region.staff('Socialtjänsten, vuxna', 'OPERATIONS_MANAGER');
    for (const by of [bearer(region.running.url, accessToken), head]) {
      expect(await saveDraft(by, { key: 'form', content: '' })).toMatchObject({ __typename: 'NotPermitted' });
    }
  });

  test('when a system asks with its own token, then it is refused', async () => {
    const manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
    const key = await serviceKey();
    const made = { name: 'Utkastprov', capabilities: ['statistics.read'], publicKey: key.publicKey };
    const { serviceAccount } = await createServiceAccount(manager, made);
    const clientAssertion = await key.assertion(serviceAccount.id, region.clock.now());
    const { accessToken } = await issueServiceToken(bearer(region.running.url), { clientAssertion });
    const system = bearer(region.running.url, accessToken);
    expect(await saveDraft(system, { key: 'form', content: '' })).toMatchObject({ __typename: 'NotPermitted' });
    expect((await system.ask('{ myDrafts { key } }')).data).toEqual({ myDrafts: null });
  });
});

describe('a draft about a patient', () => {
  test('when it is saved and read, then both are in the access log with the patient', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const patientId = await newPatient(region, nurse);
    const { draft } = await saveDraft(nurse, { key: 'form', content: CONTENT, patientId });
    expect(draft.patient).toEqual({ id: patientId });
    expect(await myDraft(nurse, 'form')).toMatchObject({ content: CONTENT, patient: { id: patientId } });
    await draftKeys(nurse);
    await deleteDraft(nurse, { key: 'form', version: draft.version });
    expect(await logOf(nurse)).toEqual(
      [
        ['WRITE', 'draft.save'],
        ['READ', 'draft.read'],
        ['READ', 'draft.read'],
        ['WRITE', 'draft.delete'],
      ].map(([kind, action]) => ({ kind, action, reason: null, patient_id: patientId })),
    );
  });

  test('when the unit has no relation to the patient, or the role sees no patients, then nothing is saved (G-070)', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const patientId = await newPatient(region, nurse);
    const stranger = await region.staff(OTHER_WARD, 'NURSE');
    const manager = await region.staff(WARD, 'UNIT_MANAGER');
    for (const [by, reason] of [
      [stranger, 'NOT_IN_REACH'],
      [manager, 'NO_CAPABILITY'],
    ] as const) {
      const input = { key: 'form', content: CONTENT, patientId };
      expect(await saveDraft(by, input)).toMatchObject({ __typename: 'NotPermitted' });
      expect(await logOf(by)).toEqual([{ kind: 'DENIED', action: 'draft.save', reason, patient_id: patientId }]);
    }
  });

  test('when the patient is reached no more, then the draft is not found until it is again, and the attempt is logged (G-090)', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const manager = await region.staff(WARD, 'UNIT_MANAGER');
    const patientId = await newPatient(region, nurse);
    await saveDraft(nurse, { key: 'about-nobody', content: '' });
    const { draft } = await saveDraft(nurse, { key: 'form', content: CONTENT, patientId });
    await protectIdentity(nurse, { patientId, level: 'CONFIDENTIALITY_MARKING' });
    expect(await myDraft(nurse, 'form')).toBeNull();
    expect(await draftKeys(nurse)).toEqual(['about-nobody']);
    const over = { key: 'form', version: draft.version, content: 'x', patientId };
    expect(await saveDraft(nurse, over)).toMatchObject({ __typename: 'NotPermitted' });
    expect((await logOf(nurse)).filter(({ kind }) => kind === 'DENIED')).toEqual(
      ['draft.read', 'draft.read', 'draft.save'].map((action) => ({
        kind: 'DENIED',
        action,
        reason: 'PROTECTED',
        patient_id: patientId,
      })),
    );
    await nameProtectedStaff(manager, { patientId, userIds: [nurse.userId] });
    expect((await myDraft(nurse, 'form')).content).toBe(CONTENT);
  });
});

describe('how long a draft is kept', () => {
  test('when so many days have passed since the last save, then it is gone, and the next sweep deletes it', async () => {
    const own = await testRegion();
    try {
      const account = await own.account([{ unit: WARD, role: 'NURSE' }]);
      const atWork = async () => bearer(own.running.url, (await startWork(own.running.url, account)).accessToken);
      const { draft } = await saveDraft(await atWork(), { key: 'form', content: '1' });
      own.clock.move({ days: 29 });
      await saveDraft(await atWork(), { key: 'form', version: draft.version, content: '2' });
      own.clock.move({ days: 29, hours: 23 });
      expect((await myDraft(await atWork(), 'form')).content).toBe('2');
      own.clock.move({ hours: 1 });
      const late = await atWork();
      expect(await myDraft(late, 'form')).toBeNull();
      expect(await draftKeys(late)).toEqual([]);
      // A new one takes its place before it is swept.
      expect(await saveDraft(late, { key: 'form', content: '3' })).toMatchObject({ __typename: 'SaveDraftOk' });

      own.clock.move({ days: 31 });
      const db = new PrismaClient({ adapter: new PrismaPg(own.databases.identity.url) });
      await prismaDrafts(db, createSecrets(Buffer.alloc(32, 7)), 30).tidy(own.clock.now());
      await db.$disconnect();
      expect(await own.databases.identity.query('SELECT id FROM draft')).toEqual([]);
    } finally {
      await own.close();
    }
  });

  test('when the account is closed, then its drafts go with it', async () => {
    const own = await testRegion();
    try {
      const account = await own.account([{ unit: WARD, role: 'NURSE', validTo: '2026-11-21' }]);
      const { accessToken } = await startWork(own.running.url, account);
      await saveDraft(bearer(own.running.url, accessToken), { key: 'form', content: CONTENT });
      const drafts = () => own.databases.identity.query('SELECT id FROM draft WHERE user_id = $1', [account.userId]);
      expect(await drafts()).toHaveLength(1);
      own.clock.move({ days: 1 });
      await until('the account is closed', async () => {
        const rows = await own.databases.identity.query('SELECT 1 FROM "user" WHERE id = $1 AND NOT is_active', [
          account.userId,
        ]);
        return rows.length === 1;
      });
      expect(await drafts()).toEqual([]);
    } finally {
      await own.close();
    }
  });
});

test('what is written stands in no log, no event and no table', async () => {
  const lines: string[] = [];
  const own = await testRegion({ shape: overHttp, log: createLog('test', 'info', (line) => lines.push(line)) });
  try {
    const secret = 'Hemligt utkast om Test Testsson';
    const nurse = await own.staff(WARD, 'NURSE');
    const { draft } = await saveDraft(nurse, { key: 'form', content: secret });
    await saveDraft(nurse, { key: 'form', content: `${secret}, en gång till` });
    await saveDraft(nurse, { key: `form:${secret}`, content: secret });
    await saveDraft(nurse, { key: 'form', content: [secret], version: 1.5 });
    await saveDraft(nurse, { key: 'form', content: secret.repeat(5000) });
    expect((await myDraft(nurse, 'form')).version).toBe(draft.version);
    await own.settled();
    expect(lines.filter((line) => line.includes('"route":"/graphql"')).length).toBeGreaterThan(5);
    expect(lines.join('\n')).not.toContain('Hemligt');
    for (const name of SUBGRAPHS) {
      const database = own.databases[name];
      const tables = await database.query<{ name: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'kit')`,
      );
      for (const table of tables) {
        const rows = await database.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${table.name} t`);
        expect(
          rows.filter(({ row }) => row.includes('Hemligt')),
          table.name,
        ).toEqual([]);
      }
    }
  } finally {
    await own.close();
  }
});
