import { type Anchor, type ChainFault, type ChainReport, verifyChain } from '@samplan/kit/access/verify';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { type Command, EXIT, namedSubgraphs, parsed, refuseMore, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';

const FAULTS: Readonly<Record<ChainFault, string>> = {
  ALTERED: 'an entry or a link was changed',
  REMOVED: 'an entry or a link was removed',
  UNSEALED_ENTRY: 'an entry was taken out of the queue before it was sealed',
  ANCHOR_MISSING: 'the chain does not hold the anchor: entries were cut off at the end, or the chain was made anew',
};

/** Checks that nobody changed the access log. */
export const verifyLog: Command = {
  name: 'verify-log',
  usage: '[subgraph] [--anchor <seal>:<hash>]',
  summary: 'Checks the chain of the access log from the first entry to the last.',
  details: [
    'Prints how many entries are sealed and wait to be, and the head of the chain: <seal>:<hash>.',
    'Keep heads where nobody who administers the database can change them. Given later as --anchor, with the name',
    'of the subgraph, a head proves that nothing was cut off at the end, which the chain itself cannot show.',
    'Ends with exit code 1 when a chain is broken.',
  ],
  async run(args, at) {
    const { values, positionals } = parsed({
      args: [...args],
      options: { anchor: { type: 'string' } },
      allowPositionals: true,
    });
    refuseMore(positionals, 1);
    const names = namedSubgraphs(positionals[0]);
    const anchor = values.anchor === undefined ? undefined : readAnchor(values.anchor);
    if (anchor && names.length > 1) throw new WrongUsage('Name the subgraph that the anchor belongs to.');
    let holds = true;
    for (const name of names) {
      const report = await withDatabase(at, name, ({ pool }) => verifyChain(pool, anchor));
      if (report.holds) at.terminal.say(sentenceOf(name, report));
      else at.terminal.complain(sentenceOf(name, report));
      holds &&= report.holds;
    }
    return holds ? EXIT.DONE : EXIT.NOT_DONE;
  },
};

function readAnchor(text: string): Anchor {
  const [, seal, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seal === undefined || hash === undefined) {
    throw new WrongUsage('An anchor is <seal>:<hash>, as verify-log prints it after "head".');
  }
  return { seal: Number(seal), hash };
}

function sentenceOf(subgraph: SubgraphName, report: ChainReport): string {
  if (report.holds) {
    return `${subgraph}: ${report.sealed} sealed, ${report.waiting} waiting, head ${report.sealed}:${report.head}`;
  }
  const where = report.seal === null ? '' : ` at seal ${report.seal}`;
  return `${subgraph}: the access log is broken${where}: ${FAULTS[report.fault]}.`;
}
