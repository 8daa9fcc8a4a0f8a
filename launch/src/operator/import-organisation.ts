import { readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/organisation/generated/prisma/client';
import { type PrincipalFile, readPrincipalFile } from '@samplan/organisation/tree/file';
import { ImportRefused, importPrincipal } from '@samplan/organisation/tree/import.prisma';
import { StartFailure } from '../failure.ts';
import { type Command, EXIT, parsed, type Workplace, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';
import { refuseInReadMode } from './writable.ts';

/** What a file holds, or everything that is wrong with it. */
type ReadFile = { readonly name: string } & (
  | { readonly principal: PrincipalFile }
  | { readonly faults: readonly string[] }
);

/** Makes regions and municipalities as their files say. */
export const importOrganisation: Command = {
  name: 'import-organisation',
  usage: '<file…>',
  summary: 'Makes the trees and routing of regions and municipalities as their files say.',
  details: [
    'Checks every file first and prints every fault; nothing is imported while one is left. Regions are imported before',
    'municipalities. A file can be imported again: units are the same when their HSA-id is, and those no longer in the',
    'file are ended. The other subgraphs hear of the changes within moments while Samplan runs.',
  ],
  async run(args, at) {
    const { positionals } = parsed({ args: [...args], options: {}, allowPositionals: true });
    if (positionals.length === 0) throw new WrongUsage('Name at least one file.');
    const files = positionals.map(readFile);
    const faults = files.flatMap((file) =>
      'faults' in file ? file.faults.map((fault) => `${file.name}: ${fault}`) : [],
    );
    if (faults.length > 0) {
      for (const fault of faults) at.terminal.complain(fault);
      throw new StartFailure('Nothing was imported; mend the faults above and give the command again.');
    }
    const principals = files.flatMap((file) => ('principal' in file ? [file.principal] : []));
    await importAll(regionsFirst(principals), at);
    return EXIT.DONE;
  },
};

function readFile(name: string): ReadFile {
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { name, faults: [`cannot be read (${code})`] };
  }
  try {
    const file = readPrincipalFile(JSON.parse(text));
    return file.ok ? { name, principal: file.value } : { name, faults: file.problem };
  } catch {
    return { name, faults: ['is not JSON'] };
  }
}

function regionsFirst(files: readonly PrincipalFile[]): readonly PrincipalFile[] {
  return [...files].sort((a, b) => Number(a.kind !== 'REGION') - Number(b.kind !== 'REGION'));
}

async function importAll(files: readonly PrincipalFile[], at: Workplace): Promise<void> {
  await withDatabase(at, 'organisation', async ({ pool }) => {
    const db = new PrismaClient({ adapter: new PrismaPg(pool) });
    try {
      for (const { name, code, region } of files) {
        const known = await db.principal.findMany({ where: { code: { in: [code, region ?? code] } } });
        const ids = known.map(({ id }) => id);
        await refuseInReadMode(pool, ids, name);
      }
      for (const file of files) {
        const { created, changed, ended, unchanged } = await importPrincipal(db, file, at.now());
        at.terminal.say(
          `${file.name}: ${created} units made, ${changed} changed, ${ended} ended, ${unchanged} unchanged`,
        );
      }
    } catch (error) {
      if (error instanceof ImportRefused) throw new StartFailure(`Not imported: ${error.message}.`);
      throw error;
    } finally {
      await db.$disconnect();
    }
  });
}
