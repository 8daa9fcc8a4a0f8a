import { z } from 'zod';
import { type EventContract, event, type SubgraphName } from './contract.ts';

/** Seconds since 1970 with every decimal that PostgreSQL keeps. */
const instant = z.string().regex(/^\d{1,12}\.\d{6}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const code = z.string().max(200);
const maybe = code.nullable();

/** The most entries of one segment. */
export const SEGMENT_ENTRIES = 500;

/** An entry as it stands in the chain: when it was sealed, its number, and its columns in the order of the chain. */
const entry = z.tuple([
  instant,
  z.string().regex(/^\d{1,18}$/),
  instant,
  code, // kind
  code, // action
  maybe, // patient
  maybe, // subject
  maybe, // why it was denied
  maybe, // user
  maybe, // session
  maybe, // assignment
  maybe, // role
  maybe, // unit
  maybe, // administration
  maybe, // region or municipality
  code, // request
]);
/** See above. */
export type SegmentEntry = z.infer<typeof entry>;

const segment = z.object({
  /** Place of the first entry in the chain. */
  first: z.int().positive(),
  /** Link before the first entry. */
  before: hash,
  /** Link of the last entry; the one before, when there is no entry. */
  hash,
  /** The last place in the producer's chain. */
  tip: z.int().nonnegative(),
  entries: z.array(entry).max(SEGMENT_ENTRIES),
});
/** A piece of a subgraph's access log, as it was sealed there. */
export type LogSegment = z.infer<typeof segment>;

/** The contract by which a subgraph hands its sealed access log to identity. It does not go by the outbox: the log is its own. */
export function sealedLogOf<const P extends Exclude<SubgraphName, 'identity'>, const T extends string>(
  producer: P,
  type: T,
): EventContract<T, typeof segment> {
  return event({
    type,
    producer,
    consumers: ['identity'],
    description: `Entries were added to the sealed access log of ${producer}; identity keeps a copy that follows the same chain.`,
    data: segment,
    example: {
      first: 1,
      before: 'c'.repeat(64),
      hash: 'd'.repeat(64),
      tip: 1,
      entries: [
        [
          '1763712000.250000',
          '1',
          '1763712000.000000',
          'READ',
          'episode.read',
          'pat_01kahm5x7hfy0a0j9v6w4q2n8k',
          'epi_01kahm5x7hfy0a0j9v6w4q2n8m',
          null,
          'usr_01kahm5x7hfy0a0j9v6w4q2n8f',
          'ses_01kahm5x7hfy0a0j9v6w4q2n8e',
          'asg_01kahm5x7hfy0a0j9v6w4q2n8e',
          'NURSE',
          'unt_01kahm5x7hfy0a0j9v6w4q2n8g',
          'adm_01kahm5x7hfy0a0j9v6w4q2n8h',
          'prn_01kahm5x7hfy0a0j9v6w4q2n8j',
          'a1b2c3d4-request',
        ],
      ],
    },
  });
}
