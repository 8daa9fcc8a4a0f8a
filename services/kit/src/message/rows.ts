import { insertRows } from '../db/insert.ts';
import type { Sql } from '../db/sql.ts';
import { newId } from '../id.ts';
import type { HandingOn, Recipient, RecipientState, ReleaseReason } from './domain.ts';
import type { Voiding } from './sent.ts';

/**
 * How messages lie in the database of every subgraph that has them: the tables `message`, `message_recipient` and
 * `message_movement` of its migrations hold the columns named here, beside those of the subgraph's own.
 */

/** What can happen to a message on its way (G-104). */
export type MovementKind =
  | 'SENT'
  | 'FORWARDED'
  | 'DELEGATED'
  | 'REROUTED'
  | 'RETURNED'
  | 'ACKNOWLEDGED'
  | 'ACKNOWLEDGED_ON_BEHALF'
  | 'VOIDED'
  | 'RELEASED';

/** What is noted of one step of a message's way. */
export interface Step {
  readonly kind: MovementKind;
  readonly fromUnitId: string | null;
  readonly toUnitId: string | null;
  readonly reason: string | null;
}

/** One step of a message's way, as noted. */
export interface Movement extends Step {
  readonly messageId: string;
  readonly at: Date;
  /** Null for what happens by itself. */
  readonly byUserId: string | null;
  readonly byUnitId: string | null;
}

/** Who does something with a message. */
export interface Doer {
  readonly userId: string;
  readonly unitId: string;
}

/**
 * Adds steps to the history of a message's way.
 * @param by - null for what happens by itself.
 */
export async function noteMovements(
  sql: Sql,
  messageId: string,
  steps: readonly Step[],
  by: Doer | null,
  at: Date,
): Promise<void> {
  await insertRows(sql, 'message_movement', movementRows(messageId, steps, by, at));
}

/** The step of an acknowledgement: by the unit, or in its place (F-261). */
export function acknowledgement({ unitId, onBehalfReason }: Recipient): Step {
  const kind = onBehalfReason === null ? 'ACKNOWLEDGED' : 'ACKNOWLEDGED_ON_BEHALF';
  return { kind, fromUnitId: unitId, toUnitId: null, reason: onBehalfReason };
}

/** The steps of handing a message on: one for each unit that it goes to. */
export function handingOver({ kind, from }: HandingOn): readonly Step[] {
  return from.handedOnToUnitIds.map((toUnitId) => ({ kind, fromUnitId: from.unitId, toUnitId, reason: null }));
}

/** Steps as rows, for loading many messages at once. */
export function movementRows(messageId: string, steps: readonly Step[], by: Doer | null, at: Date) {
  return steps.map(({ kind, fromUnitId, toUnitId, reason }) => ({
    id: newId('mov'),
    message_id: messageId,
    kind,
    from_unit_id: fromUnitId,
    to_unit_id: toUnitId,
    at,
    by_user_id: by?.userId ?? null,
    by_unit_id: by?.unitId ?? null,
    reason,
  }));
}

/** A step of its row. */
export function toMovement({
  id: _id,
  kind,
  ...row
}: Omit<Movement, 'kind'> & { readonly id: string; readonly kind: string }): Movement {
  // The column holds only what our own rules wrote.
  return { ...row, kind: kind as MovementKind };
}

/** A recipient as its row. */
export function recipientRow(messageId: string, recipient: Recipient) {
  return {
    message_id: messageId,
    unit_id: recipient.unitId,
    state: recipient.state,
    received_at: recipient.receivedAt,
    read_at: recipient.readAt,
    read_by_user_id: recipient.readByUserId,
    acknowledged_at: recipient.acknowledgedAt,
    acknowledged_by_user_id: recipient.acknowledgedByUserId,
    on_behalf_reason: recipient.onBehalfReason,
    handed_on_at: recipient.handedOnAt,
    handed_on_by_user_id: recipient.handedOnByUserId,
    handed_on_to_unit_ids: recipient.handedOnToUnitIds,
    returned_at: recipient.returnedAt,
    returned_by_user_id: recipient.returnedByUserId,
    return_reason: recipient.returnReason,
    released_at: recipient.releasedAt,
    release_reason: recipient.releaseReason,
  };
}

/** A recipient of its row, without the columns that a subgraph adds. */
export function toRecipient({
  messageId: _message,
  ...row
}: Omit<Recipient, 'state' | 'releaseReason'> & {
  readonly messageId: string;
  readonly state: string;
  readonly releaseReason: string | null;
}): Recipient {
  return {
    ...row,
    // The columns hold only what our own rules wrote.
    state: row.state as RecipientState,
    releaseReason: row.releaseReason as ReleaseReason | null,
  };
}

/**
 * Stores who gets a message. A unit that had it before, and handed it on or gave it back, has it anew. One that owes an acknowledgement
 * or has given it stays as it is, also when it came to that since the message was read.
 * @param own - the columns that the subgraph adds.
 * @returns how many have it new or anew.
 */
