import { addDays, type Day, stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { liabilityBasis } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { type Staff, staffOf } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daysLater, goesHome, liabilityOf, versionOf, waitingPatient } from './waiting.ts';

let region: TestRegion;
let staff: Staff;
/** Of Region Västernorrland, of Sundsvall and of another region. */
let manager: Person;
let municipal: Person;
let elsewhere: Person;

/** What a day costs in these tests; the year's own amount was not found. */
const DAY_SEK = 11_000;

beforeAll(async () => {
  region = await testRegion({
    principals: ['region-vasternorrland', 'sundsvall', 'timra', 'region-sormland', 'katrineholm'],
  });
  await newDay(0);
  for (const year of [2026, 2027]) {
    await does.setCareDayAmount(manager, { year, amountSek: DAY_SEK, source: 'Beslut för prov' });
  }
});
afterAll(() => region.close());

/** Goes so many days ahead, where other people work. */
async function newDay(days: number): Promise<void> {
  staff = days === 0 ? await staffOf(region) : await daysLater(region, days);
  manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
  municipal = await region.staff('Biståndsenheten Sundsvall', 'OPERATIONS_MANAGER');
  elsewhere = await region.staff('Region Sörmland, förvaltning', 'SYSTEM_MANAGER');
}

const today = (): Day => stockholmDay(region.clock.now());
const FORBIDDEN = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };

/** An agreement of a municipality that no other test has, from a day far ahead. */
let municipalities = 3000;
function agreementInput(change: Readonly<Record<string, unknown>> = {}) {
  municipalities += 1;
  const terms = { countingModel: 'AVERAGE_MONTHLY', graceDays: 5, graceDaysAfterCutOff: 5 };
  return {
    municipalityCode: String(municipalities),
    validFromOn: '2026-04-01',
    validToOn: '2026-12-31',
    terms,
    ...change,
  };
}

async function termsOf(by: Person): Promise<Json> {
  const answer = await by.ask(
    '{ liabilityTerms { agreements { id version municipalityCode } careDayAmounts { year amountSek source version } } }',
  );
  return answer.data?.liabilityTerms ?? { errors: answer.errors };
}

/** All rows of Sundsvall's basis this month for the episodes. */
async function rowsOf(by: Person, episodeIds: readonly string[], municipalityCode = '2281'): Promise<readonly Json[]> {
  const { edges } = await liabilityBasis(by, { municipalityCode, monthOn: today(), first: 100 });
  return edges.map(({ node }: Json) => node).filter(({ episodeId }: Json) => episodeIds.includes(episodeId));
}

