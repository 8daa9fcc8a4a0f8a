import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Administration, Principal, TreeStore, Unit } from './store.ts';

const PRINCIPAL = 'p.id, p.kind, p.slug, p.code, p.name, p.region_id AS "regionId"';
const ADMINISTRATION = 'a.id, a.principal_id AS "principalId", a.kind, a.name';
const UNIT = `u.id, u.principal_id AS "principalId", u.administration_id AS "administrationId",
  u.parent_unit_id AS "parentUnitId", u.hsa_id AS "hsaId", u.name, u.kind, u.housing_type AS "housingType",
  u.is_active AS "isActive"`;
/** Swedish order and letters, whatever the database was made with: in the C locale Å has no small letter. */
const SWEDISH = 'COLLATE "sv-x-icu"';
const BY_NAME = `u.name ${SWEDISH}, u.id`;

/** Organisation trees in PostgreSQL. */
export function prismaTree(db: PrismaClient): TreeStore {
  return {
    async principals() {
      return await db.$queryRawUnsafe<Principal[]>(
        `SELECT ${PRINCIPAL} FROM principal p ORDER BY p.kind = 'MUNICIPALITY', p.name ${SWEDISH}`,
      );
    },
    async findPrincipals(ids) {
      const sql = `SELECT ${PRINCIPAL} FROM principal p WHERE p.id = ANY($1)`;
      return inOrder(ids, await db.$queryRawUnsafe<Principal[]>(sql, ids), (row) => row.id);
    },
    async findAdministrations(ids) {
      const sql = `SELECT ${ADMINISTRATION} FROM administration a WHERE a.id = ANY($1)`;
      return inOrder(ids, await db.$queryRawUnsafe<Administration[]>(sql, ids), (row) => row.id);
    },
    async administrationsOf(principalIds) {
      const sql = `SELECT ${ADMINISTRATION} FROM administration a WHERE a.principal_id = ANY($1) ORDER BY a.kind`;
      const rows = await db.$queryRawUnsafe<Administration[]>(sql, principalIds);
      return groupsInOrder(principalIds, rows, (row) => row.principalId);
    },
    async findUnits(ids) {
      const sql = `SELECT ${UNIT} FROM unit u WHERE u.id = ANY($1)`;
      return inOrder(ids, await db.$queryRawUnsafe<Unit[]>(sql, ids), (row) => row.id);
    },
    async childUnits(parentIds) {
      const sql = `SELECT ${UNIT} FROM unit u WHERE u.parent_unit_id = ANY($1) ORDER BY ${BY_NAME}`;
      const rows = await db.$queryRawUnsafe<Unit[]>(sql, parentIds);
      return groupsInOrder(parentIds, rows, (row) => row.parentUnitId ?? '');
    },
    async rootUnits(administrationIds) {
      const sql = `SELECT ${UNIT} FROM unit u WHERE u.administration_id = ANY($1) AND u.parent_unit_id IS NULL
        ORDER BY ${BY_NAME}`;
      const rows = await db.$queryRawUnsafe<Unit[]>(sql, administrationIds);
      return groupsInOrder(administrationIds, rows, (row) => row.administrationId);
    },
    async listUnits({ nameContains, kinds, principalId, includeEnded }, { first, after }) {
      return await db.$queryRawUnsafe<Unit[]>(
        `SELECT ${UNIT} FROM unit u
         WHERE ($1::text IS NULL OR position(lower($1 ${SWEDISH}) IN lower(u.name ${SWEDISH})) > 0)
           AND ($2::text[] IS NULL OR u.kind = ANY($2))
           AND ($3::text IS NULL OR u.principal_id = $3)
           AND (u.is_active OR $4)
           AND ($5::text IS NULL OR (${BY_NAME}) > (SELECT ${BY_NAME} FROM unit u WHERE u.id = $5))
         ORDER BY ${BY_NAME} LIMIT $6`,
        nameContains,
        kinds,
        principalId,
        includeEnded,
        after,
        first + 1,
      );
    },
  };
}
