import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { z } from 'zod';

/** An event on its way, as CloudEvents 1.0 (structured mode, JSON). */
export const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().max(100),
  source: z.enum(SUBGRAPHS.map((name) => `/samplan/${name}` as const)),
  /** `se.samplan.<producer>.<EventType>` */
  type: z.string().max(200),
  /** The aggregate. */
  subject: z.string().max(100),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  data: z.unknown(),
});
/** See {@link envelope}. */
export type Envelope = z.infer<typeof envelope>;

/** What became of one event at the consumer. */
export const receipt = z.object({
  id: z.string(),
  outcome: z.enum([
    /** Its effect is committed, now or earlier. */
    'HEARD',
    /** It failed and may succeed later. */
    'FAILED',
    /** It breaks its contract and cannot succeed as it is. */
    'REJECTED',
    /** Not tried, because an earlier event of the same aggregate failed. */
    'WAITING',
  ]),
  /** Class of the failure; no data. */
  problem: z.string().nullable(),
});
/** See {@link receipt}. */
export type Receipt = z.infer<typeof receipt>;

/** The CloudEvents type of an event. */
export function cloudEventType(producer: SubgraphName, type: string): string {
  return `se.samplan.${producer}.${type}`;
}

/**
 * Brings events to a consumer, or as many of the first as fit into one delivery: those without a receipt are brought next time.
 * Throws when the consumer cannot be reached; then all of them are tried again.
 */
export type Transport = (consumer: SubgraphName, events: readonly Envelope[]) => Promise<readonly Receipt[]>;
