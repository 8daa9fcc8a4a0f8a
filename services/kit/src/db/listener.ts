import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Hears what PostgreSQL tells by NOTIFY, over a connection of its own. */
export interface Listener {
  /**
   * Runs `heard` at every NOTIFY on the channel, and once after each time that listening has begun, since something may have been
   * missed before.
   */
  listen(channel: string, heard: (payload: string) => void): void;
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
  const closing = new AbortController();
  let connected: pg.Client | undefined;
  let running: Promise<void> | undefined;

  async function follow(client: pg.Client, channel: string): Promise<void> {
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    for (const heard of heardBy.get(channel) ?? []) heard('');
  }

  async function connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    const ended = new AbortController();
    client.once('end', () => ended.abort());
    client.on('error', () => {}); // what follows is the same as after an orderly end
    client.on('notification', ({ channel, payload }) => {
      for (const heard of heardBy.get(channel) ?? []) heard(payload ?? '');
    });
    try {
      await client.connect();
      for (const channel of heardBy.keys()) await follow(client, channel); // those added meanwhile too
      connected = client;
      while (!ended.signal.aborted && !closing.signal.aborted) {
        await pause(checkMs, AbortSignal.any([ended.signal, closing.signal]));
        if (!closing.signal.aborted) await client.query('SELECT');
      }
    } finally {
      connected = undefined;
      await client.end().catch(() => {});
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await connect().catch(() => {}); // out of reach or lost
      await pause(RECONNECT_MS, closing.signal);
    }
  }

  return {
    listen(channel, heard) {
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
