import type { AdministrationKind, Role } from '@samplan/kit/access/viewer';
import { addDays, stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import { mutation, type Operation } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { newIdentityNumber, newPatient } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const HEAD_OF: Readonly<Record<AdministrationKind, string>> = {
  REGION: 'Region Västernorrland, förvaltning',
  VOF: 'Vård- och omsorgsförvaltningen, ledning',
  SOC: 'Socialförvaltningen, ledning',
  BIF: 'Bildningsförvaltningen, ledning',
};
const REVIEW = `review { id method seed state version outcome note patientId suspicion viewerMayReview accessCount
  unit { id } openedAt openReason finishedAt finishedBy { id } staff { id }
  extract { id kind action patientId denialReason user { id } role unit { id name } at }
  followUps { note isClosed notedBy { id } } }`;

const drawLogSample = mutation('drawLogSample', REVIEW.replace('review', 'seed reviews'));
const reviewOnSuspicion = mutation('reviewOnSuspicion', REVIEW);
const openLogReview = mutation('openLogReview', REVIEW);
const finishLogReview = mutation('finishLogReview', REVIEW);
const followUpLogReview = mutation('followUpLogReview', REVIEW);

let region: TestRegion;
let wardNurse: Person;
let assessor: Person;
let patientId: string;
/** The day on which everything was done. */
let day: string;
/** Reviewers, two for each administration, signed in weeks later. */
let reviewers: Readonly<Record<AdministrationKind, readonly [Person, Person]>>;

beforeAll(async () => {
  region = await testRegion();
  wardNurse = await region.staff(WARD, 'NURSE');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  patientId = await newPatient(region, wardNurse);
  await wardNurse.ask('query ($id: ID!) { patient(id: $id) { givenName } }', { id: patientId });
  await assessor.ask('query ($id: ID!) { patient(id: $id) { givenName } }', { id: patientId }); // no relation: denied
  day = stockholmDay(region.clock.now());
  await arrived(assessor.userId);
  await arrived(wardNurse.userId);
  region.clock.move({ days: 40 });
  const two = async (kind: AdministrationKind, role: Role) =>
    [await region.staff(HEAD_OF[kind], role), await region.staff(HEAD_OF[kind], role)] as const;
  reviewers = {
    REGION: await two('REGION', 'SYSTEM_MANAGER'),
    VOF: await two('VOF', 'SYSTEM_MANAGER'),
    SOC: await two('SOC', 'ADMINISTRATOR'),
    BIF: await two('BIF', 'ADMINISTRATOR'),
  };
});
afterAll(() => region.close());

/** Waits until everything that somebody has done is in the central log. */
async function arrived(userId: string): Promise<void> {
  await until('it is in the central log', async () => {
    const own = await Promise.all(
      Object.values(region.databases).map((db) =>
        db.query('SELECT 1 FROM kit.access_log WHERE user_id = $1', [userId]),
      ),
    );
    const central = await region.databases.identity.query('SELECT 1 FROM log_entry WHERE user_id = $1', [userId]);
    return central.length === own.flat().length;
  });
}

/** Input that draws the one day on which everything was done. */
const thatDay = (more: object = {}) => ({ method: 'UNIT_DAY', fromOn: day, toOn: day, ...more });

/** A review of the ward's accesses on that day, drawn with a seed of its own. */
let seeds = 0;
async function wardReview(by: Person = reviewers.REGION[0]): Promise<Json> {
  seeds += 1;
  const { reviews } = await drawLogSample(by, thatDay({ seed: `seed-${seeds}`, unitIds: [region.unitId(WARD)] }));
  return reviews[0];
}

/** What was written to the access log about a review. */
const logged = async (by: Person, subjectId: string) =>
  (
    await region.databases.identity.query(
      'SELECT kind, action, reason FROM kit.access_log WHERE user_id = $1 AND subject_id = $2 ORDER BY entry',
      [by.userId, subjectId],
    )
  ).map((row) => [row['kind'], row['action'], row['reason']].filter(Boolean).join(' '));

describe('drawing', () => {
  test('when a day per unit is drawn, then each unit in reach has a review with its accesses: who, where, what, when, and no content (G-072, G-075, e.5)', async () => {
    const { seed, reviews } = await drawLogSample(reviewers.REGION[0], thatDay());
    expect(seed.length).toBeGreaterThan(20);
    const ward = reviews.find((review: Json) => review.unit.id === region.unitId(WARD));
    expect(reviews.length).toBeGreaterThan(20);
    expect(ward).toMatchObject({ method: 'UNIT_DAY', seed, state: 'OPEN', viewerMayReview: true, openedAt: null });
    const read = ward.extract.find(({ action }: Json) => action === 'patient.read');
    expect(read).toEqual({
      id: expect.stringMatching(/^log_care_\d+$/),
      kind: 'READ',
      action: 'patient.read',
      patientId,
      denialReason: null,
      user: { id: wardNurse.userId },
      role: 'NURSE',
      unit: { id: region.unitId(WARD), name: WARD },
      at: expect.stringContaining(day),
    });
    expect(JSON.stringify(reviews)).not.toMatch(/givenName|Patient\d{4}|\d{12}/);
  });

  test('when the draw is repeated with the same seed, by somebody else, then it gives the same reviews; another seed gives others (B-15, f.6 106)', async () => {
    const from = addDays(day, -20);
    const input = { method: 'UNIT_DAY', fromOn: from, toOn: addDays(day, 20), seed: 'repeated' };
    const draw = async (by: Person, seed: string) =>
      (await drawLogSample(by, { ...input, seed })).reviews.map(({ id, unit, extract }: Json) => ({
        id,
        unit,
        extract,
      }));
    const first = await draw(reviewers.VOF[0], 'repeated');
    expect(first.length).toBeGreaterThan(5);
    expect(await draw(reviewers.VOF[1], 'repeated')).toEqual(first);
    const others = (await draw(reviewers.VOF[0], 'another')).map(({ id }: Json) => id);
    expect(first.map(({ id }: Json) => id).filter((id: string) => others.includes(id))).toEqual([]);
    const days = await region.databases.identity.query(
      'SELECT seed, array_agg(from_at ORDER BY unit_id) AS days FROM log_review WHERE seed = ANY($1) GROUP BY seed',
      [['repeated', 'another']],
    );
    expect(days[0]?.['days']).not.toEqual(days[1]?.['days']);
  });

  test('when two draw the same at once, then there is one set of reviews', async () => {
    const input = thatDay({ seed: 'at once' });
    const [one, two] = await Promise.all(reviewers.VOF.map((by) => drawLogSample(by, input)));
    expect(one.reviews.map(({ id }: Json) => id)).toEqual(two.reviews.map(({ id }: Json) => id));
  });

  test('when a share of the staff is drawn, then at least one of those who appear is chosen, and the same every time', async () => {
    const draw = (percent: number) =>
      drawLogSample(reviewers.REGION[0], thatDay({ method: 'STAFF_SHARE', seed: 'staff', percent }));
    const { reviews } = await draw(10);
    expect(reviews).toHaveLength(1);
    expect(reviews[0]).toMatchObject({ method: 'STAFF_SHARE', unit: null, staff: [{ id: expect.any(String) }] });
    expect((await draw(10)).reviews[0].id).toBe(reviews[0].id);
    const everybody = (await draw(100)).reviews[0].staff.map(({ id }: Json) => id);
    expect(everybody).toContain(wardNurse.userId);
    expect(everybody).not.toContain(assessor.userId); // of another principal
  });

  test.each([
    ['the period is not over', { toOn: '2027-01-30', fromOn: '2027-01-01' }, 'input.toOn', 'TOO_LATE'],
    ['the period is too long', { fromOn: '2026-09-01', toOn: '2026-11-21' }, 'input.toOn', 'OUT_OF_RANGE'],
    ['the period ends before it begins', { fromOn: '2026-11-21', toOn: '2026-11-20' }, 'input.toOn', 'OUT_OF_RANGE'],
    ['the share is none', { percent: 0 }, 'input.percent', 'OUT_OF_RANGE'],
    ['a unit stands twice', { unitIds: ['unt_1', 'unt_1'] }, 'input.unitIds', 'REPEATED'],
    ['the method is not a draw', { method: 'SUSPICION' }, 'input.method', 'WRONG_VALUE'],
  ])('when %s, then the field is named', async (_when, wrong, field, reason) => {
    const { errors } = await drawLogSample(reviewers.VOF[0], thatDay(wrong));
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, reason });
  });

  test('when a unit of another administration is asked for, then nothing is drawn, and the attempt is logged', async () => {
    const foreign = region.unitId('Socialtjänsten, vuxna');
    expect(await drawLogSample(reviewers.VOF[0], thatDay({ unitIds: [foreign] }))).toMatchObject({
      __typename: 'NotPermitted',
    });
    expect(await logged(reviewers.VOF[0], foreign)).toEqual(['DENIED log-review.draw NOT_IN_REACH']);
  });
});

