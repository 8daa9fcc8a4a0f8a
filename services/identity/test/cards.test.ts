import { standardSettings } from '@samplan/identity/settings';
import type { Json } from '@samplan/testing/ask';
import { ask } from '@samplan/testing/ask';
import type { Card } from '@samplan/testing/cards/authority';
import { type CardDesk, openCardDesk } from '@samplan/testing/cards/desk';
import { atReader, convertToCard, signInWithCard } from '@samplan/testing/cards/sign-in';
import { mutation } from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, bearer, chooseAssignment, refreshSession, signIn, startWork } from '@samplan/testing/sessions';
import { inOneProcess } from '@samplan/testing/shapes';
import { decodeJwt } from 'jose';
import { type TOTP, URI } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' } as const;

let desk: CardDesk;
let region: TestRegion;
let url: URL;

beforeAll(async () => {
  desk = await openCardDesk();
  region = await testRegion({ shape: inOneProcess, cards: desk.entry });
  if (!region.running.cardUrl) throw new Error('no entry for cards');
  url = region.running.cardUrl;
});
afterAll(async () => {
  await region.close();
  desk.close();
});

const credentials = ({ organisation, username, password }: Account) => ({ organisation, username, password });
const someone = (): Promise<Account> => region.account([WARD]);

/** Somebody who has converted, with the card and the tokens of the first session. */
async function converted(): Promise<{ account: Account; card: Card; tokens: Json }> {
  const [account, card] = [await someone(), await desk.issue()];
  const { tokens } = await convertToCard(atReader(url, card), credentials(account));
  return { account, card, tokens };
}

async function logged(userId: string): Promise<readonly Json[]> {
  return await region.databases.identity.query(
    'SELECT kind, action, reason FROM kit.access_log WHERE subject_id = $1 ORDER BY entry',
    [userId],
  );
}

