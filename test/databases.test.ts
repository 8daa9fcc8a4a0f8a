import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { expect, test } from 'vitest';
import { addressesOf, give } from '../launch/test/operator/giving.ts';
import { environmentOf, servicesOf, type Variables } from './compose-file.ts';
import { asked, type Installation, install, refusal } from './installation.ts';

const NO_RIGHT = '42501';
const ADMINISTRATORS = ['a superuser', 'a role that may create databases and roles'] as const;

/** What a service of docker-compose.yml is given, at the installation's server. */
function environment({ variables, here }: Installation, name: string): Variables {
  const service = servicesOf(variables)[name];
  if (!service) throw new Error(`no service ${name}`);
  return here(environmentOf(service, variables));
}

function addressOf(installation: Installation, subgraph: SubgraphName, as: 'service' | 'owner'): string {
  const variables = environment(installation, as === 'owner' ? 'migrate' : subgraph);
  return variables[as === 'owner' ? `${subgraph.toUpperCase()}_MIGRATION_DATABASE_URL` : 'DATABASE_URL'] ?? '';
}

/** An installation as docker compose makes it: databases.sql, then the service migrate. */
async function migrated(administrator: (typeof ADMINISTRATORS)[number]): Promise<Installation> {
  const installation = await install(administrator);
  const { code, complained } = await give(['migrate'], { variables: { ...environment(installation, 'migrate') } });
  expect({ code, complained }).toEqual({ code: 0, complained: [] });
  return installation;
}

const ENTRY = `INSERT INTO kit.access_log (at, kind, action, request_id) VALUES (now(), 'READ', 'patient.read', 'request-1')`;

/** What somebody may try who has taken over a service. */
const ATTACKS = [
  `UPDATE kit.access_log SET action = 'nothing'`,
  'DELETE FROM kit.access_log',
  'TRUNCATE kit.access_log CASCADE',
  'UPDATE kit.access_log_seal SET seal = 0',
  'DELETE FROM kit.access_log_seal',
  'TRUNCATE kit.access_log_seal',
  'ALTER TABLE kit.access_log DISABLE TRIGGER USER',
  `SELECT * FROM kit.purge_access_log(now() - interval '6 years')`,
  `INSERT INTO kit.access_log_purge (older_than) VALUES (now() - interval '6 years')`,
  'DELETE FROM kit.outbox',
  'DELETE FROM kit.inbox',
  `INSERT INTO kit.outbox_purged VALUES ('OverviewChanged', '1', 1)`,
  'DROP TABLE kit.access_log_unsealed',
  'DROP TRIGGER access_log_append_only ON kit.access_log',
  'CREATE OR REPLACE FUNCTION kit.append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$',
  'SET session_replication_role = replica',
  'CREATE TABLE own (a int)',
  'CREATE TABLE kit.own (a int)',
  'CREATE TEMPORARY TABLE own (a int)',
  'CREATE ROLE own',
  'CREATE DATABASE own',
];

test.each(ADMINISTRATORS)(
  'when %s has made the databases, then services work in their own and change no access log',
  async (administrator) => {
    const installation = await migrated(administrator);
    for (const subgraph of SUBGRAPHS) {
      const service = addressOf(installation, subgraph, 'service');
      await asked(service, ENTRY);
      expect(await asked(service, 'SELECT action FROM kit.access_log')).toEqual([{ action: 'patient.read' }]);
      for (const attack of ATTACKS) expect(await refusal(service, attack), `${subgraph}: ${attack}`).toBe(NO_RIGHT);
      const granted = `SELECT privilege_type AS may FROM information_schema.role_table_grants
      WHERE table_schema = 'kit' AND table_name IN ('access_log', 'access_log_seal') AND grantee = 'samplan_application'
      GROUP BY 1 ORDER BY 1`;
      expect(await asked(addressOf(installation, subgraph, 'owner'), granted)).toEqual([
        { may: 'INSERT' },
        { may: 'SELECT' },
      ]);
    }
  },
);

test('when a login of one subgraph tries the database of another, then it does not come in, nor as another role', async () => {
  const installation = await install();
  for (const subgraph of SUBGRAPHS) {
    for (const as of ['service', 'owner'] as const) {
      const own = addressOf(installation, subgraph, as);
      expect(await refusal(own, 'SELECT 1')).toBeNull();
      for (const other of SUBGRAPHS.filter((name) => name !== subgraph)) {
        const elsewhere = new URL(own);
        elsewhere.pathname = `/${other}`;
        expect(await refusal(elsewhere.href, 'SELECT 1'), `${subgraph} ${as} in ${other}`).toBe(NO_RIGHT);
        for (const role of [`${other}_owner`, `${other}_service`])
          expect(await refusal(own, `SET ROLE ${role}`)).toBe(NO_RIGHT);
      }
    }
    expect(await refusal(addressOf(installation, subgraph, 'service'), `SET ROLE ${subgraph}_owner`)).toBe(NO_RIGHT);
  }
});

test('when a login of a service is told to migrate, then it cannot, and one sentence says so', async () => {
  const installation = await install();
  const url = addressOf(installation, 'care', 'service');
  const { code, complained } = await give(['migrate', 'care'], { variables: addressesOf({ care: { url } }) });
  expect({ code, complained }).toEqual({
    code: 1,
    complained: [
      'The login in the address of care may not make tables; give the owner in CARE_MIGRATION_DATABASE_URL.',
    ],
  });
});

test('when the operator asks, then the services of docker compose are enough for it', async () => {
  const installation = await migrated('a superuser');
  const variables = { ...environment(installation, 'operator') };
  expect(await give(['events'], { variables })).toMatchObject({ code: 0, complained: [] });
  expect(await give(['verify-log'], { variables })).toMatchObject({ code: 0, complained: [] });
  expect(await give(['rotate-keys'], { variables })).toMatchObject({ code: 0, complained: [] });
  const owners = { ...environment(installation, 'migrate') };
  expect(await give(['purge-log'], { variables: owners })).toMatchObject({ code: 0, complained: [] });
  expect(await give(['purge-events'], { variables: owners })).toMatchObject({ code: 0, complained: [] });
});
