import type { Json } from './ask.ts';
import { payload } from './operations.ts';
import type { Person } from './region.ts';

/** The inbox of somebody's unit: how many messages the filter finds, and the items of one page. */
export async function unitInbox(
  by: Pick<Person, 'ask'>,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Json> {
  const answer = await by.ask(
    `query ($first: Int, $after: String, $filter: UnitInboxFilter, $sort: UnitInboxSort) {
      unitInbox(first: $first, after: $after, filter: $filter, sort: $sort) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { cursor node {
          message { id type text patient { id familyName } episode { id } }
          own { unit { id } state receivedAt answerBeforeAt escalation }
          professions
        } }
      }
    }`,
    variables,
  );
  return payload(answer, 'unitInbox');
}

/** Ids of the messages in the inbox of somebody's unit, in its order. */
export async function inboxIds(by: Pick<Person, 'ask'>, filter?: Json, sort?: Json): Promise<readonly string[]> {
  const inbox = await unitInbox(by, { ...(filter && { filter }), ...(sort && { sort }) });
  return inbox.edges.map(({ node }: Json) => node.message.id);
}
