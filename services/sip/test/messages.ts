import type { Json } from '@samplan/testing/ask';
import type { Person } from '@samplan/testing/region';
import type { World } from './plans.ts';

const MESSAGE = `id type versionNumber isSuperseded replacesId aboutId text sentAt sender { id } sentBy { id }
  voided { reason by { id } } invitation { id sequence meetingAt cancelledAt cancelReason }
  recipients { unit { id } state readBy { id } acknowledgedBy { id } onBehalfReason receivedAt answerBeforeAt escalation
    handedOnTo { id } returnReason releaseReason }
  movements { kind from { id } to { id } by { id } byUnit { id } reason }`;

/** A plan with all its messages, as somebody sees it; null out of reach. */
export async function planSeen(by: Person, sipId: string): Promise<Json> {
  const answer = await by.ask(
    `query ($id: ID!) { sip(id: $id) { id state version endedAt endReason episode { id }
       invitation { id sequence voided { reason } cancelledAt cancelReason }
       participants { unit { id } mustAcknowledge answer } messages { ${MESSAGE} } } }`,
    { id: sipId },
  );
  return answer.data?.['sip'] ?? null;
}

/** The inbox of somebody's unit. */
export async function sipInbox(by: Person, variables: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const answer = await by.ask(
    `query ($first: Int, $after: String, $filter: SipInboxFilter) {
       sipInbox(first: $first, after: $after, filter: $filter) { totalCount pageInfo { hasNextPage endCursor }
         edges { cursor node { own { unit { id } state answerBeforeAt escalation } message { ${MESSAGE} sip { id } } } } } }`,
    variables,
  );
  return answer.data?.['sipInbox'] ?? { errors: answer.errors };
}

/** Ids of the messages of a plan in the inbox of somebody's unit. */
export async function inboxOf(by: Person, sipId: string, filter: Readonly<Record<string, unknown>> = {}) {
  const { edges } = await sipInbox(by, { first: 100, filter });
  return edges.flatMap(({ node }: Json) => (node.message.sip.id === sipId ? [node.message.id] : []));
}

/** The message of a type in a plan; the latest when there are several. */
export async function messageOf(by: Person, sipId: string, type: string): Promise<Json> {
  return (await planSeen(by, sipId)).messages.find((message: Json) => message.type === type);
}

/** What became of a message at each unit. */
export function statesOf(message: Json): Readonly<Record<string, string>> {
  return Object.fromEntries(
    message.recipients.map((one: Json) => [
      one.unit.id,
      one.releaseReason ? `${one.state} ${one.releaseReason}` : one.state,
    ]),
  );
}

/** The relations to a patient by a plan that care has open. */
export async function relatedUnits({ region }: World, sipId: string): Promise<readonly string[]> {
  await region.settled();
  const rows = await region.databases.care.query<{ unitId: string }>(
    `SELECT unit_id AS "unitId" FROM care_relation WHERE basis = 'SIP' AND basis_id = $1 AND until IS NULL ORDER BY unit_id`,
    [sipId],
  );
  return rows.map(({ unitId }) => unitId);
}
