import { PrismaPg } from '@prisma/adapter-pg';
import type { Json } from '@samplan/testing/ask';
import { type TestDatabase, testDatabase } from '@samplan/testing/database';
import { principalFile, withoutUnit, withUnit } from '@samplan/testing/principals';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PrismaClient } from '../src/generated/prisma/client.ts';
import type { FileUnit, PrincipalFile } from '../src/tree/file.ts';
import { ImportRefused, importPrincipal } from '../src/tree/import.prisma.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const REGION = principalFile('region-vasternorrland');
const SUNDSVALL = principalFile('sundsvall');

let database: TestDatabase;
let db: PrismaClient;

beforeEach(async () => {
  database = await testDatabase('organisation');
  db = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url }) });
  await importPrincipal(db, REGION, NOW);
});
afterEach(async () => {
  await db.$disconnect();
  await database.drop();
});

const load = async (file: PrincipalFile) => await importPrincipal(db, file, NOW);

async function unit(name: string): Promise<Json> {
  const [row] = await database.query('SELECT * FROM unit WHERE name = $1', [name]);
  return row;
}

/** What was told since the last time it was asked. */
let heard = 0;
beforeEach(() => {
  heard = 0;
});
async function told(): Promise<readonly Json[]> {
  const rows = await database.query<{ position: string; data: Json }>(
    "SELECT position, data FROM kit.outbox WHERE type = 'UnitChanged' AND position > $1 ORDER BY position",
    [heard],
  );
  heard = Number(rows.at(-1)?.position ?? heard);
  return rows.map(({ data }) => data);
}

/** Everything that an import can change. */
async function everything(): Promise<Json> {
  const tables = ['principal', 'administration', 'unit', 'municipal_routing', 'address_area', 'kit.outbox'];
  const contents = tables.map(
    async (table) => await database.query(`SELECT * FROM ${table} t ORDER BY to_jsonb(t)::text`),
  );
  return await Promise.all(contents);
}

const count = (units: readonly FileUnit[]): number => units.reduce((sum, each) => sum + 1 + count(each.units ?? []), 0);
const SIZE = SUNDSVALL.administrations.reduce((sum, each) => sum + count(each.units), 0);

describe('a file that is new', () => {
  test('when it is imported, then every unit is created and told to the three others', async () => {
    await told();
    expect(await load(SUNDSVALL)).toEqual({ created: SIZE, changed: 0, unchanged: 0, ended: 0 });
    const events = await told();
    expect(events).toHaveLength(SIZE);
    const home = await unit('Hemsjukvård Alnö');
    const [region] = await database.query("SELECT id FROM principal WHERE code = '22'");
    expect(events).toContainEqual({
      unitId: home.id,
      name: 'Hemsjukvård Alnö',
      hsaId: home.hsa_id,
      kind: 'HOME_HEALTH',
      administrationId: home.administration_id,
      administrationKind: 'VOF',
      principalId: home.principal_id,
      principalCode: '2281',
      principalSlug: 'sundsvall',
      regionId: region?.['id'],
      isActive: true,
      version: 1,
    });
    const consumers = await database.query(
      `SELECT DISTINCT consumer FROM kit.outbox_delivery JOIN kit.outbox USING (position) ORDER BY 1`,
    );
    expect(consumers.map((row) => row['consumer'])).toEqual(['care', 'identity', 'sip']);
  });

  test('when it is imported, then the tree and the routing are those of the file', async () => {
    await load(SUNDSVALL);
    const alno = await unit('Hemtjänst Alnö');
    expect(alno.parent_unit_id).toBe((await unit('Hemtjänsten')).id);
    expect((await unit('Gruppbostaden Tallen')).housing_type).toBe('LSS');
    const areas = await database.query(
      'SELECT postal_code, home_care_unit_id FROM address_area WHERE home_care_unit_id = $1',
      [alno.id],
    );
    expect(areas.map((row) => row['postal_code']).sort()).toEqual(['86531', '86532']);
    const [routing] = await database.query('SELECT * FROM municipal_routing');
    expect(routing).toMatchObject({
      assessment_unit_id: (await unit('Biståndsenheten Sundsvall')).id,
      single_unit_id: null,
    });
  });

  test('when the region is not there, then the municipality is refused and nothing is stored', async () => {
    const before = await everything();
    const refused = load({ ...SUNDSVALL, region: '23' });
    await expect(refused).rejects.toThrow(new ImportRefused('region 23 is not imported; import its file first'));
    expect(await everything()).toEqual(before);
  });
});