describe('on suspicion (G-073)', () => {
  const suspect = (more: object) => ({ fromOn: day, toOn: day, suspicion: 'Klagomål i ärende 12.', ...more });

  test('when a patient’s data may have been read without reason, then every access in reach to that patient is reviewed', async () => {
    const { review } = await reviewOnSuspicion(reviewers.VOF[0], suspect({ patientId }));
    expect(review).toMatchObject({ method: 'SUSPICION', patientId, suspicion: 'Klagomål i ärende 12.', seed: null });
    expect(review.extract.map(({ kind, user }: Json) => [kind, user.id])).toEqual([['DENIED', assessor.userId]]);
  });

  test('when it is the reviewer’s own accesses, then it is refused (f.6 106)', async () => {
    const [by] = reviewers.VOF;
    expect(await reviewOnSuspicion(by, suspect({ userId: by.userId }))).toMatchObject({
      __typename: 'OwnAccessesReviewed',
      code: 'LOG_REVIEW_OWN_ACCESSES',
    });
  });

  test.each([
    ['nobody is named', {}, 'input.userId', 'MISSING'],
    ['the patient is named by number', { patientId: '191212121212' }, 'input.patientId', 'WRONG_VALUE'],
    ['the text is empty', { patientId: 'pat_1', suspicion: ' ' }, 'input.suspicion', 'EMPTY'],
  ])('when %s, then the field is named', async (_when, wrong, field, reason) => {
    const { errors } = await reviewOnSuspicion(reviewers.VOF[0], suspect(wrong));
    expect(errors[0].extensions).toMatchObject({ field, reason });
  });
});