describe('saveAgreement (G-018)', () => {
  test('when it is saved, then it has a version, and what is left out is as the act says', async () => {
    const input = agreementInput({ terms: { graceDays: 4 } });
    const saved = await does.saveAgreement(manager, input);
    expect(saved.agreement).toEqual({
      id: expect.stringMatching(/^agr_/),
      version: 1,
      municipalityCode: input.municipalityCode,
      careType: null,
      validFromOn: '2026-04-01',
      validToOn: '2026-12-31',
      terms: { countingModel: 'STATUTORY_INDIVIDUAL', graceDays: 4, cutOff: '12:00' },
    });
    expect((await termsOf(manager)).agreements).toContainEqual({
      id: saved.agreement.id,
      version: 1,
      municipalityCode: input.municipalityCode,
    });
  });

  test('when another holds on some of the days, then it is refused and named; next to it there is room (f.4 78)', async () => {
    const input = agreementInput();
    const { agreement } = await does.saveAgreement(manager, input);
    const again = { ...input, careType: 'SOMATIC', validFromOn: '2026-12-31', validToOn: null };
    expect(await does.saveAgreement(manager, again)).toMatchObject({
      __typename: 'AgreementOverlaps',
      code: 'LIABILITY_AGREEMENT_OVERLAPS',
      field: 'input.validFromOn',
      overlapping: { id: agreement.id },
    });
    const next = await does.saveAgreement(manager, { ...again, validFromOn: '2027-01-01' });
    expect(next).toMatchObject({ __typename: 'SaveAgreementOk' });
  });

  test('when two that overlap are saved at once, then one is refused', async () => {
    const input = agreementInput();
    const outcomes = await Promise.all([does.saveAgreement(manager, input), does.saveAgreement(manager, input)]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['AgreementOverlaps', 'SaveAgreementOk']);
  });

  test('when a new version is saved, then the earlier one stays; of two new ones the second is refused', async () => {
    const input = agreementInput();
    const { agreement } = await does.saveAgreement(manager, input);
    const change = { ...input, id: agreement.id, version: 1, validToOn: '2026-06-30' };
    const outcomes = await Promise.all([does.saveAgreement(manager, change), does.saveAgreement(manager, change)]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'SaveAgreementOk']);
    const versions = await region.databases.care.query(
      'SELECT version, valid_to_on::text AS until FROM liability_agreement WHERE id = $1 ORDER BY version',
      [agreement.id],
    );
    expect(versions).toEqual([
      { version: 1, until: '2026-12-31' },
      { version: 2, until: '2026-06-30' },
    ]);
  });

  test.each([
    ['municipalityCode', { municipalityCode: '228' }, 'input.municipalityCode'],
    ['validToOn', { validToOn: '2026-03-31' }, 'input.validToOn'],
    ['graceDays', { terms: { graceDays: 61 } }, 'input.terms.graceDays'],
    ['fewer days after the cut-off', { terms: { graceDays: 5 } }, 'input.terms.graceDaysAfterCutOff'],
    ['cutOff', { terms: { cutOff: '24:00' } }, 'input.terms.cutOff'],
    ['amountPerDaySek', { terms: { amountPerDaySek: 0 } }, 'input.terms.amountPerDaySek'],
    ['warningDays', { terms: { warningDays: -1 } }, 'input.terms.warningDays'],
  ])('when %s is wrong, then the answer names the field', async (_, change, field) => {
    const outcome = await does.saveAgreement(manager, agreementInput(change));
    expect(outcome.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  test('when it is another region’s, then there is none', async () => {
    const input = agreementInput();
    const { agreement } = await does.saveAgreement(manager, input);
    const change = { ...input, id: agreement.id, version: 1 };
    expect(await does.saveAgreement(elsewhere, change)).toMatchObject({ code: 'NOT_PERMITTED' });
    const theirs = (await termsOf(elsewhere)).agreements.map(({ id }: Json) => id);
    expect(theirs).not.toContain(agreement.id);
  });
});

describe('setCareDayAmount (G-036)', () => {
  test('when an amount is set, then it holds in the region alone, over the national one', async () => {
    const set = { year: 2020, amountSek: 8300, source: 'Beslut för prov' };
    const outcome = await does.setCareDayAmount(manager, set);
    expect(outcome).toMatchObject({ careDayAmount: { ...set, version: 1 } });
    const of = async (by: Person, year: number) =>
      (await termsOf(by)).careDayAmounts.find((amount: Json) => amount.year === year);
    expect(await of(manager, 2020)).toMatchObject({ amountSek: 8300, version: 1 });
    expect(await of(elsewhere, 2020)).toMatchObject({ amountSek: 8200, version: 0 });
    expect(await of(manager, 2021)).toBeUndefined(); // not found, not invented (f.4 80)
  });

  test('when two set it at once, or somebody set it meanwhile, then one is first', async () => {
    const set = (amountSek: number) =>
      does.setCareDayAmount(manager, { year: 2018, amountSek, source: 'Beslut för prov' });
    const outcomes = await Promise.all([set(7000), set(7100)]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'SetCareDayAmountOk']);
    expect(await set(7200)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });

  test.each([
    ['the year is before the act', { year: 2017 }, 'input.year'],
    ['the year is far ahead', { year: 2029 }, 'input.year'],
    ['the amount is nothing', { amountSek: 0 }, 'input.amountSek'],
    ['there is no source', { source: '' }, 'input.source'],
  ])('when %s, then the answer names the field', async (_, change, field) => {
    const outcome = await does.setCareDayAmount(manager, { year: 2024, amountSek: 1, source: 'x', ...change });
    expect(outcome.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});

describe('liabilityBasis (G-177)', () => {
  test('when a patient has gone home, then region and municipality see the days and their cost, and the log knows (G-076)', async () => {
    const { episodeId, patientId } = await waitingPatient(region, staff);
    const noticeOn = today();
    expect(await rowsOf(manager, [episodeId])).toEqual([]);
    await newDay(5);
    await goesHome(region, staff, episodeId);
    for (const by of [manager, municipal]) {
      expect(await rowsOf(by, [episodeId])).toEqual([
        {
          episodeId,
          isLiable: true,
          reasons: [],
          endedOn: addDays(noticeOn, 5),
          firstLiableOn: addDays(noticeOn, 3),
          waitedDays: 5,
          agreement: null,
          resultVersion: 0,
          cost: {
            __typename: 'LiabilitySum',
            careDayCount: 2,
            totalSek: 2 * DAY_SEK,
            days: [3, 4].map((days) => ({ on: addDays(noticeOn, days), amountSek: DAY_SEK })),
          },
        },
      ]);
    }
    const log = await region.databases.care.query(
      "SELECT patient_id FROM kit.access_log WHERE kind = 'READ' AND action = 'liability-basis.read' AND subject_id = $1 AND user_id = $2",
      [episodeId, municipal.userId],
    );
    expect(log).toEqual([{ patient_id: patientId }]);
  });

  test('when pages are turned, then every episode comes once, and the summary is of the whole month', async () => {
    const waiting = [
      await waitingPatient(region, staff),
      await waitingPatient(region, staff),
      await waitingPatient(region, staff),
    ];
    await newDay(4);
    for (const { episodeId } of waiting) await goesHome(region, staff, episodeId);
    const whole = await liabilityBasis(manager, { municipalityCode: '2281', monthOn: today(), first: 100 });
    const all = whole.edges.map(({ node }: Json) => node.episodeId);
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: Json = await liabilityBasis(manager, { municipalityCode: '2281', monthOn: today(), first: 2, after });
      expect(page.summaries).toEqual(whole.summaries);
      seen.push(...page.edges.map(({ node }: Json) => node.episodeId));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual(all);
    expect(all).toEqual(expect.arrayContaining(waiting.map(({ episodeId }) => episodeId)));
    const paid = whole.edges.map(({ node }: Json) => node.cost.totalSek).reduce((a: number, b: number) => a + b, 0);
    expect(whole.summaries).toMatchObject([
      { agreement: null, countingModel: 'STATUTORY_INDIVIDUAL', average: null, individual: { totalSek: paid } },
    ]);
  });

  test('when a municipality asks for another, or another region’s people ask, then they see none of it', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    await goesHome(region, staff, episodeId);
    const asked = { municipalityCode: '2281', monthOn: today() };
    const neighbour = await region.staff('Biståndsenheten Timrå', 'OPERATIONS_MANAGER');
    expect(await liabilityBasis(neighbour, asked)).toEqual({ errors: [] });
    expect(await rowsOf(elsewhere, [episodeId])).toEqual([]);
    const denied = await region.databases.care.query(
      "SELECT reason FROM kit.access_log WHERE kind = 'DENIED' AND user_id = $1",
      [neighbour.userId],
    );
    expect(denied).toEqual([{ reason: 'NOT_IN_REACH' }]);
    expect(await liabilityBasis(manager, { ...asked, municipalityCode: 'x' })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'municipalityCode' } }],
    });
  });

  test('when averages are agreed on, then the month is summed by the agreement, labelled with who counts (G-038 to G-042)', async () => {
    const input = agreementInput({ municipalityCode: '2281', validFromOn: addDays(today(), 1), validToOn: null });
    const saved = await does.saveAgreement(manager, input);
    await newDay(1);
    const waiting = [await waitingPatient(region, staff), await waitingPatient(region, staff)];
    await goesHome(region, staff, waiting[1]?.episodeId ?? '');
    await newDay(8);
    await goesHome(region, staff, waiting[0]?.episodeId ?? '');
    const episodeIds = waiting.map(({ episodeId }) => episodeId);
    expect(await rowsOf(manager, episodeIds)).toMatchObject([
      { isLiable: false, reasons: ['COUNTED_ON_AVERAGE'], waitedDays: 0, cost: { totalSek: 0 } },
      { isLiable: false, reasons: ['COUNTED_ON_AVERAGE'], waitedDays: 8, agreement: { version: 1 } },
    ]);
    const { summaries } = await liabilityBasis(municipal, { municipalityCode: '2281', monthOn: today() });
    const own = summaries.find(({ agreement }: Json) => agreement?.id === saved.agreement.id);
    expect(own).toMatchObject({
      countingModel: 'AVERAGE_MONTHLY',
      average: {
        populationRule: 'DAY_ZERO_INCLUDED',
        persons: 2,
        totalDays: 8,
        averageDays: 4,
        thresholdDays: 3,
        exceedingDays: 2,
        isReviewDue: false,
        cost: { careDayCount: 2, totalSek: 2 * DAY_SEK },
      },
    });
    const ended = { ...input, id: saved.agreement.id, version: 1, validToOn: today() };
    await does.saveAgreement(manager, ended); // other tests count by the act
    await newDay(1);
  });
});

