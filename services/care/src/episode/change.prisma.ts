import { newId } from '@samplan/kit/id';
import type { Prisma } from '../generated/prisma/client.ts';
import type { EpisodeChangeKind, MessageType } from '../generated/resolvers.ts';
import { type Column, columnOf } from '../overview/domain.ts';
import { tellOverview } from '../overview/told.prisma.ts';

type Tx = Prisma.TransactionClient;

/** Something that changed in an episode, told in codes and ids. */
export interface NewChange {
  readonly episodeId: string;
  readonly kind: EpisodeChangeKind;
  /** The column of the overview whose cell changed; null when none did. */
  readonly column: Column | null;
  /** The message, part of the planning basis or the like. */
  readonly subjectId: string | null;
  readonly before: string | null;
  readonly after: string | null;
  /** Whose documentation it is; of who changed it unless given. */
  readonly sourceUnitId?: string;
}

/** Who changed it; null for what happens by itself. */
export interface ChangedBy {
  readonly userId: string;
  readonly unitId: string;
}

/** What the overview shows of the case itself, beside its cells. */
const OF_CASE: readonly EpisodeChangeKind[] = ['STATE', 'ESTIMATE'];

/**
 * Notes what changed in an episode, so that everyone sees what is new since they looked last (B-12), and tells those who follow the
 * overview what changed there. The change itself is stored before.
 */
export async function noteChange(
  tx: Tx,
  { sourceUnitId, ...change }: NewChange,
  by: ChangedBy | null,
  at: Date,
): Promise<void> {
  const byUnitId = by?.unitId ?? null;
  await tx.episodeChange.create({
    data: { id: newId('chg'), ...change, at, byUserId: by?.userId ?? null, byUnitId },
  });
  const { column, kind } = change;
  if (column === null && !OF_CASE.includes(kind)) return;
  await tellOverview(tx, { ...change, sourceUnitId: sourceUnitId ?? byUnitId, byUnitId }, at);
}

/** Notes that the same happened to several messages, as they are stored. */
export async function noteMessageChanges(
  tx: Tx,
  messages: readonly { readonly id: string; readonly episodeId: string | null; readonly type: string }[],
  change: Pick<NewChange, 'before' | 'after'>,
  by: ChangedBy,
  at: Date,
): Promise<void> {
  // The column of the type holds only what our own rules wrote.
  for (const message of messages)
    await noteMessageChange(tx, { ...message, type: message.type as MessageType }, change, by, at);
}

/** Notes what happened to a message of an episode; outside episodes nothing is noted. */
export async function noteMessageChange(
  tx: Tx,
  message: { readonly id: string; readonly episodeId: string | null; readonly type: MessageType },
  { before, after }: Pick<NewChange, 'before' | 'after'>,
  by: ChangedBy,
  at: Date,
): Promise<void> {
  const { id: subjectId, episodeId, type } = message;
  if (episodeId === null) return;
  await noteChange(tx, { episodeId, kind: 'MESSAGE', column: columnOf(type), subjectId, before, after }, by, at);
}
