import { standardSettings } from '@samplan/identity/settings';
import type { Json } from '@samplan/testing/ask';
import { mutation, payload } from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import {
  type Account,
  bearer,
  credentialsOf,
  reauthenticate,
  refreshSession,
  startWork,
} from '@samplan/testing/sessions';
import { type TestSms, testSms } from '@samplan/testing/sms';
import { decodeJwt } from 'jose';
import { type TOTP, URI } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const STEP = { minutes: 0.5 };

let sms: TestSms;
let region: TestRegion;
let account: Account;
let accessToken: string;

beforeAll(async () => {
  sms = await testSms();
  region = await testRegion({ settings: { ...standardSettings('TRAINING'), sms: sms.address } });
});
afterAll(async () => {
  await region.close();
  await sms.close();
});
beforeEach(async () => {
  account = await region.account([{ unit: WARD, role: 'NURSE' }]);
  ({ accessToken } = await startWork(region.running.url, account));
});

const by = (token?: string) => bearer(region.running.url, token);
const TOKENS = 'tokens { accessToken refreshToken }';
const signIn = mutation('signIn', TOKENS, '... on SecondFactorRequired { challenge expiresAt methods phoneHint }');
const confirmSecondFactor = mutation(
  'confirmSecondFactor',
  TOKENS,
  '... on CodeRefused { field } ... on TooManyAttempts { retryAt }',
);
const updateMyContact = mutation('updateMyContact', 'contact { version }');
const sendSignInCode = mutation('sendSignInCode', 'codeExpiresAt');
const enrolSms = mutation('enrolSms', 'factorId codeExpiresAt');
const confirmEnrolment = mutation('confirmEnrolment', 'factor { id kind phoneHint confirmedAt } recoveryCodes');
const removeSecondFactor = mutation('removeSecondFactor', 'removedAt');
const resetSecondFactors = mutation('resetSecondFactors', 'removed endedSessions');
const withoutInput = async (name: string, ok: string, token = accessToken): Promise<Json> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Ok`;
  const answer = await by(token).ask(
    `mutation { ${name} { __typename ... on ${type} { ${ok} } ... on Problem { code } } }`,
  );
  return payload(answer, name);
};
const enrolTotp = async (token = accessToken): Promise<Json> =>
  await withoutInput('enrolTotp', 'factorId provisioningUri qrSvg', token);

/** What an application shows that has read the address. */
function application(provisioningUri: string): () => string {
  const totp = URI.parse(provisioningUri) as TOTP; // the address says totp
  return () => totp.generate({ timestamp: region.clock.now().getTime() });
}

/** Gives the account an application. */
async function enrolled(): Promise<{ code: () => string; factorId: string; recoveryCodes: readonly string[] }> {
  const { factorId, provisioningUri } = await enrolTotp();
  const code = application(provisioningUri);
  const { recoveryCodes } = await confirmEnrolment(by(accessToken), { factorId, code: code() });
  region.clock.move(STEP);
  return { code, factorId, recoveryCodes };
}

const started = async (): Promise<Json> => await signIn(by(), { ...credentialsOf(account) });
const confirmed = async (challenge: string, code: string, method = 'TOTP'): Promise<Json> =>
  await confirmSecondFactor(by(), { challenge, code, method });

describe('with an application (RFC 6238, F-400)', () => {
  test('when a user enrols one, then the address can be scanned and nothing is asked for before a first code has come', async () => {
    const { provisioningUri, qrSvg, factorId } = await enrolTotp();
    expect(provisioningUri).toMatch(/^otpauth:\/\/totp\/Samplan:person\d+\?issuer=Samplan&secret=[A-Z2-7]{32}&/);
    expect(qrSvg).toMatch(/^<svg[\s\S]*<\/svg>$/);
    expect((await started()).__typename).toBe('SignInOk');
    expect((await confirmEnrolment(by(accessToken), { factorId, code: '000000' })).code).toBe('CODE_REFUSED');
    const done = await confirmEnrolment(by(accessToken), { factorId, code: application(provisioningUri)() });
    expect(done.factor).toMatchObject({ id: factorId, kind: 'TOTP', phoneHint: null });
    expect(new Set(done.recoveryCodes).size).toBe(10);
    expect((await started()).__typename).toBe('SecondFactorRequired');
  });

  test('when the password is right, then there is no session before the code, and with it one of LOA2', async () => {
    const { code } = await enrolled();
    const required = await started();
    expect(required).toMatchObject({
      code: 'SECOND_FACTOR_REQUIRED',
      methods: ['TOTP', 'RECOVERY_CODE'],
      phoneHint: null,
    });
    const rows = await region.databases.identity.query('SELECT FROM session WHERE user_id = $1', [account.userId]);
    expect(rows).toHaveLength(1); // the one that enrolled
    const { tokens } = await confirmed(required.challenge, code());
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ sub: account.userId, acr: 'LOA2', cap: [] });
    expect(decodeJwt(accessToken)).toMatchObject({ acr: 'LOA1' });
  });

  test('when a code is used a second time, then it is refused, also in another sign-in and at once', async () => {
    const { code } = await enrolled();
    const challenges = await Promise.all(Array.from({ length: 4 }, started));
    const used = code();
    const outcomes = await Promise.all(challenges.map(({ challenge }) => confirmed(challenge, used)));
    expect(outcomes.filter(({ __typename }) => __typename === 'ConfirmSecondFactorOk')).toHaveLength(1);
    expect((await confirmed((await started()).challenge, used)).code).toBe('CODE_REFUSED');
    region.clock.move(STEP);
    expect((await confirmed((await started()).challenge, code())).__typename).toBe('ConfirmSecondFactorOk');
  });

  test('when a challenge is used twice or after five minutes, then it is refused', async () => {
    const { code } = await enrolled();
    const { challenge } = await started();
    expect((await confirmed(challenge, code())).__typename).toBe('ConfirmSecondFactorOk');
    region.clock.move(STEP);
    expect((await confirmed(challenge, code())).code).toBe('CHALLENGE_REFUSED');
    const late = await started();
    region.clock.move({ minutes: 5 });
    expect((await confirmed(late.challenge, code())).code).toBe('CHALLENGE_REFUSED');
    expect((await confirmed('nonsense', code())).code).toBe('CHALLENGE_REFUSED');
  });

  test('when codes are guessed, then five are looked at in five minutes, over all sign-ins of the account', async () => {
    const { code } = await enrolled();
    const challenges: string[] = [];
    for (let i = 0; i < 7; i += 1) challenges.push((await started()).challenge);
    const guesses = await Promise.all(challenges.map((challenge, i) => confirmed(challenge, `00000${i}`)));
    expect(guesses.map((guess) => guess.code).sort()).toEqual([
      ...Array(5).fill('CODE_REFUSED'),
      ...Array(2).fill('TOO_MANY_ATTEMPTS'),
    ]);
    const { challenge } = await started();
    expect((await confirmed(challenge, code())).code).toBe('TOO_MANY_ATTEMPTS');
    region.clock.move({ minutes: 5 });
    expect((await confirmed((await started()).challenge, code())).__typename).toBe('ConfirmSecondFactorOk');
  });

  test("when somebody gives another user's code, then it is refused", async () => {
    const { code } = await enrolled();
    const first = account;
    account = await region.account([{ unit: WARD, role: 'NURSE' }]);
    ({ accessToken } = await startWork(region.running.url, account));
    const { challenge } = await enrolled().then(started);
    expect(account.userId).not.toBe(first.userId);
    expect((await confirmed(challenge, code())).code).toBe('CODE_REFUSED');
  });
});

describe('with recovery codes', () => {
  test('when a recovery code is used, then it works once, however it is written', async () => {
    const { recoveryCodes } = await enrolled();
    const [one = ''] = recoveryCodes;
    const written = one.toUpperCase().replaceAll('-', ' ');
    expect((await confirmed((await started()).challenge, written, 'RECOVERY_CODE')).__typename).toBe(
      'ConfirmSecondFactorOk',
    );
    expect((await confirmed((await started()).challenge, one, 'RECOVERY_CODE')).code).toBe('CODE_REFUSED');
    const own = (await by(accessToken).ask('{ mySecondFactors { recoveryCodesLeft factors { kind } } }')).at(
      'mySecondFactors',
    );
    expect(own).toEqual({ recoveryCodesLeft: 9, factors: [{ kind: 'TOTP' }] });
  });

  test('when new ones are made, then the old ones stop working', async () => {
    const { recoveryCodes } = await enrolled();
    const renewed = await withoutInput('renewRecoveryCodes', 'recoveryCodes');
    expect(renewed.recoveryCodes).toHaveLength(10);
    const old = await confirmed((await started()).challenge, recoveryCodes[1] ?? '', 'RECOVERY_CODE');
    expect(old.code).toBe('CODE_REFUSED');
  });

  test('when the database is read, then neither secret, number nor code stands there', async () => {
    const { recoveryCodes } = await enrolled();
    const dump = JSON.stringify([
      await region.databases.identity.query('SELECT * FROM second_factor WHERE user_id = $1', [account.userId]),
      await region.databases.identity.query(`SELECT encode(hash, 'escape') FROM recovery_code WHERE user_id = $1`, [
        account.userId,
      ]),
    ]);
    for (const code of recoveryCodes) expect(dump).not.toContain(code);
    expect(dump).not.toMatch(/"sealed":"[A-Z2-7]{32}"/);
  });
});

describe('with a phone', () => {
  let phones = 0;
  let phone = '';
  const sent = (): string => /^\d{6}/.exec(sms.take(phone).at(-1)?.text ?? '')?.[0] ?? '';
  beforeEach(async () => {
    phones += 1;
    phone = `+4670174060${phones}`;
    const { factorId } = await enrolSms(by(accessToken), { phone: phone.replace('+46', '0') });
    await confirmEnrolment(by(accessToken), { factorId, code: sent() });
  });

  test('when a user signs in, then the code goes to the phone alone and works once', async () => {
    const required = await started();
    expect(required).toMatchObject({ methods: ['SMS', 'RECOVERY_CODE'], phoneHint: `•••${phone.slice(-2)}` });
    expect(JSON.stringify(required)).not.toContain(phone.slice(3));
    await sendSignInCode(by(), { challenge: required.challenge });
    const code = sent();
    expect((await confirmed(required.challenge, code, 'SMS')).__typename).toBe('ConfirmSecondFactorOk');
    expect((await confirmed((await started()).challenge, code, 'SMS')).code).toBe('CODE_REFUSED');
  });

  test('when a code is older than five minutes or another was sent after it, then it is refused', async () => {
    const { challenge } = await started();
    await sendSignInCode(by(), { challenge });
    const first = sent();
    await sendSignInCode(by(), { challenge });
    const second = sent();
    if (first !== second) expect((await confirmed(challenge, first, 'SMS')).code).toBe('CODE_REFUSED');
    region.clock.move({ minutes: 5 });
    expect((await confirmed((await started()).challenge, second, 'SMS')).code).toBe('CODE_REFUSED');
  });

  test('when codes are asked for again and again, then the phone gets three in five minutes', async () => {
    const { challenge } = await started();
    const codes: (string | undefined)[] = [];
    for (let i = 0; i < 3; i += 1) codes.push((await sendSignInCode(by(), { challenge })).code);
    expect(codes).toEqual([undefined, undefined, 'TOO_MANY_ATTEMPTS']); // one was sent at enrolment
    expect(sms.take(phone)).toHaveLength(2);
  });

  test('when a code could not be sent, then none works, the one before it included', async () => {
    const { challenge } = await started();
    await sendSignInCode(by(), { challenge });
    const before = sent();
    sms.work(false);
    expect((await sendSignInCode(by(), { challenge })).code).toBe('SMS_NOT_SENT');
    sms.work(true);
    const rows = await region.databases.identity.query(
      'SELECT code_sealed, code_expires_at FROM second_factor WHERE user_id = $1',
      [account.userId],
    );
    expect(rows).toEqual([{ code_sealed: null, code_expires_at: null }]);
    expect((await confirmed(challenge, before, 'SMS')).code).toBe('CODE_REFUSED');
  });

  test('when the user says to be reached at another mobile, then the codes go where they went (F-028)', async () => {
    const contact = { version: 0, mobile: '+46701740699', phone: '+46701740699', email: 'test@example.test' };
    expect((await updateMyContact(by(accessToken), contact)).__typename).toBe('UpdateMyContactOk');
    const required = await started();
    expect(required.phoneHint).toBe(`•••${phone.slice(-2)}`);
    await sendSignInCode(by(), { challenge: required.challenge });
    expect(sms.take('+46701740699')).toEqual([]);
    expect((await confirmed(required.challenge, sent(), 'SMS')).__typename).toBe('ConfirmSecondFactorOk');
  });

  test('when the SMS service is out of order, then the user is told and may try again', async () => {
    const { challenge } = await started();
    sms.work(false);
    expect((await sendSignInCode(by(), { challenge })).code).toBe('SMS_NOT_SENT');
    sms.work(true);
    expect((await sendSignInCode(by(), { challenge })).__typename).toBe('SendSignInCodeOk');
  });
});

test('when a number is none, then the input field is named', async () => {
  const { errors } = await enrolSms(by(accessToken), { phone: '12-34' });
  expect(errors[0].extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    field: 'input.phone',
    reason: 'NOT_A_PHONE_NUMBER',
  });
});

describe('fresh authentication (G-146)', () => {
  /** The account's session, six minutes after its sign-in. */
  async function stale(): Promise<string> {
    const before = await reauthenticate(by(accessToken), { password: account.password });
    region.clock.move({ minutes: 4 });
    const after = await refreshSession(by(), { refreshToken: before.tokens.refreshToken });
    region.clock.move({ minutes: 2 });
    return after.tokens.accessToken;
  }

  test('when the proof is older than five minutes, then FreshAuthenticationRequired and nothing changes', async () => {
    const { factorId } = await enrolled();
    const token = await stale();
    expect((await removeSecondFactor(by(token), { factorId })).code).toBe('FRESH_AUTHENTICATION_REQUIRED');
    expect((await enrolSms(by(token), { phone: '0701740699' })).code).toBe('FRESH_AUTHENTICATION_REQUIRED');
    expect((await withoutInput('renewRecoveryCodes', 'recoveryCodes', token)).code).toBe(
      'FRESH_AUTHENTICATION_REQUIRED',
    );
    expect((await enrolTotp(token)).code).toBe('FRESH_AUTHENTICATION_REQUIRED');
    expect((await started()).__typename).toBe('SecondFactorRequired');
  });

  test('when the user proves anew who it is, then it is done', async () => {
    const { factorId } = await enrolled();
    const { tokens } = await reauthenticate(by(await stale()), { password: account.password });
    expect((await removeSecondFactor(by(tokens.accessToken), { factorId })).__typename).toBe('RemoveSecondFactorOk');
    expect((await started()).__typename).toBe('SignInOk');
  });

  test('when a session that began with a password gets a code, then its level is LOA2 from then on', async () => {
    const { code } = await enrolled();
    const { tokens } = await reauthenticate(by(accessToken), { secondFactor: { method: 'TOTP', code: code() } });
    expect(decodeJwt(tokens.accessToken)['acr']).toBe('LOA2');
  });

  test.each([
    ['a wrong password', { password: 'Fel-losen-9' }, 'CURRENT_PASSWORD_WRONG'],
    ['a wrong code', { secondFactor: { method: 'TOTP', code: '123456' } }, 'CODE_REFUSED'],
  ])('when it is tried with %s, then the proof stays as old as it is', async (_, input, code) => {
    expect((await reauthenticate(by(accessToken), input)).code).toBe(code);
  });

  test('when neither or both are given, then the input is named', async () => {
    const { errors } = await reauthenticate(by(accessToken), {});
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input', reason: 'ONE_OF' });
  });
});

describe('a sign-in that waits for a code', () => {
  test('when one of the factors is removed, then it goes on no more, with any other either', async () => {
    const { code } = await enrolled();
    const { factorId } = await enrolSms(by(accessToken), { phone: '0701740698' });
    const { challenge } = await started();
    expect((await removeSecondFactor(by(accessToken), { factorId })).__typename).toBe('RemoveSecondFactorOk');
    expect((await confirmed(challenge, code())).code).toBe('CHALLENGE_REFUSED');
    expect((await confirmed((await started()).challenge, code())).__typename).toBe('ConfirmSecondFactorOk');
  });

  test('when the factors are reset, then it goes on no more, with new ones either', async () => {
    await enrolled();
    const { challenge } = await started();
    const administrator = await region.staff('Region Västernorrland, förvaltning', 'ADMINISTRATOR');
    await resetSecondFactors(administrator, { userId: account.userId });
    ({ accessToken } = await startWork(region.running.url, account));
    const { code } = await enrolled();
    expect((await confirmed(challenge, code())).code).toBe('CHALLENGE_REFUSED');
  });

  test('when the user suspects that somebody has the credentials, then it goes on no more', async () => {
    const { code } = await enrolled();
    const { challenge } = await started();
    await withoutInput('reportCredentialsSuspected', 'endedSessions');
    expect((await confirmed(challenge, code())).code).toBe('CHALLENGE_REFUSED');
  });

  test("when another user's factor is removed, then it goes on", async () => {
    const { code } = await enrolled();
    const { challenge } = await started();
    const first = account;
    account = await region.account([{ unit: WARD, role: 'NURSE' }]);
    ({ accessToken } = await startWork(region.running.url, account));
    const { factorId } = await enrolTotp();
    expect((await removeSecondFactor(by(accessToken), { factorId })).__typename).toBe('RemoveSecondFactorOk');
    account = first;
    expect((await confirmed(challenge, code())).__typename).toBe('ConfirmSecondFactorOk');
  });
});

describe('resetSecondFactors', () => {
  test('when an administrator of the same region resets, then the password suffices, the sessions end and the log has it', async () => {
    await enrolled();
    const administrator = await region.staff('Region Västernorrland, förvaltning', 'ADMINISTRATOR');
    expect(await resetSecondFactors(administrator, { userId: account.userId })).toMatchObject({
      removed: 1,
      endedSessions: 1,
    });
    expect((await by(accessToken).ask('{ me { id } }')).data?.me ?? null).toBeNull();
    expect((await started()).__typename).toBe('SignInOk');
    const logged = await region.databases.identity.query(
      `SELECT kind, user_id FROM kit.access_log WHERE action = 'second-factor.reset' AND subject_id = $1`,
      [account.userId],
    );
    expect(logged).toEqual([{ kind: 'WRITE', user_id: administrator.userId }]);
  });

  test('when an administrator of another principal tries, then it is as if the user did not exist', async () => {
    await enrolled();
    const other = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR');
    const refused = await resetSecondFactors(other, { userId: account.userId });
    expect(refused).toEqual(await resetSecondFactors(other, { userId: 'usr_finnsinte' }));
    expect(refused.code).toBe('NOT_PERMITTED');
    expect((await started()).__typename).toBe('SecondFactorRequired');
  });

  test.each(['NURSE', 'PHYSICIAN', 'UNIT_MANAGER'] as const)('when a %s tries, then it is refused', async (role) => {
    const { errors } = await resetSecondFactors(await region.staff(WARD, role), { userId: account.userId });
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
  });
});

test("when a user removes another's factor, then it is refused and stays", async () => {
  const { factorId } = await enrolled();
  const other = await region.staff(WARD, 'NURSE');
  expect((await removeSecondFactor(other, { factorId })).code).toBe('NOT_PERMITTED');
  expect((await started()).__typename).toBe('SecondFactorRequired');
});