describe('an episode that ends beside its course', () => {
  test('when the patient died, then liability ends on that day, and the month of death has the row (f.3 64)', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    await newDay(6);
    const version = await versionOf(staff.nurse, episodeId);
    const deceasedAt = new Date(region.clock.now().getTime() - 24 * 3_600_000);
    const outcome = await does.recordDeath(staff.nurse, { episodeId, version, deceasedAt });
    expect(outcome).toMatchObject({ __typename: 'RecordDeathOk' });
    const diedOn = stockholmDay(deceasedAt);
    const { edges } = await liabilityBasis(manager, { municipalityCode: '2281', monthOn: diedOn, first: 100 });
    const row = edges.map(({ node }: Json) => node).find((node: Json) => node.episodeId === episodeId);
    expect(row).toMatchObject({ endedOn: diedOn, waitedDays: 5, cost: { careDayCount: 2 } });
  });

  test('when the patient is moved to another ward, then what was counted goes on there and is counted once', async () => {
    const { episodeId, noticeId } = await waitingPatient(region, staff);
    const noticeOn = today();
    const exception = {
      kind: 'OUTPATIENT_SERVICES_UNCLEAR',
      fromOn: noticeOn,
      toOn: addDays(noticeOn, 3),
      reason: 'Prov.',
    };
    await does.recordLiabilityException(staff.nurse, { episodeId, ...exception });
    const moved = await does.transferPatient(staff.nurse, {
      episodeId,
      version: await versionOf(staff.nurse, episodeId),
      toWardId: region.unitId('Avd 2 Kirurgi, Sundsvall'),
      transferredAt: region.clock.now(),
    });
    expect(moved).toMatchObject({ __typename: 'TransferPatientOk' });
    const there = await region.databases.care.query('SELECT id FROM care_episode WHERE transferred_from_id = $1', [
      episodeId,
    ]);
    const nextId = String(there[0]?.['id']);
    await newDay(6);
    const surgical = await region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
    expect(await liabilityOf(staff.nurse, episodeId)).toMatchObject({
      current: { isLiable: false, reasons: ['TRANSFERRED'], payableOn: [] },
      counter: null,
    });
    const next = await liabilityOf(surgical, nextId);
    expect(next).toMatchObject({
      current: { isLiable: true, payableOn: [addDays(noticeOn, 4), addDays(noticeOn, 5)] },
      exceptions: [{ kind: 'OUTPATIENT_SERVICES_UNCLEAR' }],
      counter: { usedDays: 6, colour: 'RED' },
    });
    const condition = next.current.conditions.find(({ kind }: Json) => kind === 'DISCHARGE_READY_NOTICE');
    expect(condition.evidence).toMatchObject([{ id: noticeId }]);
    await goesHome(region, { nurse: surgical }, nextId);
    expect(await rowsOf(manager, [episodeId, nextId])).toMatchObject([
      { episodeId: nextId, cost: { careDayCount: 2 } },
    ]);
  });

  test('when the discharge is recovered after an outage, then nobody pays and no average counts it (K11, f.3 61, f.4 84)', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    await newDay(6);
    const version = await versionOf(staff.nurse, episodeId);
    const dischargedAt = new Date(region.clock.now().getTime() - 24 * 3_600_000);
    const recovery = {
      episodeId,
      version,
      dischargedAt,
      judgedById: staff.physician.userId,
      text: 'Registreras efter avbrott.',
    };
    expect(await does.recoverEpisode(staff.nurse, recovery)).toMatchObject({ __typename: 'RecoverEpisodeOk' });
    expect((await liabilityOf(staff.nurse, episodeId)).current).toMatchObject({
      isLiable: false,
      reasons: ['RECOVERY_CORRECTION'],
      payableOn: [],
    });
  });

  test('when the episode is void, then it is in no basis', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    await newDay(4);
    await goesHome(region, staff, episodeId);
    expect(await rowsOf(manager, [episodeId])).toHaveLength(1);
    const version = await versionOf(staff.nurse, episodeId);
    const voided = await does.voidEpisode(staff.nurse, { episodeId, version, reason: 'Fel patient.' });
    expect(voided).toMatchObject({ __typename: 'VoidEpisodeOk' });
    expect(await rowsOf(manager, [episodeId])).toEqual([]);
    expect((await liabilityOf(staff.nurse, episodeId)).current.isLiable).toBe(false);
  });
});

