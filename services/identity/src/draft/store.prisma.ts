import type { AccessLog } from '@samplan/kit/access/log';
import type { Secrets } from '@samplan/kit/auth/secrets';
import { hindrances } from '@samplan/kit/copies/care-relation';
import { transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { type Draft, type DraftHeading, type DraftInput, decideSave, lastKept } from './domain.ts';
import type { DraftKeeper } from './policy.ts';
import type { DraftStore, Saving } from './store.ts';

const HEADING = { id: true, key: true, version: true, patientId: true, savedAt: true } as const;
const DRAFT = { ...HEADING, sealed: true } as const;

/**
 * Drafts in PostgreSQL, encrypted.
 * @param days - how long a draft is kept after the last save.
 */
export function prismaDrafts(db: PrismaClient, secrets: Secrets, days: number): DraftStore {
  const own = ({ userId, unitId }: DraftKeeper, now: Date) => ({
    userId,
    unitId,
    savedAt: { gt: lastKept(now, days) },
  });

  /** The id goes along, so that no row can be given the content of another. JSON keeps what UTF-8 has no bytes for. */
  const sealed = (id: string, content: string): string => secrets.seal(JSON.stringify([id, content]));

  function toDraft({ sealed: text, ...heading }: DraftHeading & { readonly sealed: string }): Draft {
    const [id, content]: readonly unknown[] = JSON.parse(secrets.open(text));
    if (id !== heading.id || typeof content !== 'string') throw new Error(`${heading.id} holds another draft`);
    return { ...heading, content };
  }

  /** Those that are about nobody, or about patients whom the keeper reaches; the attempts on others are noted. */
  async function inReach<D extends DraftHeading>(
    { read }: DraftKeeper,
    drafts: readonly D[],
    access: AccessLog,
    now: Date,
  ): Promise<readonly D[]> {
    const patientIds = [...new Set(drafts.flatMap(({ patientId }) => patientId ?? []))];
    const between =
      read && patientIds.length > 0 ? await hindrances(db, read, patientIds, now, { orOpened: true }) : null;
    return drafts.filter(({ id: subjectId, patientId }) => {
      if (patientId === null) return true;
      const hindrance = read ? between?.get(patientId) : 'NO_CAPABILITY';
      if (hindrance === null && read) access.read(read, [{ patientId, subjectId }]);
      else access.denied('draft.read', hindrance ?? 'NOT_IN_REACH', { patientId, subjectId });
      return hindrance === null;
    });
  }

  async function maySave({ save }: DraftKeeper, { patientId }: DraftInput, access: AccessLog, now: Date) {
    if (patientId === null) return true;
    const hindrance = save
      ? (await hindrances(db, save, [patientId], now, { orOpened: false })).get(patientId)
      : 'NO_CAPABILITY';
    if (hindrance !== null) access.denied('draft.save', hindrance ?? 'NOT_IN_REACH', { patientId });
    return hindrance === null;
  }

  /** Stores what was decided, and notes it. */
  async function put(
    tx: Tx,
    { userId, unitId, save }: DraftKeeper,
    before: Draft | null,
    { key, patientId, content }: DraftInput,
    { access, now }: { readonly access: AccessLog; readonly now: Date },
  ): Promise<DraftHeading> {
    const id = before?.id ?? newId('drf');
    const data = { version: newId('drv'), patientId, sealed: sealed(id, content), savedAt: now };
    // Also one that is kept no longer and waits to be deleted.
    if (!before) await tx.draft.deleteMany({ where: { userId, unitId, key } });
    const draft = before
      ? await tx.draft.update({ where: { id }, data, select: HEADING })
      : await tx.draft.create({ data: { ...data, id, userId, unitId, key }, select: HEADING });
    if (patientId !== null && save) await access.write(tx, save, { patientId, subjectId: id });
    else await access.writeOwn(tx, 'draft.save', { subjectId: id });
    return draft;
  }

  return {
    async save(keeper, input, access, now) {
      if (!(await maySave(keeper, input, access, now))) return { kind: 'OUT_OF_REACH' };
      return await transact(db, async (tx): Promise<Saving> => {
        if (!(await holdAccount(tx, keeper.userId))) return { kind: 'OUT_OF_REACH' };
        const row = await tx.draft.findFirst({ where: { ...own(keeper, now), key: input.key }, select: DRAFT });
        const before = row && toDraft(row);
        const decided = decideSave(before, input, await tx.draft.count({ where: own(keeper, now) }));
        if (!decided.ok) return { kind: decided.problem };
        if (decided.value === 'NOTHING' && before) return { kind: 'SAVED', draft: before };
        return { kind: 'SAVED', draft: await put(tx, keeper, before, input, { access, now }) };
      });
    },
    async find(keeper, key, access, now) {
      const row = await db.draft.findFirst({ where: { ...own(keeper, now), key }, select: DRAFT });
      const [found] = row ? await inReach(keeper, [row], access, now) : [];
      return found ? toDraft(found) : null;
    },
    async list(keeper, first, access, now) {
      const rows = await db.draft.findMany({
        where: own(keeper, now),
        orderBy: [{ savedAt: 'desc' }, { id: 'desc' }],
        take: first,
        select: HEADING,
      });
      return await inReach(keeper, rows, access, now);
    },
    async remove(keeper, key, version, access, now) {
      return await transact(db, async (tx) => {
        await holdAccount(tx, keeper.userId);
        const row = await tx.draft.findFirst({ where: { ...own(keeper, now), key }, select: HEADING });
        if (!row) return true;
        if (row.version !== version) return false;
        const { id, patientId } = row;
        await tx.draft.delete({ where: { id } });
        await access.writeOwn(tx, 'draft.delete', { patientId, subjectId: id });
        return true;
      });
    },
    async tidy(now) {
      await db.draft.deleteMany({ where: { savedAt: { lte: lastKept(now, days) } } });
    },
  };
}

type Tx = Prisma.TransactionClient;

/**
 * Lets nobody else save or delete the user's drafts, nor close the account, before the transaction is over.
 * @returns false when the account is closed.
 */
async function holdAccount(tx: Tx, userId: string): Promise<boolean> {
  const rows = await tx.$queryRawUnsafe<unknown[]>(
    'SELECT 1 FROM "user" WHERE id = $1 AND is_active FOR NO KEY UPDATE',
    userId,
  );
  return rows.length > 0;
}
