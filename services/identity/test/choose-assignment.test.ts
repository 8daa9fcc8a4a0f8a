import type { Json } from '@samplan/testing/ask';
import { principalFile, withoutUnit } from '@samplan/testing/principals';
import { type AccountAssignment, type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, bearer, chooseAssignment, refreshSession, signOut, tokensOf } from '@samplan/testing/sessions';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD: AccountAssignment = { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' };

let region: TestRegion;
beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

/** A new account that has signed in and chosen nothing. */
async function signedIn(...assignments: readonly AccountAssignment[]): Promise<Account & { readonly tokens: Json }> {
  const account = await region.account(assignments);
  return { ...account, tokens: await tokensOf(region.running.url, account) };
}

const choose = async (accessToken: string, assignmentId: string | undefined): Promise<Json> =>
  await chooseAssignment(bearer(region.running.url, accessToken), { assignmentId });

const capabilitiesIn = (accessToken: string): unknown => decodeJwt(accessToken)['cap'];

async function sessionOf(accessToken: string): Promise<Json> {
  const [row] = await region.databases.identity.query('SELECT * FROM session WHERE id = $1', [
    decodeJwt(accessToken)['sid'],
  ]);
  return row;
}

async function logged(accessToken: string): Promise<readonly Json[]> {
  return await region.databases.identity.query(
    `SELECT kind, action, reason, subject_id, user_id FROM kit.access_log
     WHERE session_id = $1 AND action <> 'session.start' ORDER BY entry`,
    [decodeJwt(accessToken)['sid']],
  );
}

/** Refused, with nothing changed and the attempt in the log. */
async function expectRefused(accessToken: string, assignmentId: string | undefined): Promise<void> {
  const before = await sessionOf(accessToken);
  expect(await choose(accessToken, assignmentId)).toMatchObject({ __typename: 'NotPermitted', code: 'NOT_PERMITTED' });
  expect(await sessionOf(accessToken)).toEqual(before);
  expect(await logged(accessToken)).toEqual([
    {
      kind: 'DENIED',
      action: 'session.choose-assignment',
      reason: 'NOT_IN_REACH',
      subject_id: decodeJwt(accessToken)['sid'],
      user_id: decodeJwt(accessToken).sub,
    },
  ]);
}

describe('an assignment of one’s own', () => {
  test('when it is chosen, then the tokens carry its unit, its role and its rights (F-063, F-276)', async () => {
    const { tokens, assignmentIds } = await signedIn(WARD);
    const { assignment, tokens: chosen } = await choose(tokens.accessToken, assignmentIds[0]);
    expect(assignment).toEqual({
      id: assignmentIds[0],
      role: 'NURSE',
      validTo: null,
      unit: { id: region.unitId(WARD.unit) },
    });
    expect(decodeJwt(chosen.accessToken)).toMatchObject({
      sid: decodeJwt(tokens.accessToken)['sid'],
      asg: { id: assignmentIds[0], role: 'NURSE', unit: region.unitId(WARD.unit), unitKind: 'INPATIENT_SOMATIC' },
      cap: expect.arrayContaining(['episode.admit', 'sip.initiate']),
    });
  });

  test('when it is chosen, then session and access log are stored and nobody else is told', async () => {
    const { tokens, assignmentIds, userId } = await signedIn(WARD);
    await choose(tokens.accessToken, assignmentIds[0]);
    const session = await sessionOf(tokens.accessToken);
    expect(session.assignment_id).toBe(assignmentIds[0]);
    expect(await logged(tokens.accessToken)).toEqual([
      {
        kind: 'WRITE',
        action: 'session.choose-assignment',
        reason: null,
        subject_id: assignmentIds[0],
        user_id: userId,
      },
    ]);
    expect(
      await region.databases.identity.query('SELECT FROM kit.outbox WHERE aggregate_id = $1', [session.id]),
    ).toEqual([]);
  });

  test('when another one is chosen later, then the rights are those of the other (F-063)', async () => {
    const { tokens, assignmentIds } = await signedIn(WARD, {
      unit: 'Avd 51 Psykiatri, Sundsvall',
      role: 'UNIT_MANAGER',
    });
    const first = await choose(tokens.accessToken, assignmentIds[0]);
    const second = await choose(first.tokens.accessToken, assignmentIds[1]);
    expect(capabilitiesIn(second.tokens.accessToken)).toEqual([
      'access.order',
      'own-contact.edit',
      'protected-staff.name',
    ]);
  });

  test('when it is chosen, then the earlier refresh token stops working, the session goes on with the new one', async () => {
    const { tokens, assignmentIds } = await signedIn(WARD);
    const chosen = await choose(tokens.accessToken, assignmentIds[0]);
    const anyone = bearer(region.running.url);
    expect(await refreshSession(anyone, { refreshToken: tokens.refreshToken })).toMatchObject({
      code: 'REFRESH_REFUSED',
    });
    const refreshed = await refreshSession(anyone, { refreshToken: chosen.tokens.refreshToken });
    expect(capabilitiesIn(refreshed.tokens.accessToken)).toEqual(capabilitiesIn(chosen.tokens.accessToken));
  });

  test('when two are chosen at once, then one of them holds and there is one refresh token', async () => {
    const { tokens, assignmentIds } = await signedIn(WARD, { unit: WARD.unit, role: 'DISCHARGE_COORDINATOR' });
    const outcomes = await Promise.all([0, 1, 0, 1].map((i) => choose(tokens.accessToken, assignmentIds[i])));
    expect(outcomes.map((outcome) => outcome.__typename)).toEqual(Array(4).fill('ChooseAssignmentOk'));
    const { id, assignment_id } = await sessionOf(tokens.accessToken);
    expect(assignmentIds).toContain(assignment_id);
    const living = await region.databases.identity.query(
      'SELECT FROM refresh_token WHERE session_id = $1 AND used_at IS NULL',
      [id],
    );
    expect(living).toHaveLength(1);
  });
});

describe('refused', () => {
  test('when the assignment is a colleague’s, then not permitted', async () => {
    const { tokens } = await signedIn(WARD);
    const colleague = await region.account([WARD]);
    await expectRefused(tokens.accessToken, colleague.assignmentIds[0]);
  });

  test('when there is no such assignment, then the answer is that of a colleague’s', async () => {
    const { tokens } = await signedIn(WARD);
    await expectRefused(tokens.accessToken, 'asg_00000000000000000000000000');
  });

  test('when the last day was yesterday, then not permitted; today it still is (B-14)', async () => {
    const { tokens, assignmentIds } = await signedIn(
      { ...WARD, validTo: '2026-11-20' },
      { ...WARD, validTo: '2026-11-21' },
    );
    await expectRefused(tokens.accessToken, assignmentIds[0]);
    expect((await choose(tokens.accessToken, assignmentIds[1])).__typename).toBe('ChooseAssignmentOk');
  });

  test('when the assignment has been ended, then not permitted', async () => {
    const { tokens, assignmentIds } = await signedIn(WARD);
    await region.databases.identity.query('UPDATE assignment SET is_active = false WHERE id = $1', [assignmentIds[0]]);
    await expectRefused(tokens.accessToken, assignmentIds[0]);
  });

  test('when the account has been closed meanwhile, then not permitted', async () => {
    const { tokens, assignmentIds, userId } = await signedIn(WARD);
    await region.databases.identity.query('UPDATE "user" SET is_active = false WHERE id = $1', [userId]);
    await expectRefused(tokens.accessToken, assignmentIds[0]);
  });

  test('when the session has ended, then the token is refused before anything is looked up', async () => {
    const { tokens, assignmentIds } = await signedIn(WARD);
    await signOut(bearer(region.running.url, tokens.accessToken));
    const { errors } = await choose(tokens.accessToken, assignmentIds[0]);
    expect(errors.map((error: Json) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
  });

  test('when nobody is signed in, then nothing can be chosen', async () => {
    const { assignmentIds } = await region.account([WARD]);
    const { errors } = await chooseAssignment(bearer(region.running.url), { assignmentId: assignmentIds[0] });
    expect(errors.map((error: Json) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
  });
});

test('when a unit is ended, then nobody can choose it, and who works there loses the rights with the next token (F-149)', async () => {
  const unit = 'Boendestödet Ljustadalen';
  const { tokens, assignmentIds } = await signedIn({ unit, role: 'NURSE' });
  const chosen = await choose(tokens.accessToken, assignmentIds[0]);
  expect(capabilitiesIn(chosen.tokens.accessToken)).toContain('patient.read');

  const file = principalFile('sundsvall');
  await region.importFile(withoutUnit(file, unit));
  const late = await signedIn({ unit, role: 'NURSE' });
  await expectRefused(late.tokens.accessToken, late.assignmentIds[0]);
  const { refreshToken } = chosen.tokens;
  const refreshed = await refreshSession(bearer(region.running.url), { refreshToken });
  expect(decodeJwt(refreshed.tokens.accessToken)).toMatchObject({ asg: null, cap: [] });
  const me = await bearer(region.running.url, refreshed.tokens.accessToken).ask('{ me { assignments { id } } }');
  expect(me.at('me').assignments).toEqual([]);
  await region.importFile(file);
});