describe('exportLiabilityBasis', () => {
  test('when the file is made, then it says who made it and for what, names nobody, and each patient is in the log (f.6 112)', async () => {
    const { episodeId, patientId } = await waitingPatient(region, staff);
    await newDay(4);
    await goesHome(region, staff, episodeId);
    const asked = { municipalityCode: '2281', monthOn: today(), purpose: '=Fakturering' };
    const file = await does.exportLiabilityBasis(municipal, asked);
    expect(file).toMatchObject({
      fileName: `betalningsansvar-2281-${today().slice(0, 7)}.csv`,
      mediaType: 'text/csv; charset=utf-8',
    });
    expect(file.content).toContain(`"Framtaget av";"${municipal.userId}"\r\n`);
    expect(file.content).toContain(`"Ändamål";"'=Fakturering"\r\n`);
    expect(file.content).toContain(`"${addDays(today(), -1)}";"4";"1";"${DAY_SEK}";"";"Lag (2017:612)";"Nej"\r\n`);
    expect(file.content).not.toMatch(/Test|Patient|\d{12}/);
    expect(file.content.split('\r\n')).toHaveLength(7 + file.episodeCount + 1);
    const log = await region.databases.care.query(
      "SELECT 1 FROM kit.access_log WHERE kind = 'READ' AND patient_id = $1 AND user_id = $2",
      [patientId, municipal.userId],
    );
    expect(log).toHaveLength(1);
  });

  test('when it is another municipality’s, then it is refused', async () => {
    const asked = { municipalityCode: '2262', monthOn: today(), purpose: 'Fakturering' };
    expect(await does.exportLiabilityBasis(municipal, asked)).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});

describe('correctLiability (G-041)', () => {
  const input = (episodeId: string, change: Readonly<Record<string, unknown>> = {}) => ({
    episodeId,
    version: 0,
    municipalityCode: '2281',
    payableOn: [addDays(today(), -1)],
    reason: 'Kommunen hade erbjudit plats.',
    ...change,
  });

  test('when it is corrected, then what was computed and each correction stay, and the latest stands', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    await newDay(5);
    await goesHome(region, staff, episodeId);
    const corrected = await does.correctLiability(manager, input(episodeId));
    expect(corrected.result).toMatchObject({
      version: 2,
      kind: 'CORRECTED',
      cost: { careDayCount: 1, totalSek: DAY_SEK },
    });
    const again = await does.correctLiability(
      manager,
      input(episodeId, { version: 2, payableOn: [], municipalityCode: '2262' }),
    );
    expect(again.result).toMatchObject({ version: 3, municipalityCode: '2262', cost: { totalSek: 0 } });
    const { results, cost } = await liabilityOf(staff.nurse, episodeId);
    expect(results.map(({ version, kind, cost: of }: Json) => [version, kind, of.totalSek])).toEqual([
      [3, 'CORRECTED', 0],
      [2, 'CORRECTED', DAY_SEK],
      [1, 'COMPUTED', 2 * DAY_SEK],
    ]);
    expect(cost).toMatchObject({ totalSek: 0 });
    expect(await rowsOf(manager, [episodeId])).toEqual([]);
    expect(await rowsOf(manager, [episodeId], '2262')).toMatchObject([{ resultVersion: 3, isLiable: false }]);
  });

  test('when two correct it at once, or somebody corrected it meanwhile, then one is first', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    await newDay(4);
    await goesHome(region, staff, episodeId);
    const correct = () => does.correctLiability(manager, input(episodeId));
    const outcomes = await Promise.all([correct(), correct()]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['ChangedMeanwhile', 'CorrectLiabilityOk']);
    expect(await correct()).toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });

  test('when the patient is still there, or the episode is another region’s, then it is refused', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    expect(await does.correctLiability(manager, input(episodeId, { payableOn: [] }))).toMatchObject({
      code: 'EPISODE_STATE_REFUSES',
      state: 'DISCHARGE_READY',
    });
    expect(await does.correctLiability(elsewhere, input(episodeId))).toMatchObject({ code: 'NOT_PERMITTED' });
  });

  test('when a day does not fit, then the answer names it', async () => {
    const { episodeId } = await waitingPatient(region, staff);
    await goesHome(region, staff, episodeId);
    for (const [payableOn, field] of [
      [[today()], 'input.payableOn[0]'],
      [[addDays(today(), -2)], 'input.payableOn[0]'],
      [[addDays(today(), -1), addDays(today(), -1)], 'input.payableOn'],
    ] as const) {
      const outcome = await does.correctLiability(manager, input(episodeId, { payableOn }));
      expect(outcome.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    }
  });
});

