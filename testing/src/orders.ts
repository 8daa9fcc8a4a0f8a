import type { Json } from './ask.ts';
import { mutation, payload } from './operations.ts';
import type { Person } from './region.ts';
import { newKey } from './story.ts';

const STEP = 'id system action executors doneAt credentialsMessage collectedAt viewerCanComplete';
const ORDER = `order { id version kind channel state confirmedAt reason role validTo unit { id } toUnit { id }
  person { givenName familyName user { id } } steps { ${STEP} } history { event state by { id } } viewerCan }`;
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