describe('convertToCard', () => {
  test('when username, password and card come together, then the session has LOA3, is bound to the card and awaits the choice of unit (F-060, F-062)', async () => {
    const { account, card, tokens } = await converted();
    expect(decodeJwt(tokens.accessToken)).toMatchObject({
      sub: account.userId,
      acr: 'LOA3',
      cnf: { 'x5t#S256': card.thumbprint },
      asg: null,
      cap: [],
    });
    expect(await logged(account.userId)).toEqual([{ kind: 'WRITE', action: 'card.convert', reason: null }]);
    const rows = await region.databases.identity.query(
      'SELECT hsa_id, converted_at IS NOT NULL AS is_converted FROM "user" WHERE id = $1',
      [account.userId],
    );
    expect(rows).toEqual([{ hsa_id: card.holder.hsaId.toUpperCase(), is_converted: true }]);
  });

  test('when the account is converted, then sessions that were begun with the password end at once everywhere (F-061)', async () => {
    const account = await someone();
    const { accessToken } = await startWork(region.running.url, account);
    const before = bearer(region.running.url, accessToken);
    expect((await before.ask('{ overview { totalCount } }')).errors).toEqual([]);
    await convertToCard(atReader(url, await desk.issue()), credentials(account));
    const codes = (await before.ask('{ overview { totalCount } }')).errors.map(({ extensions }) => extensions['code']);
    expect(codes).toEqual(['UNAUTHENTICATED']);
  });

  test('when the call comes without a card, then CardMissing says where to go', async () => {
    const outcome = await convertToCard(bearer(region.running.url), credentials(await someone()));
    expect(outcome).toMatchObject({ __typename: 'CardMissing', code: 'CARD_MISSING' });
  });

  test('when password or username is wrong, then the answer is the same and nothing is bound', async () => {
    const [account, card] = [await someone(), await desk.issue()];
    const wrong = await convertToCard(atReader(url, card), { ...credentials(account), password: 'Fel-Losen-1' });
    const unknown = await convertToCard(atReader(url, card), { ...credentials(account), username: 'finns.inte' });
    expect(wrong).toMatchObject({ __typename: 'SignInRefused', code: 'SIGN_IN_REFUSED' });
    expect(unknown).toEqual(wrong);
    expect(await signInWithCard(atReader(url, card), {})).toMatchObject({ code: 'CARD_NOT_CONVERTED' });
    expect((await signIn(bearer(region.running.url), credentials(account))).__typename).toBe('SignInOk');
    expect(await logged(account.userId)).toEqual([
      { kind: 'DENIED', action: 'card.convert', reason: 'CREDENTIALS_REFUSED' },
    ]);
  });

  test('when the account is converted already, then AlreadyConverted, with its own card or another (f.2 24)', async () => {
    const { account, card } = await converted();
    for (const inReader of [card, await desk.issue()]) {
      const again = await convertToCard(atReader(url, inReader), credentials(account));
      expect(again).toMatchObject({ __typename: 'AlreadyConverted', code: 'ALREADY_CONVERTED' });
    }
    expect(await logged(account.userId)).toMatchObject([
      { kind: 'WRITE' },
      { kind: 'DENIED', reason: 'ALREADY_CONVERTED' },
      { kind: 'DENIED', reason: 'ALREADY_CONVERTED' },
    ]);
  });

  test('when the account is converted and the password is wrong, then nobody learns that it is converted', async () => {
    const { account } = await converted();
    const outcome = await convertToCard(atReader(url, await desk.issue()), {
      ...credentials(account),
      password: 'Fel-Losen-1',
    });
    expect(outcome.code).toBe('SIGN_IN_REFUSED');
  });

  test('when the card is bound to another account, then CardOfAnother, and both stay as they were (f.2 24)', async () => {
    const { account: first, card } = await converted();
    const second = await someone();
    const outcome = await convertToCard(atReader(url, card), credentials(second));
    expect(outcome).toMatchObject({ __typename: 'CardOfAnother', code: 'CARD_OF_ANOTHER' });
    const { tokens } = await signInWithCard(atReader(url, card), {});
    expect(decodeJwt(tokens.accessToken).sub).toBe(first.userId);
    expect((await signIn(bearer(region.running.url), credentials(second))).__typename).toBe('SignInOk');
  });

  test('when another holder’s card was told for the account, then CardOfAnother', async () => {
    const [account, card] = [await someone(), await desk.issue()];
    await region.databases.identity.query(`UPDATE "user" SET hsa_id = 'SE2321000180-OTHER' WHERE id = $1`, [
      account.userId,
    ]);
    expect(await convertToCard(atReader(url, card), credentials(account))).toMatchObject({ code: 'CARD_OF_ANOTHER' });
  });

  test('when one account is converted to two cards at once, then one is bound', async () => {
    const [account, cards] = [await someone(), [await desk.issue(), await desk.issue()]];
    const outcomes = await Promise.all(cards.map((card) => convertToCard(atReader(url, card), credentials(account))));
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['AlreadyConverted', 'ConvertToCardOk']);
  });

  test('when two accounts are converted to one card at once, then one is bound', async () => {
    const [accounts, card] = [[await someone(), await someone()], await desk.issue()];
    const outcomes = await Promise.all(
      accounts.map((account) => convertToCard(atReader(url, card), credentials(account))),
    );
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['CardOfAnother', 'ConvertToCardOk']);
  });

  test('when a password is guessed with a card, then there are five tries, however many accounts are tried', async () => {
    const card = await desk.issue();
    const codes: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      const account = await someone();
      const { code } = await convertToCard(atReader(url, card), { ...credentials(account), password: 'Fel-Losen-1' });
      codes.push(code);
    }
    expect(codes).toEqual([...Array<string>(5).fill('SIGN_IN_REFUSED'), 'TOO_MANY_ATTEMPTS']);
  });

  test('when the password of an account is guessed with many cards, then there are five tries', async () => {
    const account = await someone();
    const guess = { ...credentials(account), password: 'Fel-Losen-1' };
    const codes: string[] = [];
    for (let i = 0; i < 6; i += 1) codes.push((await convertToCard(atReader(url, await desk.issue()), guess)).code);
    expect(codes).toEqual([...Array<string>(5).fill('SIGN_IN_REFUSED'), 'TOO_MANY_ATTEMPTS']);
  });
});

