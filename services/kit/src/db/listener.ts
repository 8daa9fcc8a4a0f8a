import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Hears what PostgreSQL tells by NOTIFY, over a connection of its own. */
export interface Listener {
  /**
   * Runs `heard` at every NOTIFY on the channel, and once after each time that listening has begun, since something may have been
   * missed before.
   * @param lost - runs whenever listening has ended or could not begin; what is told then is missed.
   */
  listen(channel: string, heard: (payload: string) => void, lost?: () => void): void;
  close(): Promise<void>;
}

const RECONNECT_MS = 500;
const ANSWER_MS = 3000;

/**
 * Makes a listener. It connects when something is listened to, and anew whenever the connection is lost.
 * @param checkMs - how often the server is asked for a sign of life: a connection may fall silent without ending.
 */
export function createListener(url: string, checkMs: number): Listener {
  const heardBy = new Map<string, ((payload: string) => void)[]>();
  const losers: (() => void)[] = [];
  const closing = new AbortController();
  let connected: pg.Client | undefined;
  let running: Promise<void> | undefined;

  async function follow(client: pg.Client, channel: string): Promise<void> {
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    for (const heard of heardBy.get(channel) ?? []) heard('');
  }

  /** Listens until the connection is lost. Returns whether it ever did. */
  async function connect(): Promise<boolean> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    const ended = new AbortController();
    let hasListened = false;
    client.once('end', () => ended.abort());
    client.on('error', () => {}); // what follows is the same as after an orderly end
    client.on('notification', ({ channel, payload }) => {
      for (const heard of heardBy.get(channel) ?? []) heard(payload ?? '');
    });
    try {
      await client.connect();
      for (const channel of heardBy.keys()) await follow(client, channel); // those added meanwhile too
      connected = client;
      hasListened = true;
      while (!ended.signal.aborted && !closing.signal.aborted) {
        await pause(checkMs, AbortSignal.any([ended.signal, closing.signal]));
        if (!closing.signal.aborted) await client.query('SELECT');
      }
    } catch {
      // out of reach or lost
    } finally {
      connected = undefined;
      for (const lost of losers) lost();
      await client.end().catch(() => {});
    }
    return hasListened;
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const isLost = await connect();
      if (!isLost) await pause(RECONNECT_MS, closing.signal);
    }
  }

  return {
    listen(channel, heard, lost) {
      if (lost) losers.push(lost);
      heardBy.set(channel, [...(heardBy.get(channel) ?? []), heard]);
      running ??= run();
      // A failure ends the connection, and the next one listens to everything.
      if (connected) void follow(connected, channel).catch(() => {});
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {});
}
