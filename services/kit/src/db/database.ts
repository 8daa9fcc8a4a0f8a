import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A subgraph's connections to its own database. */
export interface Database {
  /** Shared by requests and background work. */
  readonly pool: pg.Pool;
  /** Runs `heard` at every NOTIFY on the channel, and once after each reconnection, since something may have been missed. */
  listen(channel: string, heard: (payload: string) => void): void;
  /** Waits for running statements and closes. */
  close(): Promise<void>;
}

/** How to open a {@link Database}. */
export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize?: number;
  /** Called with the text of every statement that is sent; for tests that count them. */
  readonly onStatement?: (text: string) => void;
}

const RECONNECT_MS = 500;

/** Opens the connections. Nothing is contacted before the first use. */
export function openDatabase({ url, poolSize = 10, onStatement }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 3000,
    idle_in_transaction_session_timeout: 15_000,
    statement_timeout: 10_000,
    keepAlive: true,
  });
  pool.on('error', () => {}); // an idle connection that the server closed; the pool makes a new one
  if (onStatement) pool.on('connect', (client) => watch(client, onStatement));

  const heardBy = new Map<string, ((payload: string) => void)[]>();
  let listener: pg.Client | undefined;
  let listening: Promise<void> | undefined;
  const closing = new AbortController();

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000, keepAlive: true });
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      client.on('error', () => {});
      client.on('notification', ({ channel, payload }) => {
        for (const heard of heardBy.get(channel) ?? []) heard(payload ?? '');
      });
      try {
        await client.connect();
        listener = client;
        for (const [channel, all] of heardBy) {
          await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
          for (const heard of all) heard('');
        }
        await ended;
      } catch {
        await client.end().catch(() => {});
      }
      listener = undefined;
      await sleep(RECONNECT_MS, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  }

  return {
    pool,
    listen(channel, heard) {
      const known = heardBy.get(channel);
      if (known) known.push(heard);
      else heardBy.set(channel, [heard]);
      listening ??= keepListening();
      if (!known) void listener?.query(`LISTEN ${pg.escapeIdentifier(channel)}`).catch(() => {});
    },
    async close() {
      closing.abort();
      await listener?.end().catch(() => {});
      await listening;
      await pool.end();
    },
  };
}

function watch(client: pg.PoolClient, onStatement: (text: string) => void): void {
  const query = client.query.bind(client);
  client.query = ((...given: Parameters<typeof query>) => {
    const first: unknown = given[0];
    onStatement(typeof first === 'string' ? first : (first as { text: string }).text); // pg takes text or { text }
    return query(...given);
  }) as typeof client.query; // pg's overloads cannot be repeated in one signature
}
