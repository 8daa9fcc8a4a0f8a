import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/care/generated/prisma/client';
import { readNationalAmounts } from '@samplan/care/liability/amounts-file';
import { addMonths, firstOf, monthOf } from '@samplan/care/liability/month';
import type { SettledPart, SettlingOutcome, SettlingProgress } from '@samplan/care/liability/settlement-store';
import { prismaLiabilitySettlements } from '@samplan/care/liability/settlement-store.prisma';
import { permit } from '@samplan/care/policy';
import { createAccessLog } from '@samplan/kit/access/log';
import { addDays, type Day, daysBetween, stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { type Staff, staffOf } from '@samplan/testing/story';
import { viewerAt } from '@samplan/testing/viewer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { daysLater, goesHome, versionOf, waitingPatient } from './waiting.ts';

/** A municipality's months are settled one after the other, so each test begins where the one before ended. */
describe.sequential('settleLiabilityMonth (G-041, B-08)', () => {
  let region: TestRegion;
  let staff: Staff;
  let manager: Person;
  let municipal: Person;

  const DAY_SEK = 11_000;

  beforeAll(async () => {
    region = await testRegion({
      principals: ['region-vasternorrland', 'sundsvall', 'timra', 'region-sormland', 'katrineholm'],
    });
    await newDay(0);
    const thisYear = Number(today().slice(0, 4));
    for (const year of [thisYear, thisYear + 1]) {
      await does.setCareDayAmount(manager, { year, amountSek: DAY_SEK, source: 'Beslut för prov' });
    }
  });
  afterAll(() => region.close());

  beforeEach(async () => {
    await toNextMonth(); // with nothing of another test in the month
  });

  async function newDay(days: number): Promise<void> {
    staff = days === 0 ? await staffOf(region) : await daysLater(region, days);
    manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
    municipal = await region.staff('Biståndsenheten Sundsvall', 'OPERATIONS_MANAGER');
  }

  const today = (): Day => stockholmDay(region.clock.now());

  async function toNextMonth(): Promise<void> {
    const first = firstOf(addMonths(monthOf(today()), 1));
    await newDay(daysBetween(today(), first));
  }

  const basisOf = async (monthOn: Day, by = manager): Promise<Json> =>
    await does.liabilityBasis(by, { municipalityCode: '2281', monthOn, first: 100 });
  const correctionsOf = async (monthOn: Day): Promise<Json> =>
    await does.liabilityCorrections(manager, { municipalityCode: '2281', monthOn });
  const settle = async (monthOn: Day, by = manager): Promise<Json> =>
    await does.settleLiabilityMonth(by, { municipalityCode: '2281', monthOn });
  const fileOf = async (monthOn: Day, by = manager): Promise<string> =>
    (await does.exportLiabilityBasis(by, { municipalityCode: '2281', monthOn, purpose: 'Fakturering' })).content;

  /** A patient who waited five days, two of which are paid for, and went home today. */
  async function paidFor(): Promise<{ readonly episodeId: string; readonly patientId: string }> {
    const waiting = await waitingPatient(region, staff);
    await newDay(5);
    await goesHome(region, staff, waiting.episodeId);
    return waiting;
  }

  /** Settles the month, after those that are due before it. */
  async function settleUntil(monthOn: Day): Promise<void> {
    for (let outcome = await settle(monthOn); outcome.code === 'LIABILITY_MONTH_OUT_OF_ORDER'; ) {
      const due = await settle(outcome.dueMonthOn);
      if (due.__typename !== 'SettleLiabilityMonthOk') throw new Error(JSON.stringify(due));
      outcome = await settle(monthOn);
    }
  }

  test('when a month is settled, then a later amount and a correction leave it and its file as they were, and become rows of the next (f.4 79)', async () => {
    const monthOn = today();
    const { episodeId } = await paidFor();
    await toNextMonth();
    await settleUntil(monthOn);
    const before = await basisOf(monthOn);
    const row = before.edges.map(({ node }: Json) => node).find((node: Json) => node.episodeId === episodeId);
    expect(row).toMatchObject({ isLiable: true, cost: { careDayCount: 2, totalSek: 2 * DAY_SEK } });
    expect(before).toMatchObject({
      settlement: { careDayCount: 2, totalSek: 2 * DAY_SEK },
      invoicedInSourceCount: 0,
    });
    expect(await correctionsOf(monthOn)).toEqual([]);
    const file = await fileOf(monthOn);
    expect(file).toContain(`"Fastställt av";"${manager.userId}"`);

    const correction = { episodeId, version: 0, municipalityCode: '2281', reason: 'Plats var erbjuden.' };
    await does.correctLiability(manager, { ...correction, payableOn: [addDays(row.endedOn, -1)] });
    expect(await basisOf(monthOn)).toEqual(before);
    expect(await fileOf(monthOn, municipal)).toBe(file);

    const difference = {
      settledMonthOn: `${monthOn.slice(0, 7)}-01`,
      episodeId,
      agreementId: null,
      careDayCount: -1,
      totalSek: -DAY_SEK,
    };
    const nextOn = today();
    expect(await correctionsOf(nextOn)).toMatchObject([difference]);
    await toNextMonth();
    expect(await settle(nextOn)).toMatchObject({
      __typename: 'SettleLiabilityMonthOk',
      settlement: { careDayCount: -1, totalSek: -DAY_SEK, settledBy: { id: manager.userId } },
    });
    expect(await correctionsOf(nextOn)).toMatchObject([difference]);
    expect(await fileOf(nextOn)).toContain(`"-1";"-${DAY_SEK}";"Ändring av ${monthOn.slice(0, 7)}.";`);
    expect(await correctionsOf(today())).toEqual([]); // told once
  });

  test('when an agreement is made afterwards for days of a settled month, then what it changes stands in the next month alone (G-018)', async () => {
    const monthOn = today();
    const { episodeId } = await paidFor();
    await toNextMonth();
    await settleUntil(monthOn);
    const file = await fileOf(monthOn);
    const agreement = {
      municipalityCode: '2281',
      validFromOn: `${monthOn.slice(0, 7)}-01`,
      validToOn: addDays(`${today().slice(0, 7)}-01`, -1),
      terms: { countingModel: 'AVERAGE_MONTHLY', thresholdDays: 3 },
    };
    const saved = await does.saveAgreement(manager, agreement);
    expect(await fileOf(monthOn)).toBe(file);
    const corrections = await correctionsOf(today());
    expect(corrections).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ episodeId, careDayCount: -2, totalSek: -2 * DAY_SEK }),
        expect.objectContaining({ agreementId: saved.agreement.id, episodeId: null, careDayCount: 2, row: null }),
      ]),
    );
    expect(corrections).toHaveLength(2);
    expect(corrections.find((one: Json) => one.episodeId).row.conditions.length).toBeGreaterThan(0);
    const nextOn = today();
    await toNextMonth();
    expect(await settle(nextOn)).toMatchObject({ settlement: { careDayCount: 0, totalSek: 0 } });
    expect(await fileOf(nextOn)).toContain(`"Genomsnitt";"";"";"";"";"2";"${2 * DAY_SEK}";"Ändring av `);
    expect(await correctionsOf(today())).toEqual([]);
  });

  test('when an episode of a settled month is voided, then it is taken back in the next (G-101)', async () => {
    const monthOn = today();
    const { episodeId } = await paidFor();
    await toNextMonth();
    await settleUntil(monthOn);
    const episode = await staff.nurse.ask('query ($id: ID!) { careEpisode(id: $id) { version } }', { id: episodeId });
    const { version } = episode.at('careEpisode');
    expect(await does.voidEpisode(staff.nurse, { episodeId, version, reason: 'Fel patient.' })).toMatchObject({
      __typename: 'VoidEpisodeOk',
    });
    expect((await basisOf(monthOn)).edges.map(({ node }: Json) => node.episodeId)).toContain(episodeId);
    expect(await correctionsOf(today())).toContainEqual(
      expect.objectContaining({ episodeId, careDayCount: -2, totalSek: -2 * DAY_SEK, row: null }),
    );
  });

  test('when it is settled twice, or by two at once, then one does and the other is told', async () => {
    const monthOn = today();
    await toNextMonth();
    await settleUntil(addDays(`${monthOn.slice(0, 7)}-01`, -1));
    const outcomes = await Promise.all([settle(monthOn), settle(monthOn)]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'LiabilityMonthRefuses',
      'SettleLiabilityMonthOk',
    ]);
    expect(await settle(monthOn)).toMatchObject({
      code: 'LIABILITY_MONTH_SETTLED',
      dueMonthOn: `${today().slice(0, 7)}-01`,
    });
    const rows = await region.databases.care.query(
      'SELECT count(*)::int AS count FROM liability_settlement WHERE municipality_code = $1 AND month = $2',
      ['2281', monthOn.slice(0, 7)],
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  test('when the month is not over, or another is due, then it is refused', async () => {
    const monthOn = today();
    await settleUntil(addDays(`${monthOn.slice(0, 7)}-01`, -1));
    expect(await settle(monthOn)).toMatchObject({
      code: 'LIABILITY_MONTH_NOT_OVER',
      dueMonthOn: `${monthOn.slice(0, 7)}-01`,
    });
    expect(await settle('2020-01-15')).toMatchObject({ code: 'LIABILITY_MONTH_OUT_OF_ORDER' });
  });

  test('when somebody else than the region settles, then it is refused; bad input names the field', async () => {
    expect(await settle('2020-01-15', municipal)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const asked = { municipalityCode: '22', monthOn: '2020-01-15' };
    expect((await does.settleLiabilityMonth(manager, asked)).errors[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'input.municipalityCode',
    });
  });

  describe('a month of many episodes', () => {
    let db: PrismaClient;
    beforeAll(() => {
      db = new PrismaClient({ adapter: new PrismaPg({ connectionString: region.databases.care.url }) });
    });
    afterAll(() => db.$disconnect());

    /** Settles with two episodes and rows in memory at once. */
    async function settleByTwos(monthOn: Day, progress?: SettlingProgress): Promise<SettlingOutcome> {
      const { store, settling, scope, access } = await byTwos(monthOn);
      return await store.settle(settling, scope, access, region.clock.now(), progress);
    }

    async function byTwos(monthOn: Day) {
      const [{ id: regionId = '' } = {}] = await region.databases.care.query(
        "SELECT DISTINCT principal_id AS id FROM kit.unit WHERE principal_code = '22'",
      );
      const viewer = viewerAt({
        ...{ userId: manager.userId, principalId: regionId },
        capabilities: ['liability.correct', 'liability-basis.read'],
      });
      const settling = permit(viewer, 'liability-month.settle');
      const reading = permit(viewer, 'liability-basis.read');
      if (!settling.ok || !reading.ok) throw new Error('the viewer may not');
      const access = createAccessLog({ sql: db, viewer, requestId: 'request-1', now: () => region.clock.now() });
      const scope = { regionId, municipalityCode: '2281', month: monthOf(monthOn) };
      const store = prismaLiabilitySettlements(db, readNationalAmounts(), 2);
      return { store, settling: settling.value, reading: reading.value, scope, access };
    }

    /** Four patients who are paid for, and one whom another municipality is to pay for. */
    const episodeIds: string[] = [];
    let otherId: string;
    let monthOn: Day;

    beforeAll(async () => {
      await toNextMonth();
      monthOn = today();
      const waiting: { readonly episodeId: string }[] = [];
      for (let i = 0; i < 5; i += 1) waiting.push(await waitingPatient(region, staff));
      await newDay(5);
      for (const { episodeId } of waiting) await goesHome(region, staff, episodeId);
      const [other, ...own] = waiting.map(({ episodeId }) => episodeId);
      otherId = other ?? '';
      episodeIds.push(...own.sort());
      await correct(otherId, 0, '2262', []);
    });

    async function correct(episodeId: string, version: number, municipalityCode: string, payableOn: readonly Day[]) {
      const input = { episodeId, version, municipalityCode, payableOn, reason: 'Fel kommun.' };
      const outcome = await does.correctLiability(manager, input);
      if (outcome.__typename !== 'CorrectLiabilityOk') throw new Error(JSON.stringify(outcome));
    }

    const settledRows = async (on: Day): Promise<readonly Json[]> =>
      await region.databases.care.query(
        `SELECT kind, subject_id AS id FROM liability_settled_row WHERE municipality_code = '2281' AND month = $1
         ORDER BY place`,
        [monthOf(on)],
      );
    const linesOf = (file: string): readonly string[] => file.split('\r\n').filter((line) => line.startsWith('"epi_'));

    test('when it is settled page by page, broken off and by two at once, then nothing is seen of it before it is there whole and once', async () => {
      await settleUntil(addDays(`${monthOn.slice(0, 7)}-01`, -1));
      const open = linesOf(await fileOf(monthOn));
      expect(open).toHaveLength(episodeIds.length);

      let pages = 0;
      const brokenOff = settleByTwos(monthOn, () => {
        pages += 1;
        if (pages === 3) throw new Error('broken off');
      });
      await expect(brokenOff).rejects.toThrow('broken off');
      expect(await settledRows(monthOn)).toEqual([]);
      expect((await basisOf(monthOn)).settlement).toBeNull();

      const { store, reading, scope } = await byTwos(monthOn);
      await db.$transaction(async (other) => {
        const months = `liability_settlement:${scope.regionId}:${scope.municipalityCode}`;
        await other.$queryRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text', months);
        expect(await settle(monthOn)).toMatchObject({ code: 'LIABILITY_MONTH_ONGOING', episodeCount: null });
      });
      const atOnce: Promise<SettlingOutcome>[] = [];
      const outcome = await settleByTwos(monthOn, () => {
        if (atOnce.length === 0) atOnce.push(settleByTwos(monthOn));
      });
      expect(outcome).toMatchObject({ kind: 'DONE', settlement: { sum: { careDayCount: 2 * episodeIds.length } } });
      expect(await Promise.all(atOnce)).toMatchObject([{ kind: 'REFUSED' }]);
      const file = await fileOf(monthOn);
      expect(linesOf(file)).toEqual(open);

      const page = (first: number) =>
        region.statements('care', () => does.liabilityBasis(manager, { municipalityCode: '2281', monthOn, first }));
      const least = async (first: number) => Math.min(await page(first), await page(first), await page(first));
      expect(await least(episodeIds.length)).toBe(await least(1));

      const parts: string[] = [];
      for (let after: number | null = null; parts.length === 0 || after !== null; ) {
        const part: SettledPart = await store.part(reading, scope, after, 2);
        parts.push(part.content);
        after = part.next;
      }
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.join('')).toBe(file);
      const asked = { municipalityCode: '2281', monthOn, purpose: 'Fakturering', after: 'x' };
      expect((await does.exportLiabilityBasis(manager, asked)).errors[0].extensions.field).toBe('input.after');
    });

    test('when every episode changes afterwards, one has gone and one has come, then each difference stands in the next month, once', async () => {
      await settleUntil(monthOn);
      const year = Number(monthOn.slice(0, 4));
      const amountSek = DAY_SEK + 500;
      const set = await does.setCareDayAmount(manager, { year, version: 1, amountSek, source: 'Nytt beslut för prov' });
      expect(set).toMatchObject({ __typename: 'SetCareDayAmountOk' });
      const [, goneId = ''] = episodeIds;
      const version = await versionOf(staff.nurse, goneId);
      await does.voidEpisode(staff.nurse, { episodeId: goneId, version, reason: 'Fel patient.' });
      await correct(otherId, 2, '2281', [addDays(monthOn, 3)]);

      const expected = [
        ...episodeIds.map((episodeId) =>
          episodeId === goneId
            ? { episodeId, careDayCount: -2, totalSek: -2 * DAY_SEK, row: null }
            : { episodeId, careDayCount: 0, totalSek: 2 * 500, row: { conditions: expect.any(Array) } },
        ),
        { episodeId: otherId, careDayCount: 1, totalSek: amountSek },
      ];
      const nextOn = firstOf(addMonths(monthOf(monthOn), 1));
      const ofMonth = async (on: Day): Promise<Json> =>
        (await correctionsOf(on)).filter((one: Json) => one.settledMonthOn === `${monthOn.slice(0, 7)}-01`);
      expect(await ofMonth(nextOn)).toMatchObject(expected);
      expect(await settleByTwos(nextOn)).toMatchObject({ kind: 'DONE' });
      expect(await ofMonth(nextOn)).toMatchObject(expected);
      const names = linesOf(await fileOf(nextOn)).map((line) => line.split('"')[1]);
      expect(names.slice(-expected.length)).toEqual([...episodeIds, otherId]);
      expect(await correctionsOf(firstOf(addMonths(monthOf(monthOn), 2)))).toEqual([]); // told once
    });
  });
});