describe('convertToCard of an account with a second factor', () => {
  const enrolTotp = 'mutation { enrolTotp { ... on EnrolTotpOk { factorId provisioningUri } } }';
  const confirmEnrolment = mutation('confirmEnrolment', 'recoveryCodes');
  const confirmSecondFactor = mutation('confirmSecondFactor', 'tokens { accessToken }');
  const signInWaiting = mutation('signIn', 'tokens { accessToken }', '... on SecondFactorRequired { challenge }');
  const convert = mutation(
    'convertToCard',
    'tokens { accessToken }',
    '... on SecondFactorRequired { challenge methods } ... on CodeRefused { field }',
  );

  /** An account with an application that shows codes. */
  async function withApplication(): Promise<{ account: Account; code: () => string; recoveryCode: string }> {
    const account = await someone();
    const { accessToken } = await startWork(region.running.url, account);
    const by = bearer(region.running.url, accessToken);
    const { factorId, provisioningUri } = (await by.ask(enrolTotp)).at('enrolTotp');
    const totp = URI.parse(provisioningUri) as TOTP; // the address says totp
    const code = () => totp.generate({ timestamp: region.clock.now().getTime() });
    const { recoveryCodes } = await confirmEnrolment(by, { factorId, code: code() });
    region.clock.move({ minutes: 0.5 }); // a code counts once
    return { account, code, recoveryCode: recoveryCodes[0] };
  }

  test('when password and card come without a code, then the code is asked for and nothing is bound', async () => {
    const [{ account }, card] = [await withApplication(), await desk.issue()];
    const outcome = await convert(atReader(url, card), credentials(account));
    expect(outcome).toMatchObject({ code: 'SECOND_FACTOR_REQUIRED', methods: ['TOTP', 'RECOVERY_CODE'] });
    expect((await signInWithCard(atReader(url, card), {})).code).toBe('CARD_NOT_CONVERTED');
  });

  test('when the code is wrong, then CodeRefused, nothing is bound, and the log says so', async () => {
    const [{ account }, card] = [await withApplication(), await desk.issue()];
    const secondFactor = { method: 'TOTP', code: '000000' };
    const outcome = await convert(atReader(url, card), { ...credentials(account), secondFactor });
    expect(outcome).toMatchObject({ __typename: 'CodeRefused', code: 'CODE_REFUSED' });
    expect((await signInWithCard(atReader(url, card), {})).code).toBe('CARD_NOT_CONVERTED');
    expect((await logged(account.userId)).at(-1)).toMatchObject({ kind: 'DENIED', action: 'card.convert' });
  });

  test.each(['TOTP', 'RECOVERY_CODE'])(
    'when the code is right (%s), then the account is bound, and the card alone signs in from then on (F-062)',
    async (method) => {
      const [{ account, code, recoveryCode }, card] = [await withApplication(), await desk.issue()];
      const secondFactor = { method, code: method === 'TOTP' ? code() : recoveryCode };
      const { tokens } = await convert(atReader(url, card), { ...credentials(account), secondFactor });
      expect(decodeJwt(tokens.accessToken)).toMatchObject({ sub: account.userId, acr: 'LOA3' });
      expect((await signInWithCard(atReader(url, card), {})).__typename).toBe('SignInWithCardOk');
    },
  );

  test('when a code was used to convert one account to a card, then it does not count for another card', async () => {
    const { account, code } = await withApplication();
    const secondFactor = { method: 'TOTP', code: code() };
    const cards = [await desk.issue(), await desk.issue()];
    const outcomes = await Promise.all(
      cards.map((card) => convert(atReader(url, card), { ...credentials(account), secondFactor })),
    );
    expect(outcomes.filter(({ __typename }) => __typename === 'ConvertToCardOk')).toHaveLength(1);
  });

  test('when a sign-in with the password waits for its code meanwhile, then it goes on no more (F-061)', async () => {
    const [{ account, code }, card] = [await withApplication(), await desk.issue()];
    const secondFactor = { method: 'TOTP', code: code() };
    const { challenge } = await convert(atReader(url, card), credentials(account));
    await convert(atReader(url, card), { ...credentials(account), secondFactor });
    region.clock.move({ minutes: 0.5 });
    const outcome = await confirmSecondFactor(bearer(region.running.url), { challenge, method: 'TOTP', code: code() });
    expect(outcome).toMatchObject({ __typename: 'ChallengeRefused', code: 'CHALLENGE_REFUSED' });
  });

  test('when the account is converted already, then AlreadyConverted comes before any code, so that none signs in without the card (F-061)', async () => {
    const [{ account, code }, card] = [await withApplication(), await desk.issue()];
    const secondFactor = { method: 'TOTP', code: code() };
    await convert(atReader(url, card), { ...credentials(account), secondFactor });
    for (const inReader of [card, await desk.issue()]) {
      const again = await convert(atReader(url, inReader), credentials(account));
      expect(again).toMatchObject({ __typename: 'AlreadyConverted', code: 'ALREADY_CONVERTED' });
    }
  });

  test('when a sign-in began to wait for its code while the account was being converted, then it goes on no more (F-061)', async () => {
    const [{ account, code }, card] = [await withApplication(), await desk.issue()];
    const { challenge } = await signInWaiting(bearer(region.running.url), credentials(account));
    const secondFactor = { method: 'TOTP', code: code() };
    await convert(atReader(url, card), { ...credentials(account), secondFactor });
    // As if it had been stored after the conversion had ended those that were there.
    await region.databases.identity.query('UPDATE sign_in_challenge SET used_at = NULL WHERE user_id = $1', [
      account.userId,
    ]);
    region.clock.move({ minutes: 0.5 });
    const outcome = await confirmSecondFactor(bearer(region.running.url), { challenge, method: 'TOTP', code: code() });
    expect(outcome).toMatchObject({ __typename: 'ChallengeRefused', code: 'CHALLENGE_REFUSED' });
  });
});