describe('a file that comes again', () => {
  beforeEach(async () => {
    await load(SUNDSVALL);
    await told();
  });

  test('when nothing has changed, then nothing changes and nobody is told', async () => {
    const before = await everything();
    expect(await load(SUNDSVALL)).toEqual({ created: 0, changed: 0, unchanged: SIZE, ended: 0 });
    expect(await everything()).toEqual(before);
  });

  test('when a unit is renamed, then it is the same unit, told with a higher version', async () => {
    const { id } = await unit('Hemsjukvård Alnö');
    const report = await load(withUnit(SUNDSVALL, 'Hemsjukvård Alnö', (u) => ({ ...u, name: 'Hemsjukvård Ön' })));
    expect(report).toEqual({ created: 0, changed: 1, unchanged: SIZE - 1, ended: 0 });
    expect(await unit('Hemsjukvård Ön')).toMatchObject({ id, version: 2 });
    expect(await told()).toMatchObject([{ unitId: id, version: 2, isActive: true }]);
  });

  test('when a unit moves in the tree, then it is told with a higher version', async () => {
    const alno = await unit('Hemsjukvård Alnö');
    let moved: FileUnit | undefined;
    const file = withUnit(SUNDSVALL, 'Hemsjukvård Alnö', (u) => {
      moved = u;
      return null;
    });
    const [vof, ...others] = file.administrations;
    if (!vof || !moved) throw new Error('not in the file');
    await load({ ...file, administrations: [{ ...vof, units: [...vof.units, moved] }, ...others] });
    expect(await unit('Hemsjukvård Alnö')).toMatchObject({ id: alno.id, parent_unit_id: null, version: 2 });
    expect(await told()).toMatchObject([{ unitId: alno.id, version: 2 }]);
  });

  test('when a unit is no longer in it, then it is ended, told, and no way of routing leads to it', async () => {
    const { id } = await unit('Hemtjänst Alnö');
    const without = withoutUnit(SUNDSVALL, 'Hemtjänst Alnö');
    const areas = (SUNDSVALL.routing?.areas ?? []).filter((area) => !area.postalCodes.includes('86531'));
    const report = await load({ ...without, routing: { ...without.routing, areas } });
    expect(report).toEqual({ created: 0, changed: 0, unchanged: SIZE - 1, ended: 1 });
    expect(await unit('Hemtjänst Alnö')).toMatchObject({ id, is_active: false, version: 2 });
    expect(await told()).toMatchObject([{ unitId: id, version: 2, isActive: false }]);
    expect(await database.query('SELECT FROM address_area WHERE home_care_unit_id = $1', [id])).toEqual([]);
  });

  test('when it is ended already, then it is not told again; when it returns, then it is the same unit', async () => {
    const { id } = await unit('Hagaskolan');
    const without = withoutUnit(SUNDSVALL, 'Hagaskolan');
    await load(without);
    await told();
    expect(await load(without)).toEqual({ created: 0, changed: 0, unchanged: SIZE - 1, ended: 0 });
    expect(await told()).toEqual([]);
    expect(await load(SUNDSVALL)).toMatchObject({ created: 0, changed: 1 });
    expect(await told()).toMatchObject([{ unitId: id, isActive: true, version: 3 }]);
  });

  test('when a whole administration is gone, then its units are ended and still known by whose they were', async () => {
    const administrations = SUNDSVALL.administrations.filter((each) => each.kind !== 'BIF');
    const { ended } = await load({ ...SUNDSVALL, administrations });
    const events = await told();
    expect(events).toHaveLength(ended);
    expect(new Set(events.map((event) => `${event.administrationKind} ${event.isActive}`))).toEqual(
      new Set(['BIF false']),
    );
  });

  test('when the short name for signing in changes, then every unit is told again, since others sign in by it', async () => {
    const report = await load({ ...SUNDSVALL, slug: 'sundsvalls-kommun' });
    expect(report).toEqual({ created: 0, changed: SIZE, unchanged: 0, ended: 0 });
    const events = await told();
    expect(events).toHaveLength(SIZE);
    expect(events.every((event) => event.principalSlug === 'sundsvalls-kommun' && event.version === 2)).toBe(true);
    expect(await load({ ...SUNDSVALL, slug: 'sundsvalls-kommun' })).toMatchObject({ changed: 0 });
  });

  test('when the short name changes after a unit was ended, then the ended unit is told too and stays ended', async () => {
    await load(withoutUnit(SUNDSVALL, 'Hagaskolan'));
    await told();
    const file = withoutUnit({ ...SUNDSVALL, slug: 'sundsvalls-kommun' }, 'Hagaskolan');
    expect(await load(file)).toEqual({ created: 0, changed: SIZE - 1, unchanged: 0, ended: 0 });
    const events = await told();
    expect(events).toHaveLength(SIZE);
    expect(events.filter((event) => !event.isActive)).toMatchObject([{ version: 3 }]);
  });

  test('when only the name of the municipality changes, then no unit is told', async () => {
    expect(await load({ ...SUNDSVALL, name: 'Sundsvall' })).toMatchObject({ changed: 0, unchanged: SIZE });
    expect(await told()).toEqual([]);
    expect(await database.query("SELECT name FROM principal WHERE code = '2281'")).toEqual([{ name: 'Sundsvall' }]);
  });
});

