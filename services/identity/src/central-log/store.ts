import type { ChainReport } from '@samplan/kit/access/verify';
import type { SubgraphName } from '@samplan/schema/events/contract';

/** Why the central log does not take a segment. */
export type SegmentFault =
  /** What comes before is not here: it must be sent first. */
  | 'GAP'
  /** It does not follow the link that is here: the subgraph's chain, or the copy, was made anew. */
  | 'FORK'
  /** The subgraph's chain is shorter than what it has sent: its end was cut off. */
  | 'CUT'
  /** Its entries do not give the link that it names. */
  | 'ALTERED';

/** A segment was refused. The name is what the sender is told, as `LogGap:17` with the last place that is here. */
export class SegmentRefused extends Error {
  override readonly name: string;
  readonly fault: SegmentFault;

  constructor(fault: SegmentFault, head: number) {
    super(fault);
    this.fault = fault;
    this.name = `Log${fault.charAt(0)}${fault.slice(1).toLowerCase()}${fault === 'GAP' ? `:${head}` : ''}`;
  }
}

/** A check of a chain in the central log. */
export type CentralReport =
  | Pick<Extract<ChainReport, { holds: true }>, 'holds' | 'sealed' | 'head' | 'purged'>
  | Extract<ChainReport, { holds: false }>;

/** How the central log stands. */
export interface CentralLogStore {
  /** When every subgraph's chain was checked last; null when one never was. */
  checkedAt(): Promise<Date | null>;
  /** Checks a subgraph's chain from the first entry to the last, in bounded memory, and notes what was found. */
  check(subgraph: SubgraphName, now: Date): Promise<CentralReport>;
}
