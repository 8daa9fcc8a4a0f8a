import { askerAt, type Json } from '@samplan/testing/ask';
import { mutation } from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp, type RunningHere, type Shape } from '@samplan/testing/shapes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const HOME = 'Hemtjänst Centrum';
const INSIDE = '192.0.2.7';
const OUTSIDE = '198.51.100.7';
const signIn = mutation('signIn', 'tokens { accessToken refreshToken }');
const choose = mutation('chooseAssignment', 'tokens { accessToken refreshToken }');
const refresh = mutation('refreshSession', 'tokens { accessToken refreshToken }');
const setAllowedNetworks = mutation('setAllowedNetworks', 'allowed { networks version }');
const CONTEXT = 'query { me { assignments { id unit { id } } } myContext { capabilities missing { code } } }';

const SHAPES: readonly (readonly [string, Shape<RunningHere>])[] = [
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
];

describe.each(SHAPES)('the networks that people may work from (F-162), %s', (_, shape) => {
  let region: TestRegion;

  beforeAll(async () => {
    region = await testRegion({ shape, proxies: ['127.0.0.0/8', '::1'] });
  });
  afterAll(() => region.close());

  /** Tokens of somebody who signs in and chooses the assignment from an address. */
  async function working(unit: string, role: 'PLANNER' | 'ADMINISTRATOR', address: string): Promise<Json> {
    const { organisation, username, password } = await region.account([{ unit, role }]);
    const entry = role === 'ADMINISTRATOR' ? 'ADMINISTRATION' : 'STAFF';
    const { tokens } = await signIn(askerAt(region.running.url, address), { organisation, username, password, entry });
    const own = askerAt(region.running.url, address, tokens.accessToken);
    const [assignment] = (await own.ask(CONTEXT)).at('me').assignments;
    return (await choose(own, { assignmentId: assignment.id })).tokens;
  }

  test('when an administration names its networks, then its people have rights inside, and outside none, with the reason; others go on', async () => {
    const administrator = await working('Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR', INSIDE);
    const by = askerAt(region.running.url, INSIDE, administrator.accessToken);
    const planner = await working(HOME, 'PLANNER', OUTSIDE);

    const foreign = { version: 0, networks: ['203.0.113.0/24'] };
    expect(await setAllowedNetworks(by, foreign)).toMatchObject({ code: 'NETWORK_OWN_MISSING' });
    const given = { version: 0, networks: ['192.0.2.0/24', '2001:db8::/32'] };
    expect(await setAllowedNetworks(by, given)).toMatchObject({ allowed: { networks: given.networks, version: 1 } });
    expect(await setAllowedNetworks(by, given)).toMatchObject({ code: 'CHANGED_MEANWHILE' });

    const after = (await refresh(askerAt(region.running.url, OUTSIDE), { refreshToken: planner.refreshToken })).tokens;
    const outside = (await askerAt(region.running.url, OUTSIDE, after.accessToken).ask(CONTEXT)).at('myContext');
    expect(outside).toMatchObject({ capabilities: [], missing: [{ code: 'NETWORK_NOT_ALLOWED' }] });

    const inside = await working(HOME, 'PLANNER', '2001:db8::7');
    const seen = (await askerAt(region.running.url, '2001:db8::7', inside.accessToken).ask(CONTEXT)).at('myContext');
    expect(seen).toMatchObject({ capabilities: expect.arrayContaining(['sip.answer']), missing: [] });
    const carriedOut = await askerAt(region.running.url, OUTSIDE, inside.accessToken).ask(CONTEXT);
    expect(carriedOut.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);

    const school = await region.account([{ unit: 'Hagaskolan', role: 'SCHOOL_PRINCIPAL' }]);
    const { organisation, username, password } = school;
    expect((await signIn(askerAt(region.running.url, OUTSIDE), { organisation, username, password })).__typename).toBe(
      'SignInOk',
    );
    expect(await setAllowedNetworks(by, { version: 1, networks: [] })).toMatchObject({ allowed: { networks: [] } });
  });

  test.each([
    ['no network', ['192.0.2.0/33']],
    ['named twice', ['192.0.2.0/24', '192.0.2.0/24']],
    ['not text', ['']],
  ])('when what is given is %s, then the field is named', async (_what, networks) => {
    const tokens = await working('Socialförvaltningen, ledning', 'ADMINISTRATOR', INSIDE);
    const { errors } = await setAllowedNetworks(askerAt(region.running.url, INSIDE, tokens.accessToken), {
      version: 0,
      networks,
    });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.networks' });
  });

  test('when a planner tries, then it is closed', async () => {
    const tokens = await working(HOME, 'PLANNER', INSIDE);
    const tried = await setAllowedNetworks(askerAt(region.running.url, INSIDE, tokens.accessToken), {
      version: 0,
      networks: [],
    });
    expect(tried).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});
