import pg from 'pg';
import { createListener, type Listener } from './listener.ts';

/** A subgraph's connections to its own database. */
export interface Database {
  /** Shared by requests and background work. */
  readonly pool: pg.Pool;
  /** See {@link Listener}. */
  readonly listen: Listener['listen'];
  /** Waits for running statements and closes. */
  close(): Promise<void>;
}

/** How to open a {@link Database}. */
export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize?: number;
  /** How often the connection that hears NOTIFY is tried. */
  readonly listenCheckMs?: number;
  /** Statements that take longer are ended; 0 for no limit. */
  readonly statementTimeoutMs?: number;
  /** Called with the text of every statement that is sent; for tests that count them. */
  readonly onStatement?: (text: string) => void;
}

/** Opens the connections. Nothing is contacted before the first use. */
export function openDatabase({
  url,
  poolSize = 10,
  listenCheckMs = 5000,
  statementTimeoutMs = 10_000,
  onStatement,
}: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 3000,
    idle_in_transaction_session_timeout: 15_000,
    statement_timeout: statementTimeoutMs,
    // Of a server that has fallen silent.
    ...(statementTimeoutMs > 0 && { query_timeout: statementTimeoutMs + 5000 }),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  pool.on('error', () => {}); // an idle connection that the server closed; the pool makes a new one
  pool.on('connect', (client) => {
    // One in use may be closed between two statements: the next statement fails, but the process must not end.
    client.on('error', () => {});
    if (onStatement) watch(client, onStatement);
  });
  const listener = createListener(url, listenCheckMs);
  return {
    pool,
    listen: listener.listen,
    async close() {
      await listener.close();
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
