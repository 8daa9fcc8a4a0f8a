import type { Answer, Json } from '@samplan/testing/ask';
import { principalFile, withoutUnit } from '@samplan/testing/principals';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess } from '@samplan/testing/shapes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: TestRegion;
let anyone: Person;

const ENDED = 'Boendestödet Ljustadalen';

beforeAll(async () => {
  const principals = ['region-vasternorrland', 'ange', 'harnosand', 'kramfors', 'ornskoldsvik', 'timra', 'sundsvall'];
  region = await testRegion({ principals, shape: inOneProcess });
  await region.importFile(withoutUnit(principalFile('sundsvall'), ENDED));
  anyone = await region.staff('Bildningsförvaltningen, ledning', 'SYSTEM_MANAGER');
});
afterAll(() => region.close());

const UNITS = `query ($filter: UnitFilter, $first: Int, $after: String) {
  units(filter: $filter, first: $first, after: $after) {
    edges { cursor node { id name kind isActive administration { principal { id } } } } pageInfo { hasNextPage endCursor } } }`;

const page = async (variables: object = {}): Promise<Answer> => await anyone.ask(UNITS, { ...variables });

/** Every unit that the filter lets through, page by page. */
async function walk(filter: object, first: number): Promise<readonly Json[]> {
  const all: Json[] = [];
  let after: string | null = null;
  do {
    const { edges, pageInfo } = (await page({ filter, first, after })).at('units');
    expect(edges.length).toBeLessThanOrEqual(first);
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    all.push(...edges.map((edge: Json) => edge.node));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return all;
}

const namesOf = async (filter: object): Promise<readonly string[]> =>
  (await walk(filter, 100)).map((unit) => unit.name);

async function stored(where: string): Promise<readonly string[]> {
  const rows = await region.databases.organisation.query<{ id: string }>(`SELECT id FROM unit WHERE ${where}`);
  return rows.map(({ id }) => id).sort();
}

async function principalId(slug: string): Promise<string> {
  const [row] = await region.databases.organisation.query<{ id: string }>('SELECT id FROM principal WHERE slug = $1', [
    slug,
  ]);
  return row?.id ?? '';
}

describe('paging', () => {
  test.each([1, 7, 100])('when the list is paged by %i, then every unit comes once', async (first) => {
    const ids = (await walk({}, first)).map((unit) => unit.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(await stored('is_active'));
  });

  test('when the whole list is walked, then names stand in Swedish order: å, ä, ö last', async () => {
    const names = await namesOf({});
    const swedish = new Intl.Collator('sv');
    expect(names).toEqual([...names].sort(swedish.compare));
    const firsts = [...new Set(names.map((name) => name.charAt(0)))];
    expect(firsts.slice(-3)).toEqual(['Å', 'Ä', 'Ö']);
  });

  test('when many units have one name, then pages do not stop among them', async () => {
    const names = await namesOf({ nameContains: 'Hemtjänsten' });
    expect(names.length).toBeGreaterThan(4);
    expect((await walk({ nameContains: 'Hemtjänsten' }, 2)).map((unit) => unit.name)).toEqual(names);
  });

  test('when nothing is asked for, then fifty come; when the list is empty, then the page says so', async () => {
    expect((await page()).at('units').edges).toHaveLength(50);
    const none = (await page({ filter: { nameContains: 'finns inte' } })).at('units');
    expect(none).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  test.each([0, -1, 101, 100_000])('when first is %i, then the field is named', async (first) => {
    const { data, errors } = await page({ first });
    expect(data).toEqual({ units: null });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first', reason: 'OUT_OF_RANGE' });
  });

  test.each(['x', '', 'dW50', Buffer.from("unt_1' OR 1=1").toString('base64url')])(
    'when the cursor is %j, then the field is named',
    async (after) => {
      const { data, errors } = await page({ after });
      expect(data).toEqual({ units: null });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after', reason: 'UNKNOWN_CURSOR' });
    },
  );

  test('when the cursor is of a unit that does not exist, then the list is at its end', async () => {
    const after = Buffer.from('unt_00000000000000000000000000').toString('base64url');
    expect((await page({ after })).at('units').edges).toEqual([]);
  });
});

describe('filters', () => {
  test('when kinds are given, then only those come', async () => {
    const kinds = ['HOME_HEALTH', 'INPATIENT_PSYCHIATRIC'];
    const units = await walk({ kinds }, 100);
    expect(new Set(units.map((unit) => unit.kind))).toEqual(new Set(kinds));
    expect(units).toHaveLength((await stored("is_active AND kind IN ('HOME_HEALTH', 'INPATIENT_PSYCHIATRIC')")).length);
  });

  test('when a principal is given, then only its units come', async () => {
    const kramfors = await principalId('kramfors');
    const units = await walk({ principalId: kramfors }, 5);
    expect(units.map((unit) => unit.id).sort()).toEqual(await stored(`is_active AND principal_id = '${kramfors}'`));
    expect(await namesOf({ principalId: 'prn_00000000000000000000000000' })).toEqual([]);
  });

  test('when several conditions are given, then all of them hold', async () => {
    const filter = { nameContains: 'skola', kinds: ['SCHOOL'], principalId: await principalId('sundsvall') };
    expect(await namesOf(filter)).toEqual(['Hagaskolan', 'Skönsbergs skola']);
  });

  test.each([
    ['in the middle of the name', 'sjukvård Al', ['Hemsjukvård Alnö']],
    ['in capitals', 'HEMSJUKVÅRD ALNÖ', ['Hemsjukvård Alnö']],
    ['å in capitals', 'ÅDALSSKOLAN', ['Ådalsskolan']],
    ['å in small letters', 'ådalsskolan', ['Ådalsskolan']],
    ['å composed of a and a ring', 'a\u030adalsskolan', ['Ådalsskolan']],
  ])('when the name is given %s, then the unit is found', async (_, nameContains, expected) => {
    expect(await namesOf({ nameContains })).toEqual(expected);
  });

  test.each(['%', '_', 'Hem%', 'H_msjukvård', '\\', "'"])(
    'when %j stands in the name filter, then it is taken literally',
    async (nameContains) => {
      expect(await namesOf({ nameContains })).toEqual([]);
    },
  );

  test('when the name filter is longer than 100 signs, then the field is named', async () => {
    const { errors } = await page({ filter: { nameContains: 'a'.repeat(101) } });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'filter.nameContains',
      reason: 'TOO_LONG',
    });
    expect((await page({ filter: { nameContains: 'å'.repeat(100) } })).errors).toEqual([]);
  });

  test('when ended units are asked for, then they come and say so; otherwise they do not', async () => {
    expect(await namesOf({ nameContains: ENDED })).toEqual([]);
    expect(await walk({ nameContains: ENDED, includeEnded: true }, 10)).toMatchObject([
      { name: ENDED, isActive: false },
    ]);
  });

  test('when an empty list of kinds is given, then nothing fits', async () => {
    expect(await namesOf({ kinds: [] })).toEqual([]);
  });
});

describe('the tree', () => {
  test('when principals are asked for, then the region comes first and then its municipalities in Swedish order (F-209)', async () => {
    const answer = await anyone.ask('{ principals { kind code slug region { code } administrations { kind } } }');
    const principals = answer.at('principals');
    expect(principals.map((each: Json) => each.slug)).toEqual([
      'region-vasternorrland',
      'harnosand',
      'kramfors',
      'sundsvall',
      'timra',
      'ange',
      'ornskoldsvik',
    ]);
    expect(principals[0]).toMatchObject({
      kind: 'REGION',
      code: '22',
      region: null,
      administrations: [{ kind: 'REGION' }],
    });
    expect(principals[3]).toMatchObject({ kind: 'MUNICIPALITY', code: '2281', region: { code: '22' } });
    const kinds = principals[3].administrations.map((each: Json) => each.kind);
    expect(kinds).toEqual(['BIF', 'SOC', 'VOF']);
  });

  test('when a unit is asked for, then it knows its place in both directions', async () => {
    const answer = await anyone.ask(
      `query ($id: ID!) { unit(id: $id) { name hsaId housingType
        parentUnit { name childUnits { name } parentUnit { id } } childUnits { id }
        administration { kind principal { slug } units { name } } } }`,
      { id: region.unitId('Gruppbostaden Tallen') },
    );
    expect(answer.at('unit')).toMatchObject({
      hsaId: expect.stringMatching(/^SE2120002411-/),
      housingType: 'LSS',
      parentUnit: { name: 'Funktionsstöd och socialpsykiatri', parentUnit: null },
      childUnits: [],
      administration: { kind: 'VOF', principal: { slug: 'sundsvall' } },
    });
    const names = answer.at('unit').administration.units.map((unit: Json) => unit.name);
    expect(names).toEqual([...names].sort(new Intl.Collator('sv').compare));
  });

  test.each(['unt_00000000000000000000000000', 'x', ''])('when there is no unit %j, then null', async (id) => {
    const answer = await anyone.ask('query ($id: ID!) { unit(id: $id) { name } }', { id });
    expect([answer.data, answer.errors]).toEqual([{ unit: null }, []]);
  });
});

describe('the number of statements', () => {
  const nested = (first: number) =>
    `{ units(first: ${first}) { edges { node { name administration { kind principal { name region { name } } }
      parentUnit { name } childUnits { name parentUnit { name } childUnits { name } } } } } }`;

  test('when many units are asked for with all around them, then the subgraph sends at most one statement for each level', async () => {
    const sent: number[] = [];
    for (const first of [10, 50, 100]) {
      sent.push(await region.statements('organisation', () => anyone.ask(nested(first))));
    }
    // Units, administrations, principals, regions, parents, children, their parents and children; what is known is not asked again.
    expect(Math.min(...sent)).toBeGreaterThan(3);
    expect(Math.max(...sent)).toBeLessThanOrEqual(7);
  });

  test('when the trees of all principals are asked for, then the subgraph sends as many statements as levels', async () => {
    const tree = '{ principals { name administrations { kind units { name childUnits { name } } } } }';
    expect(await region.statements('organisation', () => anyone.ask(tree))).toBe(4);
  });

  test('when other subgraphs refer to units, then they are read together and stand in the order asked for', async () => {
    const ids = ['Ådalsskolan', 'Hemsjukvård Alnö', 'Avd 2 Kirurgi, Sundsvall'].map((name) => region.unitId(name));
    const entities = async (of: readonly string[]) =>
      await region.running.subgraphs.get('organisation')?.execute(
        {
          query: 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Unit { id } } }',
          variables: { r: of.map((id) => ({ __typename: 'Unit', id })) },
        },
        { authorization: anyone.authorization, requestId: 'units-test' },
      );
    const asked = [ids[2], 'unt_00000000000000000000000000', ids[0], ids[1], ids[2]].map(String);
    const answer = await entities(asked);
    expect(answer?.data?.['_entities']).toEqual([{ id: ids[2] }, null, { id: ids[0] }, { id: ids[1] }, { id: ids[2] }]);
    expect(await region.statements('organisation', () => entities(asked))).toBe(1);
  });
});
