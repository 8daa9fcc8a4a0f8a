import { ask } from '@samplan/testing/ask';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { credentialsOf } from '@samplan/testing/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSession, type Session } from '../../explorer/page/session.ts';
import type { Post } from '../../explorer/page/tokens.ts';

const WARD = 'Avd 11 Medicin, Sundsvall';
const OTHER_WARD = 'Avd 2 Kirurgi, Sundsvall';
const CONTEXT = { query: '{ myContext { assignment { role unit { name } } } }' };

let region: TestRegion;
beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

/** A page: its session, and what it has sent. */
interface Page {
  readonly session: Session;
  /** Operations by name, in order. */
  readonly sent: string[];
  /** Headers that were sent, in order. */
  readonly authorizations: (string | undefined)[];
  /** Cuts the page off from the gateway. */
  cut(): void;
  /** What the gateway answers from now on to the operation, in place of its own answer. */
  answers(operation: string, body: unknown): void;
}

/** Opens a page. Its clock is the region's unless another is given. */
function openPage(now: () => Date = region.clock.now): Page {
  const sent: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const given = new Map<string, unknown>();
  let isCut = false;
  const post: Post = async (call, authorization) => {
    sent.push(/(?:query|mutation) (\w+)/.exec(call.query)?.[1] ?? 'unnamed');
    authorizations.push(authorization);
    const name = sent.at(-1) ?? '';
    if (given.has(name)) return { status: 200, body: given.get(name) };
    if (isCut) throw new TypeError('fetch failed');
    const response = await fetch(new URL('/graphql', region.running.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(call),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    session: createSession(post, now),
    sent,
    authorizations,
    cut() {
      isCut = true;
    },
    answers: (operation, body) => void given.set(operation, body),
  };
}

/** A page with somebody signed in who has one assignment. */
async function signedIn(now?: () => Date): Promise<Page> {
  const nurse = await region.staff(WARD, 'NURSE');
  const page = openPage(now);
  await page.session.signIn(nurse.credentials);
  expect(page.session.state()).toMatchObject({ kind: 'SIGNED_IN', assignment: { role: 'NURSE' } });
  page.sent.length = 0;
  return page;
}

/** What the gateway takes the page's user for. */
const AT_WARD = { data: { myContext: { assignment: { role: 'NURSE', unit: { name: WARD } } } } };

describe('signing in', () => {
  test('when there is one assignment, then it is chosen, and every call is made as that user', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const { session } = openPage();
    await session.signIn(nurse.credentials);
    expect(session.state()).toMatchObject({
      kind: 'SIGNED_IN',
      person: { id: nurse.userId, givenName: 'Prov' },
      assignment: {
        role: 'NURSE',
        unit: { name: WARD, administration: { principal: { name: 'Region Västernorrland' } } },
      },
      notice: null,
    });
    expect(await session.ask(CONTEXT)).toEqual(AT_WARD);
  });

  test('when there are several assignments, then the user chooses, and can choose again (F-063, F-276)', async () => {
    const person = await region.account([
      { unit: WARD, role: 'NURSE' },
      { unit: OTHER_WARD, role: 'DISCHARGE_COORDINATOR' },
    ]);
    const { session } = openPage();
    await session.signIn(credentialsOf(person));
    const state = session.state();
    if (state.kind !== 'SIGNED_IN') throw new Error('not signed in');
    expect(state.assignment).toBeNull();
    expect(state.assignments.map(({ role }) => role).sort()).toEqual(['DISCHARGE_COORDINATOR', 'NURSE']);
    for (const { id, role, unit } of state.assignments) {
      await session.choose(id);
      expect(session.state()).toMatchObject({ assignment: { id, role } });
      expect(await session.ask(CONTEXT)).toEqual({
        data: { myContext: { assignment: { role, unit: { name: unit?.name } } } },
      });
    }
  });

  test('when the password is wrong, then nobody is signed in and the reason is the gateway’s', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const { session } = openPage();
    await session.signIn({ ...nurse.credentials, password: 'Fel-Losenord-2026' });
    expect(session.state()).toEqual({
      kind: 'SIGNED_OUT',
      notice:
        'Organisation, användarnamn och lösenord stämmer inte ihop. Försök igen eller kontakta din administratör.',
    });
  });

  test('when the gateway cannot be reached, then the page says so', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const page = openPage();
    page.cut();
    await page.session.signIn(nurse.credentials);
    expect(page.session.state()).toEqual({
      kind: 'SIGNED_OUT',
      notice: 'Servern går inte att nå. Försök igen om en stund.',
    });
  });

  test('when somebody is signed in, then the tokens are not in what the page shows', async () => {
    const { session, authorizations } = await signedIn();
    const token = authorizations.findLast((header) => header !== undefined)?.replace('Bearer ', '');
    expect(token).toBeTruthy();
    expect(JSON.stringify(session.state())).not.toContain(token);
  });

  test('when nobody is signed in, then calls are made without a token', async () => {
    const { session, authorizations } = openPage();
    expect(await session.ask({ query: '{ __typename }' })).toEqual({ data: { __typename: 'Query' } });
    expect(authorizations).toEqual([undefined]);
  });
});

