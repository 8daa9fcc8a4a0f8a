import pg from 'pg';

/** What the databases say of a demo region. */
export interface DemoState {
  /** When the making was begun; null when it never was. */
  readonly begunAt: Date | null;
  readonly isFinished: boolean;
  /** Is there any region or municipality, whoever made it? */
  readonly hasPrincipals: boolean;
}

/** Notes how far the making of the demo region has come, so that a start that was killed half-way is gone on with. */
export interface DemoMarker {
  read(): Promise<DemoState>;
  begin(at: Date): Promise<void>;
  finish(): Promise<void>;
}

/**
 * Opens the note, for one start at a time. It stands in organisation's database, in a schema that only a demo region has.
 * @param url - organisation's database, as its owner.
 */
export async function withMarker<T>(url: string, use: (marker: DemoMarker) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {}); // a lost connection surfaces in the query that needed it
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(hashtextextended('samplan.demo', 0))`);
    return await use(markerIn(client));
  } finally {
    await client.end();
  }
}

function markerIn(client: pg.Client): DemoMarker {
  return {
    async read() {
      const { rows: tables } = await client.query<{ has_principals: boolean; has_marker: boolean }>(
        `SELECT EXISTS (SELECT FROM principal) AS has_principals, to_regclass('demo.region') IS NOT NULL AS has_marker`,
      );
      const { has_principals: hasPrincipals = false, has_marker: hasMarker = false } = tables[0] ?? {};
      if (!hasMarker) return { begunAt: null, isFinished: false, hasPrincipals };
      const { rows } = await client.query<{ begun_at: Date; finished_at: Date | null }>(
        'SELECT begun_at, finished_at FROM demo.region',
      );
      return { begunAt: rows[0]?.begun_at ?? null, isFinished: (rows[0]?.finished_at ?? null) !== null, hasPrincipals };
    },
    async begin(at) {
      await client.query('BEGIN');
      await client.query('CREATE SCHEMA demo');
      await client.query('CREATE TABLE demo.region (begun_at timestamptz NOT NULL, finished_at timestamptz)');
      await client.query('INSERT INTO demo.region (begun_at) VALUES ($1)', [at]);
      await client.query('COMMIT');
    },
    async finish() {
      await client.query('UPDATE demo.region SET finished_at = now()');
    },
  };
}
