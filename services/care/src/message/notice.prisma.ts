import { findUnitCopies } from '@samplan/kit/copies/unit';
import { found } from '@samplan/kit/found';
import type { ChangedBy } from '../episode/change.prisma.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { MessageCase } from './store.ts';
import { type Addressee, asVersionAfter, send } from './write.ts';

type Tx = Prisma.TransactionClient;

/**
 * Tells units what became of a message: that it is void, or that it was given back.
 * @param about - the message.
 * @returns id of the notice.
 */
export async function sendNotice(
  tx: Tx,
  type: 'VOID_NOTICE' | 'MISDIRECTED_NOTICE',
  about: Pick<MessageCase, 'id' | 'episodeId' | 'patientId'>,
  reason: string | null,
  to: readonly Addressee[],
  by: ChangedBy,
  now: Date,
): Promise<string> {
  const { id: aboutMessageId, episodeId, patientId } = about;
  return await send(
    tx,
    { episodeId, patientId, ...by },
    { ...asVersionAfter(null), type, text: reason, isLate: false, aboutMessageId, admission: null },
    to,
    now,
  );
}

/** Units by id, as they are told of a message. */
export async function addressees(tx: Tx, unitIds: readonly string[]): Promise<readonly Addressee[]> {
  const known = await findUnitCopies(tx, unitIds);
  return unitIds.map((unitId) => found(known.get(unitId)));
}