describe('after conversion', () => {
  test('when the password comes, then it is refused with a code of its own, and only the right one (F-061)', async () => {
    const { account } = await converted();
    const outcome = await signIn(bearer(region.running.url), credentials(account));
    expect(outcome).toMatchObject({ __typename: 'CardSignInRequired', code: 'CARD_SIGN_IN_REQUIRED' });
    const guessed = await signIn(bearer(region.running.url), { ...credentials(account), password: 'Fel-Losen-1' });
    expect(guessed.code).toBe('SIGN_IN_REFUSED');
    const denials = (await logged(account.userId)).filter(({ kind }) => kind === 'DENIED');
    expect(denials.map(({ reason }) => reason)).toEqual(['CARD_SIGN_IN_REQUIRED', 'CREDENTIALS_REFUSED']);
  });

  test('when the card is renewed, then the new one signs in and the session is bound to it', async () => {
    const { account, card } = await converted();
    const renewed = await desk.issue(card.holder);
    const { tokens } = await signInWithCard(atReader(url, renewed), {});
    expect(decodeJwt(tokens.accessToken)).toMatchObject({
      sub: account.userId,
      cnf: { 'x5t#S256': renewed.thumbprint },
    });
  });

  test('when the account is closed, then the card signs in no more', async () => {
    const { account, card } = await converted();
    await region.databases.identity.query('UPDATE "user" SET is_active = false WHERE id = $1', [account.userId]);
    expect(await signInWithCard(atReader(url, card), {})).toMatchObject({ code: 'CARD_NOT_CONVERTED' });
  });

  test('when somebody’s card was never converted, then it signs in to nothing', async () => {
    expect(await signInWithCard(atReader(url, await desk.issue()), {})).toMatchObject({
      __typename: 'CardNotConverted',
      code: 'CARD_NOT_CONVERTED',
    });
  });

  test('when there is no card, then CardMissing', async () => {
    expect((await signInWithCard(bearer(region.running.url), {})).code).toBe('CARD_MISSING');
  });

  test.each(['STAFF', 'ADMINISTRATION'])(
    'when somebody signs in at the entry %s, then the session is for that (F-050, F-059)',
    async (entry) => {
      const { card } = await converted();
      const { tokens } = await signInWithCard(atReader(url, card), { entry });
      const rows = await region.databases.identity.query('SELECT entry FROM session WHERE id = $1', [
        decodeJwt(tokens.accessToken)['sid'],
      ]);
      expect(rows).toEqual([{ entry }]);
    },
  );
});