describe('the full log', () => {
  const ENTRIES = `query ($id: ID!, $first: Int, $after: String) { logReview(id: $id) { openedAt
    entries(first: $first, after: $after) { pageInfo { hasNextPage endCursor } edges { node { id action } } } } }`;

  test('when nobody has opened it, then there is only the extract; opened with a reason, it can be paged through (G-075)', async () => {
    const [by] = reviewers.REGION;
    const { id, version } = await wardReview();
    expect((await by.ask(ENTRIES, { id })).at('logReview')).toEqual({ openedAt: null, entries: null });
    const { review } = await openLogReview(by, { reviewId: id, version, reason: 'Många akter på kort tid.' });
    expect(review).toMatchObject({ openReason: 'Många akter på kort tid.', openedAt: expect.any(String) });
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { entries } = (await by.ask(ENTRIES, { id, first: 2, after })).at('logReview');
      seen.push(...entries.edges.map(({ node }: Json) => node.id));
      after = entries.pageInfo.endCursor;
      more = entries.pageInfo.hasNextPage;
    }
    expect(seen).toHaveLength(review.accessCount);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(review.extract.length - 1);
    expect(await logged(by, id)).toEqual(
      expect.arrayContaining(['WRITE log-review.draw', 'READ log-review.open', 'WRITE log-review.open']),
    );
  });

  test.each([
    ['is empty', ' ', 'EMPTY'],
    ['holds an identity number (B-09, f.6 110)', () => `Se ${newIdentityNumber()}`, 'IDENTITY_NUMBER'],
  ])('when the reason %s, then it stays closed', async (_when, reason, code) => {
    const { id: reviewId, version } = await wardReview();
    const given = typeof reason === 'string' ? reason : reason();
    const { errors } = await openLogReview(reviewers.REGION[0], { reviewId, version, reason: given });
    expect(errors[0].extensions).toMatchObject({ field: 'input.reason', reason: code });
    expect(JSON.stringify(errors)).not.toMatch(/\d{12}/);
  });
});

