import type { SubgraphName } from '@samplan/schema/events/contract';
import type { Transport } from './envelope.ts';
import type { Inbox } from './inbox.ts';
import { ConsumerUnreachable } from './transport.ts';

/** Who takes events within a process. */
export type Receivers = ReadonlyMap<SubgraphName, Pick<Inbox, 'receive'>>;

/**
 * Brings events within the process.
 * @param allStarted - until then there is nobody to bring them to, and they wait.
 */
export function inProcess(producer: SubgraphName, receivers: Receivers, allStarted: Promise<void>): Transport {
  return async (consumer, events) => {
    await allStarted;
    const receiver = receivers.get(consumer);
    if (!receiver) throw new ConsumerUnreachable();
    return await receiver.receive(producer, events);
  };
}
