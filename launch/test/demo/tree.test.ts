import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { projectRoot } from '@samplan/kit/project-root';
import { importTree, readPrincipalFiles } from '@samplan/launch/demo/tree';
import { PrismaClient } from '@samplan/organisation/generated/prisma/client';
import { placedUnits, readPrincipalFile } from '@samplan/organisation/tree/file';
import { importPrincipal } from '@samplan/organisation/tree/import.prisma';
import { testDatabase } from '@samplan/testing/database';
import { describe, expect, test } from 'vitest';

const FOLDER = path.join(projectRoot(), 'services/organisation/data');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describe('the files of regions and municipalities', () => {
  test.each(files)('%s has no fault and is named as its principal', (name) => {
    const file = readPrincipalFile(JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')));
    expect(file).toMatchObject({ ok: true, value: { slug: name.replace('.json', '') } });
  });

  test('the municipalities of Västernorrland are those of the seed (F-209), and Katrineholm lies in Sörmland', () => {
    const lyingIn = (region: string) =>
      readPrincipalFiles()
        .filter((file) => file.region === region)
        .map(({ slug }) => slug);
    expect(lyingIn('22').toSorted()).toEqual([
      'ange',
      'harnosand',
      'kramfors',
      'ornskoldsvik',
      'solleftea',
      'sundsvall',
      'timra',
    ]);
    expect(lyingIn('04')).toEqual(['katrineholm']);
  });

  test('every municipality has VOF, SOC and BIF, and every region hospitals with both kinds of ward (F-005)', () => {
    for (const file of readPrincipalFiles()) {
      const kinds = file.administrations.map(({ kind }) => kind);
      if (file.kind === 'MUNICIPALITY') expect(kinds.toSorted(), file.slug).toEqual(['BIF', 'SOC', 'VOF']);
      else {
        expect(placedUnits(file).map(({ kind }) => kind)).toEqual(
          expect.arrayContaining([
            'INPATIENT_SOMATIC',
            'INPATIENT_PSYCHIATRIC',
            'HEALTH_CENTRE',
            'PSYCHIATRIC_OUTPATIENT',
          ]),
        );
      }
    }
  });

  test('units of the seeds are there: one for each profession at a ward, and every kind of housing (F-071, F-220)', () => {
    const units = readPrincipalFiles().flatMap(placedUnits);
    const names = units.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['Avd 1 ssk, Ö-vik', 'Akutmottagning läkare, Ö-vik', 'Akutmottagning ssk, Ö-vik']),
    );
    const housing = new Set(units.flatMap(({ housingType }) => housingType ?? []));
    expect([...housing].toSorted()).toEqual(['LSS', 'SOCIAL_PSYCHIATRY', 'SPECIAL_DISABILITY', 'SPECIAL_ELDERLY']);
  });

  test('when all are imported, regions first, then importing them again changes nothing', async () => {
    const database = await testDatabase('organisation');
    const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url }) });
    try {
      const all = readPrincipalFiles();
      const now = new Date('2026-11-21T08:00:00.000Z');
      const tree = await importTree(db, all, now);
      expect(tree.units).toHaveLength(all.flatMap(placedUnits).length);
      for (const file of all) {
        const report = await importPrincipal(db, file, now);
        expect(report, file.slug).toEqual({ created: 0, changed: 0, ended: 0, unchanged: placedUnits(file).length });
      }
    } finally {
      await db.$disconnect();
      await database.drop();
    }
  });
});
