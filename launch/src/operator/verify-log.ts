import type { CentralReport } from '@samplan/identity/central-log/store';
import { verifyCentral } from '@samplan/identity/central-log/verify';
import { type Anchor, type ChainFault, type ChainReport, verifyChain } from '@samplan/kit/access/verify';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { type Command, EXIT, namedSubgraphs, parsed, refuseMore, type Workplace, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';

const FAULTS: Readonly<Record<ChainFault, string>> = {
  ALTERED: 'an entry or a link was changed',
  REMOVED: 'an entry or a link was removed',
  UNSEALED_ENTRY: 'an entry was taken out of the queue before it was sealed',
  ANCHOR_MISSING: 'the chain does not hold the anchor: entries were cut off at the end, or the chain was made anew',
  ANCHOR_PURGED: 'the anchor lies in what was purged; give a later head',
};

/** Checks that nobody changed the access log. */
export const verifyLog: Command = {
  name: 'verify-log',
  usage: '[subgraph] [--anchor <seal>:<hash>] [--central]',
  summary: 'Checks the chain of the access log from the first entry to the last.',
  details: [
    'Prints how many entries are sealed and wait to be, and the head of the chain: <seal>:<hash>.',
    'Keep heads where nobody who administers the database can change them. Given later as --anchor, with the name',
    'of the subgraph, a head proves that nothing was cut off at the end, which the chain itself cannot show.',
    '--central checks the copy in the central log first, and then the subgraph with the head of the copy as its anchor:',
    'what was changed or cut off in one of the two is found by the other.',
    'Where old entries were purged, the check begins after the last of them, and says how many are gone.',
    'Ends with exit code 1 when a chain is broken.',
  ],
  async run(args, at) {
    const { values, positionals } = parsed({
      args: [...args],
      options: { anchor: { type: 'string' }, central: { type: 'boolean' } },
      allowPositionals: true,
    });
    refuseMore(positionals, 1);
    const names = namedSubgraphs(positionals[0]);
    const anchor = values.anchor === undefined ? undefined : readAnchor(values.anchor);
    if (anchor && names.length > 1) throw new WrongUsage('Name the subgraph that the anchor belongs to.');
    let holds = true;
    for (const name of names) {
      const report = values.central ? await verifyBoth(name, anchor, at) : await verifyOwn(name, anchor, at);
      holds &&= report.holds;
    }
    return holds ? EXIT.DONE : EXIT.NOT_DONE;
  },
};

async function verifyOwn(name: SubgraphName, anchor: Anchor | undefined, at: Workplace): Promise<ChainReport> {
  const report = await withDatabase(at, name, ({ pool }) => verifyChain(pool, anchor));
  tell(report.holds, sentenceOf(name, report), at);
  return report;
}

/** The copy, and then the subgraph's own by the head of the copy. */
async function verifyBoth(
  name: SubgraphName,
  anchor: Anchor | undefined,
  at: Workplace,
): Promise<Pick<ChainReport, 'holds'>> {
  const copy = await withDatabase(at, 'identity', ({ pool }) => verifyCentral(pool, name, anchor));
  tell(copy.holds, copySentence(name, copy), at);
  const own = await verifyOwn(name, copy.holds ? { seal: copy.sealed, hash: copy.head } : anchor, at);
  return { holds: copy.holds && own.holds };
}

function tell(holds: boolean, sentence: string, { terminal }: Workplace): void {
  if (holds) terminal.say(sentence);
  else terminal.complain(sentence);
}

function readAnchor(text: string): Anchor {
  const [, seal, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seal === undefined || hash === undefined) {
    throw new WrongUsage('An anchor is <seal>:<hash>, as verify-log prints it after "head".');
  }
  return { seal: Number(seal), hash };
}

function sentenceOf(subgraph: SubgraphName, report: ChainReport): string {
  if (report.holds) {
    return `${subgraph}: ${report.sealed} sealed, ${purgedPart(report)}${report.waiting} waiting, head ${report.sealed}:${report.head}`;
  }
  return `${subgraph}: the access log is broken${faultOf(report)}`;
}

/** `the first 11 purged, ` where some were. */
function purgedPart({ purged }: { readonly purged?: number }): string {
  return purged === undefined ? '' : `the first ${purged} purged, `;
}

function copySentence(subgraph: SubgraphName, report: CentralReport): string {
  const name = `central log of ${subgraph}`;
  return report.holds
    ? `${name}: ${report.sealed} sealed, ${purgedPart(report)}head ${report.sealed}:${report.head}`
    : `${name}: the copy is broken${faultOf(report)}`;
}

function faultOf({ seal, fault }: Extract<ChainReport, { holds: false }>): string {
  return `${seal === null ? '' : ` at seal ${seal}`}: ${FAULTS[fault]}.`;
}