describe('who may', () => {
  test.each([
    ['Avd 11 Medicin, Sundsvall', 'NURSE'],
    ['Avd 11 Medicin, Sundsvall', 'PHYSICIAN'],
    ['Region Västernorrland, förvaltning', 'ADMINISTRATOR'],
    ['Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR'],
    ['Biståndsenheten Sundsvall', 'UNIT_MANAGER'],
  ] as const)(
    'when somebody at %s is %s, then neither basis nor terms nor corrections are theirs (e.1, e.2)',
    async (unit, role) => {
      const by = await region.staff(unit, role);
      const asked = { municipalityCode: '2281', monthOn: today() };
      expect(await liabilityBasis(by, asked)).toMatchObject(FORBIDDEN);
      expect(await does.exportLiabilityBasis(by, { ...asked, purpose: 'x' })).toMatchObject(FORBIDDEN);
      expect(await termsOf(by)).toMatchObject(FORBIDDEN);
      expect(await does.saveAgreement(by, agreementInput())).toMatchObject(FORBIDDEN);
      expect(await does.setCareDayAmount(by, { year: 2024, amountSek: 1, source: 'x' })).toMatchObject(FORBIDDEN);
      const correction = { episodeId: 'epi_x', version: 0, municipalityCode: '2281', payableOn: [], reason: 'x' };
      expect(await does.correctLiability(by, correction)).toMatchObject(FORBIDDEN);
      expect(await does.settleLiabilityMonth(by, asked)).toMatchObject(FORBIDDEN);
    },
  );

  test.each([
    ['Region Västernorrland, förvaltning', 'OPERATIONS_MANAGER'],
    ['Biståndsenheten Sundsvall', 'SYSTEM_MANAGER'],
  ] as const)('when somebody at %s is %s, then they read and change nothing', async (unit, role) => {
    const by = await region.staff(unit, role);
    expect((await liabilityBasis(by, { municipalityCode: '2281', monthOn: today() })).edges).toEqual(expect.any(Array));
    expect(await does.saveAgreement(by, agreementInput())).toMatchObject(FORBIDDEN);
    expect(await does.setCareDayAmount(by, { year: 2024, amountSek: 1, source: 'x' })).toMatchObject(FORBIDDEN);
    const month = { municipalityCode: '2281', monthOn: '2020-01-01' };
    expect(await does.settleLiabilityMonth(by, month)).toMatchObject(FORBIDDEN);
  });

  test('when the head of a department of social services asks, then they see what their own municipality pays (F-033, G-177)', async () => {
    const head = await region.staff('Socialtjänsten, vuxna', 'DEPARTMENT_HEAD');
    const codes = ['2281', '2262', '0483'];
    const answers = await Promise.all(
      codes.map((municipalityCode) => liabilityBasis(head, { municipalityCode, monthOn: today() })),
    );
    expect(answers.filter(({ edges }) => edges)).toHaveLength(1);
  });
});