export async function storeRecipients(
  sql: Sql,
  messageId: string,
  recipients: readonly Recipient[],
  own: (recipient: Recipient) => Readonly<Record<string, unknown>> = () => ({}),
): Promise<number> {
  const rows = recipients.map((recipient) => ({ ...recipientRow(messageId, recipient), ...own(recipient) }));
  const [first] = rows;
  if (!first) return 0;
  const columns = Object.keys(first);
  const anew = columns.map((column) => `${column} = EXCLUDED.${column}`).join(', ');
  return await sql.$executeRawUnsafe(
    `INSERT INTO message_recipient (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM json_populate_recordset(NULL::message_recipient, $1::json)
     ON CONFLICT (message_id, unit_id) DO UPDATE SET ${anew}
       WHERE message_recipient.state NOT IN ('UNREAD', 'READ', 'ACKNOWLEDGED')`,
    JSON.stringify(rows),
  );
}

/**
 * Stores what became of a message at a recipient.
 * @returns false when somebody changed it since it was read.
 */
export async function updateRecipient(
  sql: Sql,
  messageId: string,
  before: Recipient,
  after: Recipient,
): Promise<boolean> {
  const row = recipientRow(messageId, after);
  const columns = Object.keys(row).join(', ');
  const updated = await sql.$executeRawUnsafe(
    `UPDATE message_recipient SET (${columns}) =
       (SELECT ${columns} FROM json_populate_record(NULL::message_recipient, $5::json))
     WHERE message_id = $1 AND unit_id = $2 AND state = $3 AND read_at IS NOT DISTINCT FROM $4::timestamptz`,
    messageId,
    before.unitId,
    before.state,
    before.readAt?.toISOString() ?? null,
    JSON.stringify(row),
  );
  return updated === 1;
}

/**
 * Nothing is owed for the messages any more. What the units did stands.
 * @param by - null for what happens by itself.
 * @returns how many acknowledgements were owed.
 */
export async function releaseMessages(
  sql: Sql,
  messageIds: readonly string[],
  reason: ReleaseReason,
  by: Doer | null,
  now: Date,
): Promise<number> {
  const released = await sql.$queryRawUnsafe<{ messageId: string; unitId: string }[]>(
    `UPDATE message_recipient SET state = 'RELEASED', released_at = $2::timestamptz, release_reason = $3
     WHERE message_id = ANY($1) AND state IN ('UNREAD', 'READ')
     RETURNING message_id AS "messageId", unit_id AS "unitId"`,
    messageIds,
    now.toISOString(),
    reason,
  );
  for (const messageId of new Set(released.map((one) => one.messageId))) {
    const steps = released
      .filter((one) => one.messageId === messageId)
      .map(({ unitId }) => ({ kind: 'RELEASED', fromUnitId: null, toUnitId: unitId, reason }) as const);
    await noteMovements(sql, messageId, steps, by, now);
  }
  return released.length;
}

/**
 * Locks a message, so that of those who correct and void it at once one is first.
 * @returns may it still be corrected or voided?
 */
export async function lockChangeable(sql: Sql, messageId: string): Promise<boolean> {
  const [latest] = await sql.$queryRawUnsafe<{ isFree: boolean }[]>(
    'SELECT voided_at IS NULL AND NOT is_superseded AS "isFree" FROM message WHERE id = $1 FOR UPDATE',
    messageId,
  );
  return latest?.isFree ?? false;
}

/** A message that is void by what was just done. */
export interface Voided {
  readonly id: string;
  readonly type: string;
}

/**
 * Marks messages as void, with a reason (G-101). Those that are void stay as they are.
 * @returns those that are void by this.
 */
export async function markVoid(
  sql: Sql,
  messageIds: readonly string[],
  { at, byUserId, reason }: Voiding,
  byUnitId: string,
): Promise<readonly Voided[]> {
  const voided = await sql.$queryRawUnsafe<(Voided & { senderUnitId: string })[]>(
    `UPDATE message SET voided_at = $2::timestamptz, voided_by_user_id = $3, void_reason = $4
     WHERE id = ANY($1) AND voided_at IS NULL RETURNING id, type, sender_unit_id AS "senderUnitId"`,
    messageIds,
    at.toISOString(),
    byUserId,
    reason,
  );
  const by = { userId: byUserId, unitId: byUnitId };
  for (const { id, senderUnitId } of voided) {
    await noteMovements(sql, id, [{ kind: 'VOIDED', fromUnitId: senderUnitId, toUnitId: null, reason }], by, at);
  }
  return voided;
}

/** That a message is void, of the columns of its row. */
export function toVoiding(row: {
  readonly voidedAt: Date | null;
  readonly voidedByUserId: string | null;
  readonly voidReason: string | null;
}): Voiding | null {
  const { voidedAt: at, voidedByUserId: byUserId, voidReason: reason } = row;
  return at !== null && byUserId !== null && reason !== null ? { at, byUserId, reason } : null;
}
