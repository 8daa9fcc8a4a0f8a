import type { Json } from './ask.ts';
import { mutation, payload } from './operations.ts';
import type { Person } from './region.ts';
import { bearer, type Credentials, startWorkAt, tokensOf } from './sessions.ts';
import { newKey } from './story.ts';

const STEP =
  'id system entitlement action executors doneAt credentialsMessage collectedAt tokens viewerCanComplete viewerCanReissue';
const ORDER = `order { id version kind channel state confirmedAt reason agreement role validTo unit { id } toUnit { id }
  person { givenName familyName hsaId user { id } } steps { ${STEP} } history { event state by { id } } viewerCan }`;
const REFUSED = '... on AccessOrderStateRefuses { state }';

export const placeAccessOrder = mutation(
  'placeAccessOrder',
  ORDER,
  '... on AccessOrderIncomplete { faults { field code } } ... on OrderOutOfScope { field } ... on IdempotencyKeyReused { field }',
);
export const executeAccessOrder = mutation('executeAccessOrder', ORDER, REFUSED);
export const completeAccessOrderStep = mutation('completeAccessOrderStep', ORDER, REFUSED);
export const refuseAccessOrder = mutation('refuseAccessOrder', ORDER, REFUSED);
export const withdrawAccessOrder = mutation('withdrawAccessOrder', ORDER, REFUSED);
export const finishAccessOrder = mutation('finishAccessOrder', ORDER, REFUSED);
export const reissueCredentials = mutation('reissueCredentials', ORDER);
export const collectCredentials = mutation(
  'collectCredentials',
  `credentials { system username password } order { id version state }`,
);

/** An order for a new temporary nurse at the orderer's own unit. */
export function nurseOrder(change: Readonly<Record<string, unknown>> = {}) {
  return {
    idempotencyKey: newKey(),
    kind: 'NEW_EMPLOYMENT',
    confirmationEmail: 'chef@example.test',
    givenName: 'Test',
    familyName: 'Vikariesson',
    role: 'NURSE',
    employment: 'TEMPORARY',
    validTo: '2026-12-24',
    ...change,
  };
}

/** An order as somebody sees it; null when it is out of reach. */
export async function accessOrder(by: Pick<Person, 'ask'>, id: string): Promise<Json> {
  const answer = await by.ask(`query ($id: ID!) { accessOrder(id: $id) { ${ORDER.slice('order { '.length, -2)} } }`, {
    id,
  });
  return payload(answer, 'accessOrder');
}

/** The orders that somebody sees. */
export async function accessOrders(by: Pick<Person, 'ask'>): Promise<readonly Json[]> {
  const answer = await by.ask('{ accessOrders { edges { node { id state kind } } } }');
  return answer.at('accessOrders').edges.map(({ node }: Json) => node);
}

const changePassword = mutation('changePassword', 'endedSessions');
const acceptResponsibilities = mutation('acceptResponsibilities', '__typename');

/**
 * Signs in for the first time with credentials that an order gave: chooses a password, accepts the responsibilities and begins to
 * work at the unit.
 * @returns somebody with rights, and what to sign in with from now on.
 */
export async function beginWork(
  url: URL,
  credentials: Credentials,
  unitName: string,
): Promise<{ readonly person: Pick<Person, 'ask'>; readonly credentials: Credentials }> {
  const { accessToken } = await tokensOf(url, credentials);
  const first = bearer(url, accessToken);
  const newPassword = 'Kvast-7-Lykta-Brunn';
  const change = { currentPassword: credentials.password, newPassword, repeatedPassword: newPassword };
  const changed = await changePassword(first, change);
  if (changed.__typename !== 'ChangePasswordOk') throw new Error(JSON.stringify(changed));
  const { version } = (await first.ask('{ responsibilities { version } }')).at('responsibilities');
  const accepted = await acceptResponsibilities(first, { version });
  if (accepted.__typename !== 'AcceptResponsibilitiesOk') throw new Error(JSON.stringify(accepted));
  const own = { ...credentials, password: newPassword };
  const work = await startWorkAt(url, own, unitName);
  return { person: bearer(url, work.accessToken), credentials: own };
}