describe('finishing', () => {
  test('when it is done, then it cannot be changed by anybody, not even by the owner of the tables (G-073)', async () => {
    const [by, other] = reviewers.REGION;
    const { id: reviewId, version } = await wardReview();
    const { review } = await finishLogReview(by, { reviewId, version, outcome: 'WITHOUT_REMARK' });
    expect(review).toMatchObject({ state: 'FINISHED', outcome: 'WITHOUT_REMARK', finishedBy: { id: by.userId } });
    const again = { reviewId, version: review.version, outcome: 'WITH_REMARK', note: 'Ändrat.' };
    expect(await finishLogReview(other, again)).toMatchObject({ __typename: 'LogReviewFinished' });
    expect(await openLogReview(other, { reviewId, version: review.version, reason: 'Ännu en gång.' })).toMatchObject({
      __typename: 'LogReviewFinished',
    });
    expect(await followUpLogReview(by, { reviewId, note: 'Samtal.' })).toMatchObject({ __typename: 'NoRemark' });
    for (const statement of [
      "UPDATE log_review SET note = 'x' WHERE id = $1",
      'DELETE FROM log_review WHERE id = $1',
    ]) {
      await expect(region.databases.identity.query(statement, [reviewId]), statement).rejects.toMatchObject({
        code: '42501',
      });
    }
  });

  test('when there is a remark, then it needs a note and is followed up until it is dealt with', async () => {
    const [by] = reviewers.REGION;
    const { id: reviewId, version } = await wardReview();
    const bare = await finishLogReview(by, { reviewId, version, outcome: 'WITH_REMARK' });
    expect(bare.errors[0].extensions).toMatchObject({ field: 'input.note', reason: 'MISSING' });
    await finishLogReview(by, { reviewId, version, outcome: 'WITH_REMARK', note: 'Läst utan vårdrelation.' });
    await followUpLogReview(by, { reviewId, note: 'Samtal med medarbetaren.' });
    const { review } = await followUpLogReview(by, { reviewId, note: 'Åtgärdat.', isClosed: true });
    const notedBy = { id: by.userId };
    expect(review.followUps).toEqual([
      { note: 'Samtal med medarbetaren.', isClosed: false, notedBy },
      { note: 'Åtgärdat.', isClosed: true, notedBy },
    ]);
  });

  test('when two finish at once, then one does', async () => {
    const { id: reviewId, version } = await wardReview();
    const finishes = await Promise.all(
      reviewers.REGION.map((by) => finishLogReview(by, { reviewId, version, outcome: 'WITHOUT_REMARK' })),
    );
    const names = finishes.map(({ __typename }) => __typename);
    expect(names).toContain('FinishLogReviewOk');
    expect(names.filter((name) => name === 'FinishLogReviewOk')).toHaveLength(1);
  });

  test('when the review is about the reviewer, then it shows nothing and is left to a colleague (B-15, f.6 106)', async () => {
    const [by, colleague] = reviewers.SOC;
    await drawLogSample(by, thatDay({ unitIds: [region.unitId('Socialtjänsten, vuxna')] }));
    const today = stockholmDay(region.clock.now());
    await arrived(by.userId);
    const { review } = await reviewOnSuspicion(colleague, {
      userId: by.userId,
      fromOn: today,
      toOn: today,
      suspicion: 'Egen granskning.',
    });
    expect(review.viewerMayReview).toBe(true);
    const own = (
      await by.ask(
        'query ($id: ID!) { logReview(id: $id) { viewerMayReview extract { id } entries { edges { cursor } } } }',
        {
          id: review.id,
        },
      )
    ).at('logReview');
    expect(own).toEqual({ viewerMayReview: false, extract: [], entries: null });
    const at = { reviewId: review.id, version: review.version };
    for (const [operation, input] of [
      [openLogReview, { ...at, reason: 'Nyfiken.' }],
      [finishLogReview, { ...at, outcome: 'WITHOUT_REMARK' }],
      [followUpLogReview, { reviewId: review.id, note: 'x' }],
    ] as readonly (readonly [Operation, Json])[]) {
      expect(await operation(by, input)).toMatchObject({ __typename: 'OwnAccessesReviewed' });
    }
    expect(await logged(by, review.id)).toContain('DENIED log-review.finish OWN_ACCESSES');
  });
});

