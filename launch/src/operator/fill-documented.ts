import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { type Documented, storeDocumented } from '@samplan/identity/inbox/documented';
import type pg from 'pg';
import { type Command, EXIT, parsed, refuseMore, type Workplace } from './command.ts';
import { withDatabase } from './database.ts';

/** How many are told at once. */
const AT_ONCE = 1000;

/** Where what is documented lies; rows after an id, in order of id. */
const SOURCES = [
  {
    subgraph: 'care',
    name: 'episodes',
    rows: `SELECT id AS "documentId", patient_id AS "patientId", ward_unit_id AS "unitId", version
      FROM care_episode WHERE id > $1 ORDER BY id LIMIT ${AT_ONCE}`,
  },
  {
    subgraph: 'sip',
    name: 'plans',
    rows: `SELECT id AS "documentId", patient_id AS "patientId", coordinating_unit_id AS "unitId", version
      FROM sip WHERE id > $1 ORDER BY id LIMIT ${AT_ONCE}`,
  },
] as const;

/** Tells identity of what was documented before it kept who has documented about whom (G-081). */
export const fillDocumented: Command = {
  name: 'fill-documented',
  usage: '',
  summary: 'Tells identity whose the episodes and plans are that are older than its copy of them.',
  details: [
    'Identity shows which care givers have documented something about a patient, from the day that it was upgraded to',
    'shared documentation. Give this once after that upgrade where Samplan was used before; it can be given again, while',
    'Samplan runs too, and what identity has heard since stays as it is.',
  ],
  async run(args, at) {
    const { positionals } = parsed({ args: [...args], options: {}, allowPositionals: true });
    refuseMore(positionals, 0);
    await withDatabase(at, 'identity', async ({ pool }) => {
      const db = new PrismaClient({ adapter: new PrismaPg(pool) });
      try {
        for (const source of SOURCES) {
          const count = await fill(db, source, at);
          at.terminal.say(`${source.name}: ${count} told`);
        }
      } finally {
        await db.$disconnect();
      }
    });
    return EXIT.DONE;
  },
};

async function fill(db: PrismaClient, { subgraph, rows }: (typeof SOURCES)[number], at: Workplace): Promise<number> {
  return await withDatabase(at, subgraph, async ({ pool }) => {
    let count = 0;
    for (let after = ''; ; ) {
      const documented = await batch(pool, rows, after);
      await storeDocumented(db, documented);
      count += documented.length;
      const last = documented.at(-1);
      if (!last || documented.length < AT_ONCE) return count;
      after = last.documentId;
    }
  });
}

async function batch(pool: pg.Pool, statement: string, after: string): Promise<readonly Documented[]> {
  return (await pool.query<Documented>(statement, [after])).rows;
}