test('when a resident was cared for in another region, then the municipality sees that basis by the region’s code, and no other municipality does (G-030)', async () => {
  const nurse = await region.staff('Avd 3 Medicin, Kullbergska', 'NURSE');
  const physician = await region.staff('Avd 3 Medicin, Kullbergska', 'PHYSICIAN');
  const { episodeId } = await waitingPatient(region, { nurse, physician, assessor: staff.assessor });
  await goesHome(region, { nurse }, episodeId);
  const asked = { municipalityCode: '2281', monthOn: today(), regionCode: '04', first: 100 };
  const idsOf = ({ edges }: Json) => edges.map(({ node }: Json) => node.episodeId);
  expect(idsOf(await liabilityBasis(municipal, asked))).toContain(episodeId);
  expect(idsOf(await liabilityBasis(municipal, { ...asked, regionCode: null }))).not.toContain(episodeId);
  const neighbour = await region.staff('Biståndsenheten Timrå', 'OPERATIONS_MANAGER');
  for (const by of [neighbour, manager]) expect(await liabilityBasis(by, asked)).toEqual({ errors: [] });
  expect(await liabilityBasis(municipal, { ...asked, regionCode: '99' })).toEqual({ errors: [] });
  expect(await liabilityBasis(municipal, { ...asked, regionCode: '4' })).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'regionCode' } }],
  });
});