describe('a file of somebody else’s', () => {
  beforeEach(async () => {
    await load(SUNDSVALL);
  });

  test('when an HSA-id belongs to another principal, then the file is refused and nothing is stored', async () => {
    const before = await everything();
    const thief = { ...SUNDSVALL, code: '2262', slug: 'timra', name: 'Timrå kommun' };
    await expect(load(thief)).rejects.toThrow(/^SE2120002411-U\d+ belongs to another principal$/);
    expect(await everything()).toEqual(before);
  });

  test('when the short name belongs to another principal, then the file is refused and nothing is stored', async () => {
    const before = await everything();
    const refused = load({ ...principalFile('timra'), slug: 'sundsvall' });
    await expect(refused).rejects.toThrow(new ImportRefused('sundsvall belongs to another principal'));
    expect(await everything()).toEqual(before);
  });

  test('when several files are imported at once, then all are there whole', async () => {
    const files = ['timra', 'ange', 'harnosand'].map(principalFile);
    const reports = await Promise.all(files.map(load));
    const [row] = await database.query<{ units: number }>(
      "SELECT count(*)::int AS units FROM unit JOIN principal p ON p.id = principal_id WHERE p.slug IN ('timra', 'ange', 'harnosand')",
    );
    expect(row?.units).toBe(reports.reduce((sum, report) => sum + report.created, 0));
  });

  test('when one file is imported twice at once, then its units are there once', async () => {
    const file = principalFile('timra');
    const outcomes = await Promise.allSettled([load(file), load(file)]);
    expect(outcomes.map((outcome) => outcome.status)).toContain('fulfilled');
    const [row] = await database.query<{ units: number }>(
      "SELECT count(*)::int AS units FROM unit JOIN principal p ON p.id = principal_id WHERE p.slug = 'timra'",
    );
    expect(row?.units).toBe(file.administrations.reduce((sum, each) => sum + count(each.units), 0));
  });
});
