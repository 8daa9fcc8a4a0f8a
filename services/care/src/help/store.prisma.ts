import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { transact, Undone } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import type { OversightReach } from '@samplan/kit/message/reach';
import type { PrismaClient, HelpRequest as Row } from '../generated/prisma/client.ts';
import type { HelpRequestState } from '../generated/resolvers.ts';
import type { PartyReach } from '../reach.ts';
import { type HelpRequest, patientLabel } from './domain.ts';
import type { HelpStore } from './store.ts';

type Creation = Awaited<ReturnType<HelpStore['create']>>;

/** Whom a request is about, before it is made the label that may be shown. */
interface About {
  readonly givenName: string;
  readonly familyName: string;
  readonly identityNumber: string;
  readonly identityKind: string;
  readonly isProtected: boolean;
}

const COLUMNS = `h.id, h.unit_id AS "unitId", h.requested_by_user_id AS "requestedByUserId", h.requested_at AS "requestedAt",
  h.about_id AS "aboutId", h.patient_id AS "patientId", h.text, h.state, h.answer, h.answered_by_user_id AS "answeredByUserId",
  h.answered_at AS "answeredAt", h.closed_by_user_id AS "closedByUserId", h.closed_at AS "closedAt",
  p.given_name AS "givenName", p.family_name AS "familyName", p.identity_number AS "identityNumber",
  p.identity_kind AS "identityKind",
  EXISTS (SELECT 1 FROM kit.protected_patient k WHERE k.patient_id = p.id AND k.is_active) AS "isProtected"`;

const REACH: Readonly<Record<(OversightReach | PartyReach)['level'], string>> = {
  PARTY: 'h.unit_id = $1',
  ADMINISTRATION: 'u.administration_id = $1',
  REGION: 'u.region_id = $1',
};

const ownerOf = (reach: OversightReach | PartyReach): string =>
  reach.level === 'PARTY' ? reach.unitId : reach.ownerId;

/** Requests for help in PostgreSQL. */
export function prismaHelp(db: PrismaClient): HelpStore {
  const inReach = ({ level }: OversightReach | PartyReach): string =>
    `help_request h JOIN patient p ON p.id = h.patient_id JOIN kit.unit u ON u.unit_id = h.unit_id WHERE ${REACH[level]}`;

  return {
    async page(grant, state, { first, after }, access) {
      const wanted = `${inReach(grant.reach)} AND ($2::text IS NULL OR h.state = $2)`;
      const owner = ownerOf(grant.reach);
      const [rows, [count]] = await Promise.all([
        db.$queryRawUnsafe<(Row & About)[]>(
          `SELECT ${COLUMNS} FROM ${wanted} AND ($3::text IS NULL OR
             (h.requested_at, h.id) < (SELECT h.requested_at, h.id FROM ${inReach(grant.reach)} AND h.id = $3))
           ORDER BY h.requested_at DESC, h.id DESC LIMIT $4`,
          owner,
          state,
          after,
          first + 1,
        ),
        db.$queryRawUnsafe<{ total: number }[]>(`SELECT count(*)::int AS total FROM ${wanted}`, owner, state),
      ]);
      const requests = rows.map(toHelpRequest);
      access.read(
        grant,
        requests.slice(0, first).map(({ id, patientId }) => ({ patientId, subjectId: id })),
      );
      return { requests, total: count?.total ?? 0 };
    },
    async find(grant, id, access) {
      const [row] = await db.$queryRawUnsafe<(Row & About)[]>(
        `SELECT ${COLUMNS} FROM ${inReach(grant.reach)} AND h.id = $2`,
        ownerOf(grant.reach),
        id,
      );
      if (row) access.read(grant, [{ patientId: row.patientId, subjectId: id }]);
      else access.denied(grant.action, 'NOT_IN_REACH', { subjectId: id });
      return row ? toHelpRequest(row) : null;
    },
    async create(grant, about, text, request, access, now) {
      return await transact(db, async (tx): Promise<Creation> => {
        const id = newId('hlp');
        await tx.helpRequest.create({
          data: {
            id,
            unitId: grant.reach.unitId,
            requestedByUserId: grant.viewer.userId,
            requestedAt: now,
            aboutId: about.id,
            patientId: about.patientId,
            text,
            state: 'OPEN',
          },
        });
        const first = await firstOrRepeated(tx, request, id);
        if (first.kind !== 'FIRST') throw new Undone<Creation>(first);
        await access.write(tx, grant, { patientId: about.patientId, subjectId: id });
        return { kind: 'CREATED', id };
      });
    },
    async save(grant, before, change, access) {
      return await transact(db, async (tx) => {
        const { patientLabel: _label, ...data } = change;
        const { count } = await tx.helpRequest.updateMany({ where: { id: before.id, state: before.state }, data });
        if (count === 0) return false;
        await access.write(tx, grant, { patientId: before.patientId, subjectId: before.id });
        return true;
      });
    },
  };
}

/** The identity number goes no further than here. */
function toHelpRequest(row: Row & About): HelpRequest {
  const { givenName, familyName, identityNumber: digits, identityKind, isProtected, ...request } = row;
  const kind = identityKind === 'COORDINATION' ? 'COORDINATION' : 'PERSONAL';
  return {
    ...request,
    // A check of the table allows these only.
    state: request.state as HelpRequestState,
    patientLabel: isProtected ? null : patientLabel({ givenName, familyName }, { digits, kind }),
  };
}
