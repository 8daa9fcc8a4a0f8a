import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/care/generated/prisma/client';
import type { SourceFile } from '@samplan/care/transition/file';
import { type ImportReport, importFile, type NotBegun } from '@samplan/care/transition/import.prisma';
import { findImporter } from '@samplan/care/transition/importer.prisma';
import { readFile, unitReferences } from '@samplan/care/transition/read';
import { PrismaClient as OrganisationClient } from '@samplan/organisation/generated/prisma/client';
import { unitsCalled } from '@samplan/organisation/tree/references';
import { StartFailure } from '../failure.ts';
import { accountNamed, findUser } from './account.ts';
import { type Command, EXIT, parsed, refuseMore, type Workplace, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';
import { table } from './table.ts';
import { refuseInReadMode } from './writable.ts';

const OPTIONS = {
  by: { type: 'string' },
  'dry-run': { type: 'boolean' },
  resume: { type: 'boolean' },
} as const;

const NOT_BEGUN: Readonly<Record<NotBegun, string>> = {
  BROKEN_OFF: 'The import of this file was broken off, or runs now. When it does not run, go on with it by --resume.',
  NOTHING_BROKEN_OFF: 'No import of this file was broken off; leave --resume out.',
};

/** Imports open episodes and their messages from an older system (F-214). */
export const importEpisodes: Command = {
  name: 'import-episodes',
  usage: '<file> --by <organisation>/<username> [--dry-run] [--resume]',
  summary: 'Imports open episodes and their messages from an older system.',
  details: [
    'The format, in JSON and CSV, and what to do about each refusal: docs/transition.md. Rows that were imported before stay',
    'as they are; rows that have faults are listed by line, field and code, and the others are imported.',
    '--by names an account of the region’s system manager, whose import it is in the access log.',
    '--dry-run changes nothing and tells the same, also while the region can only read.',
    '--resume goes on with an import that was broken off.',
    'Ends with exit code 1 when a row was refused.',
  ],
  async run(args, at) {
    const { values, positionals } = parsed({ args: [...args], options: OPTIONS, allowPositionals: true });
    refuseMore(positionals, 1);
    const [name] = positionals;
    if (name === undefined) throw new WrongUsage('Name a file.');
    const account = accountNamed(values.by);
    const isDryRun = values['dry-run'] ?? false;
    const bytes = bytesOf(name);
    const file = fileOf(name, bytes);
    const userId = await findUser(at, account);
    const unitIds = await findUnits(at, unitReferences(file));
    const report = await withDatabase(at, 'care', async ({ pool }) => {
      const db = new PrismaClient({ adapter: new PrismaPg(pool) });
      try {
        const importer = await findImporter(db, userId);
        if (!importer) throw new StartFailure(`${values.by} is no system manager of a region; only those import.`);
        if (!isDryRun) await refuseInReadMode(pool, [importer.assignment.principalId], account.organisation);
        return await importFile(db, file, {
          isDryRun,
          resumes: values.resume ?? false,
          importer,
          unitIds,
          fingerprint: new Uint8Array(createHash('sha256').update(bytes).digest()),
          now: at.now(),
          progress: (done, of) => at.terminal.say(`${done} of ${of}`),
        });
      } finally {
        await db.$disconnect();
      }
    });
    if (!report.ok) throw new StartFailure(NOT_BEGUN[report.problem]);
    tell(report.value, isDryRun, at);
    return report.value.refusals.length === 0 ? EXIT.DONE : EXIT.NOT_DONE;
  },
};

function bytesOf(name: string): Buffer {
  try {
    return readFileSync(name);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new StartFailure(`${name} cannot be read (${code}).`);
  }
}

function fileOf(name: string, bytes: Uint8Array): SourceFile {
  const file = readFile(name, bytes);
  if (file.ok) return file.value;
  const { line, code } = file.problem;
  throw new StartFailure(`${name}, line ${line}: ${code}. Nothing was imported; docs/transition.md tells what to do.`);
}

async function findUnits(
  at: Workplace,
  references: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  return await withDatabase(at, 'organisation', async ({ pool }) => {
    const db = new OrganisationClient({ adapter: new PrismaPg(pool) });
    try {
      const principal = { select: { slug: true, name: true } };
      const units = await db.unit.findMany({
        select: {
          ...{ id: true, hsaId: true, name: true, parentUnitId: true },
          administration: { select: { principal } },
        },
      });
      const named = units.map(({ administration, ...unit }) => ({ ...unit, principal: administration.principal }));
      return new Map(references.map((reference) => [reference, unitsCalled(reference, named)]));
    } finally {
      await db.$disconnect();
    }
  });
}

function tell({ imported, unchanged, marked, refusals }: ImportReport, isDryRun: boolean, at: Workplace): void {
  const made = isDryRun ? 'would be imported' : 'imported';
  at.terminal.say(`episodes: ${imported.episodes} ${made}, ${unchanged.episodes} imported before, ${marked} marked`);
  at.terminal.say(`messages: ${imported.messages} ${made}, ${unchanged.messages} imported before`);
  if (refusals.length === 0) return;
  const rows = refusals.map(({ line, field, code }) => [`  line ${line}`, field, code]);
  for (const line of [`faults: ${refusals.length}`, ...table(rows)]) at.terminal.complain(line);
}