describe('who may (F-015, F-019, f.2 37)', () => {
  const OPERATIONS: readonly (readonly [string, (by: Person) => Promise<Json>])[] = [
    ['draw', (by) => drawLogSample(by, thatDay())],
    ['suspect', (by) => reviewOnSuspicion(by, { patientId, fromOn: day, toOn: day, suspicion: 'x' })],
    ['open', (by) => openLogReview(by, { reviewId: 'rev_1', version: 1, reason: 'x' })],
    ['finish', (by) => finishLogReview(by, { reviewId: 'rev_1', version: 1, outcome: 'WITHOUT_REMARK' })],
    ['follow up', (by) => followUpLogReview(by, { reviewId: 'rev_1', note: 'x' })],
    ['read', async (by) => await by.ask('{ logReview(id: "rev_1") { id } }')],
    ['list', async (by) => await by.ask('{ logReviews { edges { cursor } } }')],
    [
      'count',
      async (by) => await by.ask('{ logReviewStatistics(fromOn: "2026-01-01", toOn: "2026-12-31") { drawn } }'),
    ],
  ];

  test.each([
    ['VOF', 'ADMINISTRATOR'],
    ['VOF', 'UNIT_MANAGER'],
    ['SOC', 'SYSTEM_MANAGER'],
    ['SOC', 'SUPER_USER'],
    ['BIF', 'SYSTEM_MANAGER'],
    ['BIF', 'SCHOOL_PRINCIPAL'],
    ['REGION', 'ADMINISTRATOR'],
  ] as const)('%s %s may nothing of it', async (kind, role) => {
    const by = await region.staff(HEAD_OF[kind], role);
    for (const [what, operation] of OPERATIONS) {
      const { errors } = await operation(by);
      expect(errors[0].extensions['code'], what).toBe('FORBIDDEN');
    }
  });

  test('when a review is of another administration, then it is as if it were not there', async () => {
    const { id } = await wardReview();
    const { reviews } = await drawLogSample(reviewers.VOF[0], thatDay({ seed: 'hidden' }));
    for (const [by, hidden] of [
      [reviewers.VOF[0], id],
      [reviewers.SOC[0], reviews[0].id],
    ] as const) {
      expect((await by.ask('query ($id: ID!) { logReview(id: $id) { id } }', { id: hidden })).data).toEqual({
        logReview: null,
      });
      const at = { reviewId: hidden, version: 1 };
      expect(await finishLogReview(by, { ...at, outcome: 'WITHOUT_REMARK' })).toMatchObject({
        __typename: 'NotPermitted',
      });
      expect(await openLogReview(by, { ...at, reason: 'x' })).toMatchObject({ __typename: 'NotPermitted' });
      const list = (await by.ask('{ logReviews(first: 100) { edges { node { id } } } }')).at('logReviews');
      expect(list.edges.map(({ node }: Json) => node.id)).not.toContain(hidden);
      expect(await logged(by, hidden)).toContain('DENIED log-review.read NOT_IN_REACH');
    }
  });
});

test('when reviews have been done, then they are counted by unit and month (G-174)', async () => {
  const [by] = reviewers.VOF;
  const unitIds = [region.unitId('Hemtjänst Alnö')];
  const draw = async (seed: string) => (await drawLogSample(by, thatDay({ seed, unitIds }))).reviews[0];
  await draw('open');
  const clean = await draw('clean');
  const open = await draw('remark');
  const closed = await draw('closed');
  const finish = (review: Json, outcome: string) =>
    finishLogReview(by, { reviewId: review.id, version: review.version, outcome, note: 'Granskat.' });
  await finish(clean, 'WITHOUT_REMARK');
  await finish(open, 'WITH_REMARK');
  await finish(closed, 'WITH_REMARK');
  await followUpLogReview(by, { reviewId: closed.id, note: 'Klart.', isClosed: true });
  const rows = (
    await by.ask(
      'query ($from: Date!, $to: Date!) { logReviewStatistics(fromOn: $from, toOn: $to, first: 1000) { unit { name } monthOn drawn finished remarks remarksOpen } }',
      { from: `${day.slice(0, 7)}-01`, to: day },
    )
  ).at('logReviewStatistics');
  const row = rows.find(({ unit }: Json) => unit?.name === 'Hemtjänst Alnö');
  expect(row).toMatchObject({ monthOn: `${day.slice(0, 7)}-01`, finished: 3, remarks: 2, remarksOpen: 1 });
  expect(row.drawn).toBeGreaterThanOrEqual(4);
});