describe('a session with a card (RFC 8705)', () => {
  test('when the card stays in the reader, then units are chosen, tokens refreshed and work done', async () => {
    const { account, card, tokens } = await converted();
    const assignmentId = account.assignmentIds[0];
    const chosen = await chooseAssignment(atReader(url, card, tokens), { assignmentId });
    const refreshed = await refreshSession(atReader(url, card), { refreshToken: chosen.tokens.refreshToken });
    expect(decodeJwt(refreshed.tokens.accessToken)).toMatchObject({ cnf: { 'x5t#S256': card.thumbprint } });
    const { errors } = await atReader(url, card, refreshed.tokens).ask('{ overview { totalCount } }');
    expect(errors).toEqual([]);
  });

  test('when the card is taken out, then the next call is refused at either entry (F-067, f.2 25)', async () => {
    const { tokens } = await converted();
    const query = '{ me { id } }';
    const elsewhere = await ask(region.running.url, query, {}, `Bearer ${tokens.accessToken}`);
    const here = await atReader(url, null, tokens).ask(query);
    expect([elsewhere, here].map(({ status, data }) => ({ status, data }))).toEqual([
      { status: 401, data: null },
      { status: 401, data: null },
    ]);
    expect(here.errors[0]?.extensions).toMatchObject({ code: 'CARD_REFUSED', reason: 'NO_CARD' });
  });

  test('when the token is used with another card, then it is refused, even one of the same holder', async () => {
    const { card, tokens } = await converted();
    for (const other of [await desk.issue(), await desk.issue(card.holder)]) {
      const answer = await atReader(url, other, tokens).ask('{ me { id } }');
      expect(answer.status).toBe(401);
    }
  });

  test('when the refresh token is used without the card, then it is refused, and the holder goes on undisturbed', async () => {
    const { card, tokens } = await converted();
    const { refreshToken } = tokens;
    for (const thief of [bearer(region.running.url), atReader(url, await desk.issue())]) {
      expect((await refreshSession(thief, { refreshToken })).code).toBe('REFRESH_REFUSED');
    }
    expect((await refreshSession(atReader(url, card), { refreshToken })).__typename).toBe('RefreshSessionOk');
  });
});

describe('signInMethods', () => {
  test('when the installation has no card support, then only the password is listed (F-052, f.2 26)', async () => {
    const answer = await bearer(region.running.url).ask('{ signInMethods { kind url } }');
    expect(answer.at('signInMethods')).toEqual([{ kind: 'PASSWORD', url: null }]);
  });

  test('when it has, then the entry for cards is listed with its address (F-051)', async () => {
    const settings = { ...standardSettings('TRAINING'), entries: { cardUrl: 'https://kort.samplan.example' } };
    const other = await testRegion({ shape: (o) => inOneProcess({ ...o, settings }) });
    try {
      const answer = await bearer(other.running.url).ask('{ signInMethods { kind url } }');
      expect(answer.at('signInMethods')).toEqual([
        { kind: 'PASSWORD', url: null },
        { kind: 'CARD', url: 'https://kort.samplan.example' },
      ]);
    } finally {
      await other.close();
    }
  });
});
