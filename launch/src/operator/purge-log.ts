import { codesOf } from '@samplan/kit/db/transaction';
import type { SubgraphName } from '@samplan/schema/events/contract';
import type pg from 'pg';
import { StartFailure } from '../failure.ts';
import { type Command, EXIT, namedSubgraphs, parsed, refuseMore, type Workplace, WrongUsage } from './command.ts';
import { withOwnedDatabase } from './database.ts';

/** PostgreSQL's code for a cut that the database does not accept. */
const TOO_YOUNG = '22023';

interface Purged {
  readonly up_to_seal: string;
  readonly hash: Buffer;
  readonly entries: string;
}

/** Removes entries of the access log that are older than it is kept (G-073). */
export const purgeLog: Command = {
  name: 'purge-log',
  usage: '[subgraph] [--before <day>] [--central]',
  summary: 'Removes entries of the access log that are older than it is kept.',
  details: [
    'The access log is kept for five years, or longer where LOG_RETENTION_YEARS says so. --before 2026-11-21 leaves more:',
    'everything from that day on (UTC). A day within the years is refused, by the database too.',
    'Goes from the beginning of the chain to the first entry that must stay. An entry stays until the central log has it, and',
    'until the chain has seen five years pass: a time of more than a week in which nothing was sealed does not count.',
    '--central purges the copies in the central log by the same rules, instead of the subgraphs’ own.',
    'Needs the owner of the tables: <NAME>_MIGRATION_DATABASE_URL, or else <NAME>_DATABASE_URL.',
  ],
  async run(args, at) {
    const { values, positionals } = parsed({
      args: [...args],
      options: { before: { type: 'string' }, central: { type: 'boolean' } },
      allowPositionals: true,
    });
    refuseMore(positionals, 1);
    const names = namedSubgraphs(positionals[0]);
    const before = values.before === undefined ? undefined : readDay(values.before);
    for (const name of names) await purge(values.central ? centralLog(name) : ownLog(name), before, at);
    return EXIT.DONE;
  },
};

/** A log that can be purged. */
interface Purgeable {
  readonly title: string;
  /** Whose database it lies in. */
  readonly place: SubgraphName;
  purge(pool: pg.Pool, cut: string): Promise<pg.QueryResult<Purged>>;
}

function ownLog(name: SubgraphName): Purgeable {
  const statement = 'SELECT up_to_seal, hash, entries FROM kit.purge_access_log($1)';
  return { title: name, place: name, purge: (pool, cut) => pool.query<Purged>(statement, [cut]) };
}

function centralLog(name: SubgraphName): Purgeable {
  const statement = 'SELECT up_to_seal, hash, entries FROM kit.purge_central_log($1, $2)';
  return {
    title: `central log of ${name}`,
    place: 'identity',
    purge: (pool, cut) => pool.query<Purged>(statement, [name, cut]),
  };
}

async function purge(log: Purgeable, before: string | undefined, at: Workplace): Promise<void> {
  const purged = await withOwnedDatabase(at, log.place, async ({ pool }) => {
    const cut = before ?? (await latestCut(pool, at.logRetentionYears));
    await refuseYoung(pool, cut, at.logRetentionYears);
    const { rows } = await log.purge(pool, cut).catch((error: unknown) => {
      throw codesOf(error).includes(TOO_YOUNG) ? tooYoung(5) : error;
    });
    return rows[0];
  });
  at.terminal.say(
    purged
      ? `${log.title}: ${purged.entries} purged, up to ${purged.up_to_seal}:${purged.hash.toString('hex')}`
      : `${log.title}: nothing to purge`,
  );
}

/** The clock of the database decides, and its text keeps what a Date would lose. */
async function latestCut(pool: pg.Pool, years: number): Promise<string> {
  const { rows } = await pool.query<{ cut: string }>('SELECT (now() - make_interval(years => $1))::text AS cut', [
    years,
  ]);
  return rows[0]?.cut ?? '';
}

async function refuseYoung(pool: pg.Pool, cut: string, years: number): Promise<void> {
  const { rows } = await pool.query('SELECT WHERE $1::timestamptz > now() - make_interval(years => $2)', [cut, years]);
  if (rows.length > 0) throw tooYoung(years);
}

function tooYoung(years: number): StartFailure {
  return new StartFailure(`The access log is kept for ${years} years; give a day before that.`);
}

function readDay(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isDate(text)) {
    throw new WrongUsage(`Give the day as 2026-11-21, not ${text}.`);
  }
  return `${text}T00:00:00Z`;
}

function isDate(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