describe('keeping the session', () => {
  test('when the access token is about to expire, then it is renewed before the call', async () => {
    const { session, sent } = await signedIn();
    region.clock.move({ minutes: 4.6 });
    expect(await session.ask(CONTEXT)).toEqual(AT_WARD);
    expect(sent).toEqual(['RefreshSession', 'unnamed']);
  });

  test('when the user has been away for longer than a token lives, then the next call works', async () => {
    const { session } = await signedIn();
    region.clock.move({ minutes: 45 });
    expect(await session.ask(CONTEXT)).toEqual(AT_WARD);
  });

  test('when many calls find the token expired at once, then it is renewed once, since a second use would end the session', async () => {
    const { session, sent } = await signedIn();
    region.clock.move({ minutes: 10 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => session.ask(CONTEXT)));
    expect(answers).toEqual(Array.from({ length: 5 }, () => AT_WARD));
    expect(sent.filter((name) => name === 'RefreshSession')).toHaveLength(1);
  });

  test('when the computer’s clock is behind, then a refused token is renewed and the call is repeated', async () => {
    const stopped = region.clock.now();
    const { session, sent } = await signedIn(() => stopped);
    region.clock.move({ minutes: 10 });
    const answers = await Promise.all(Array.from({ length: 3 }, () => session.ask(CONTEXT)));
    expect(answers).toEqual(Array.from({ length: 3 }, () => AT_WARD));
    expect(sent.filter((name) => name === 'RefreshSession')).toHaveLength(1);
  });

  test('when the token has expired, then the user can still change assignment', async () => {
    const person = await region.account([
      { unit: WARD, role: 'NURSE' },
      { unit: OTHER_WARD, role: 'NURSE' },
    ]);
    const { session } = openPage();
    await session.signIn(credentialsOf(person));
    const state = session.state();
    if (state.kind !== 'SIGNED_IN') throw new Error('not signed in');
    region.clock.move({ minutes: 10 });
    const chosen = state.assignments.find(({ unit }) => unit?.name === WARD);
    await session.choose(chosen?.id ?? '');
    expect(await session.ask(CONTEXT)).toEqual(AT_WARD);
  });

  test('when nobody has used the session for too long, then the page signs out and says what to do', async () => {
    const { session } = await signedIn();
    region.clock.move({ minutes: 61 });
    await session.ask(CONTEXT);
    expect(session.state()).toEqual({ kind: 'SIGNED_OUT', notice: 'Sessionen har avslutats. Logga in igen.' });
  });

  test('when identity is out of reach, then the session goes on and the token is used while it lasts', async () => {
    const page = await signedIn();
    region.clock.move({ minutes: 4.6 });
    const outage = { message: 'Delar av systemet svarar inte.', extensions: { code: 'UNAVAILABLE' } };
    page.answers('RefreshSession', { data: null, errors: [outage] });
    expect(await page.session.ask(CONTEXT)).toEqual(AT_WARD);
    expect(page.sent).toEqual(['RefreshSession', 'unnamed']);
    expect(page.session.state().kind).toBe('SIGNED_IN');
  });

  test('when the user signs out while the token is renewed, then the page stays signed out', async () => {
    const { session, authorizations } = await signedIn();
    region.clock.move({ minutes: 10 });
    await Promise.all([session.ask(CONTEXT), session.signOut()]);
    expect(session.state()).toEqual({ kind: 'SIGNED_OUT', notice: null });
    await session.ask(CONTEXT);
    expect(authorizations.at(-1)).toBeUndefined();
  });

  test('when the session was ended elsewhere, then the page signs out at the next call', async () => {
    const { session, sent, authorizations } = await signedIn();
    await ask(region.running.url, 'mutation { signOut { __typename } }', {}, authorizations.at(-1));
    await session.ask(CONTEXT);
    expect(sent).toEqual(['unnamed', 'RefreshSession']);
    expect(session.state()).toEqual({ kind: 'SIGNED_OUT', notice: 'Sessionen har avslutats. Logga in igen.' });
  });
});

describe('signing out', () => {
  test('when the user signs out, then the token is worth nothing any longer', async () => {
    const { session, authorizations } = await signedIn();
    const token = authorizations.findLast((header) => header !== undefined);
    await session.signOut();
    expect(session.state()).toEqual({ kind: 'SIGNED_OUT', notice: null });
    const { errors } = await ask(region.running.url, CONTEXT.query, {}, token);
    expect(errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    await session.ask(CONTEXT);
    expect(authorizations.at(-1)).toBeUndefined();
  });

  test('when the gateway cannot be reached, then the user is signed out here and is told', async () => {
    const page = await signedIn();
    page.cut();
    await page.session.signOut();
    expect(page.session.state()).toMatchObject({ kind: 'SIGNED_OUT', notice: expect.stringContaining('utloggad här') });
  });

  test('when the state changes, then who asked is told until they stop', async () => {
    const { session } = await signedIn();
    const seen: string[] = [];
    const stop = session.subscribe(() => seen.push(session.state().kind));
    await session.signOut();
    stop();
    await session.signIn({ organisation: 'sundsvall', username: 'ingen', password: 'fel' });
    expect(seen).toEqual(['SIGNED_OUT']);
  });
});