test('when a year has no amount, then basis, file and correction name the year, and nothing is summed (f.4 79)', async () => {
  const nurse = await region.staff('Avd 3 Medicin, Kullbergska', 'NURSE');
  const physician = await region.staff('Avd 3 Medicin, Kullbergska', 'PHYSICIAN');
  const { episodeId } = await waitingPatient(region, { nurse, physician, assessor: staff.assessor });
  await newDay(5);
  await goesHome(region, { nurse: await region.staff('Avd 3 Medicin, Kullbergska', 'NURSE') }, episodeId);
  const year = Number(addDays(today(), -1).slice(0, 4));
  expect(await rowsOf(elsewhere, [episodeId])).toMatchObject([{ cost: { code: 'CARE_DAY_AMOUNT_MISSING' } }]);
  const asked = { municipalityCode: '2281', monthOn: today() };
  const { summaries } = await liabilityBasis(elsewhere, asked);
  expect(summaries).toMatchObject([{ individual: { __typename: 'CareDayAmountMissing' } }]);
  expect(await does.exportLiabilityBasis(elsewhere, { ...asked, purpose: 'Prov' })).toMatchObject({
    code: 'CARE_DAY_AMOUNT_MISSING',
    message: expect.stringMatching(/för år 202\d/),
  });
  const correction = {
    episodeId,
    version: 0,
    municipalityCode: '2281',
    payableOn: [addDays(today(), -1)],
    reason: 'Prov.',
  };
  expect(await does.correctLiability(elsewhere, correction)).toMatchObject({ code: 'CARE_DAY_AMOUNT_MISSING', year });
});
