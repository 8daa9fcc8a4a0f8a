import pg from 'pg';

/** What the running services are members of. The migrations give it its rights; it owns nothing. */
export const APPLICATION_ROLE = 'samplan_application';

/** Makes the role of the services, if the server has none. */
export async function createApplicationRole(adminUrl: string): Promise<void> {
  await administer(adminUrl, async (client) => {
    await client.query(
      `DO $$ BEGIN
         IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APPLICATION_ROLE}') THEN
           CREATE ROLE ${APPLICATION_ROLE} NOLOGIN;
         END IF;
       END $$`,
    );
  });
}

/** Does the server have the role of the services? */
export async function hasApplicationRole(url: string): Promise<boolean> {
  return await administer(url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [APPLICATION_ROLE]);
    return rowCount === 1;
  });
}

/** Makes a login that is a member of the application role, or gives it a new password. */
export async function createLogin(adminUrl: string, name: string, password: string): Promise<void> {
  await administer(adminUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
    const role = pg.escapeIdentifier(name);
    const verb = rowCount ? 'ALTER' : 'CREATE';
    await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
    await client.query(`GRANT ${APPLICATION_ROLE} TO ${role}`);
  });
}

/**
 * Makes a database, if the server has none of the name.
 * @returns whether it was made.
 */
export async function createDatabase(adminUrl: string, name: string): Promise<boolean> {
  return await administer(adminUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return false;
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    return true;
  });
}

async function administer<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
