import { openDatabase } from '@samplan/kit/db/database';
import { purgeEvents } from '@samplan/kit/events/purge';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, hours, newKey } from '@samplan/testing/story';
import { until } from '@samplan/testing/until';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
let physician: Person;
let assessor: Person;
let homeNurse: Person;
let outsider: Person;
let episode: Json;
let noticeId: string;
let patientId: string;
let seen: number;

beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
  outsider = await region.staff('Hemsjukvård Alnö', 'NURSE');
});
afterAll(() => region.close());
beforeEach(async () => {
  seen = 0;
  ({ episode, noticeId, patientId } = await admitted(region, { nurse, physician, recipients: [assessor, homeNurse] }));
});

/** What was told of a case, oldest first. */
async function told(episodeId = episode.id): Promise<readonly Json[]> {
  await region.settled();
  const rows = await region.databases.care.query(
    "SELECT data, occurred_at FROM kit.outbox WHERE aggregate_id = $1 AND type = 'OverviewChanged' ORDER BY position",
    [episodeId],
  );
  return rows.map((row) => row['data']);
}

/** The columns of what was told since the last time. */
async function columns(): Promise<readonly unknown[]> {
  const all = await told();
  const fresh = all.slice(seen).map(({ column }) => column);
  seen = all.length;
  return fresh;
}

/** The colour of each unit in what was told last. */
async function marks(): Promise<Readonly<Record<string, unknown>>> {
  const last = (await told()).at(-1);
  return Object.fromEntries(last.units.map(({ unitId, mark }: Json) => [unitId, mark]));
}

const FOLLOWED = `query ($first: Int, $after: String) { overviewChanges(first: $first, after: $after) {
  edges { cursor node { episodeId column at version row { episode { id state } patient { familyName } admission { mark } extra { mark } } } }
  pageInfo { hasNextPage endCursor } } }`;

/** What a piece of the feed tells at this very moment. */
async function pieceNow(by: Person, after: string | null, first = 50): Promise<Json> {
  return (await by.ask(FOLLOWED, { first, after })).at('overviewChanges');
}

/** The same, when everything that has happened till now can be told: transactions of others may still run, in other databases too. */
async function follow(by: Person, after: string | null, first?: number): Promise<Json> {
  const [now] = await region.databases.care.query('SELECT pg_current_xact_id()::text AS id');
  await until('all earlier transactions have ended', async () => {
    const ended = 'SELECT 1 WHERE pg_snapshot_xmin(pg_current_snapshot()) > $1::text::xid8';
    return (await region.databases.care.query(ended, [now?.['id']])).length === 1;
  });
  return await pieceNow(by, after, first);
}

/** Where the changes of somebody's unit stand now. */
async function here(by: Person): Promise<string> {
  return (await follow(by, null)).pageInfo.endCursor;
}

const columnsOf = (piece: Json): readonly unknown[] => piece.edges.map(({ node }: Json) => node.column);

async function extra(by: Person = nurse): Promise<string> {
  const sent = await does.sendExtraMessage(by, {
    idempotencyKey: newKey(),
    episodeId: episode.id,
    text: 'Nyckeln ligger hos grannen.',
  });
  return sent.extraMessage.id;
}

async function answers(by: Person, key: string, version = 0): Promise<Json> {
  return await does.answerPlanningBasis(by, {
    episodeId: episode.id,
    version,
    answers: [{ key, answer: 'Bor ensam på tredje våningen.' }],
  });
}

async function currentVersion(): Promise<number> {
  return (await nurse.ask('query ($id: ID!) { careEpisode(id: $id) { version } }', { id: episode.id })).at(
    'careEpisode',
  ).version;
}

describe('the events (F-069)', () => {
  test('when something changes a cell, then it is told once, with the columns that changed and nothing else', async () => {
    expect(await columns()).toEqual(['admission', null, null]); // the case itself: its state and its estimate
    await does.readMessage(assessor, { messageId: noticeId });
    expect(await columns()).toEqual(['admission']);
    await does.acknowledgeMessage(assessor, { messageId: noticeId });
    expect(await columns()).toEqual(['admission']);
    const messageId = await extra();
    expect(await columns()).toEqual(['extra']);
    await does.correctMessage(nurse, { idempotencyKey: newKey(), messageId, text: 'Nyckeln är hämtad.' });
    expect(await columns()).toEqual(['extra']);
    await answers(assessor, 'housing');
    expect(await columns()).toEqual(['planningBasis']);
    await does.signPlanningSection(assessor, { episodeId: episode.id, version: 1, confirmFinal: false });
    expect(await columns()).toEqual(['planningBasis']);
    await does.releaseFromCarePlan(nurse, { episodeId: episode.id, unitId: homeNurse.unitId, reason: 'Ingen insats.' });
    expect(await columns()).toEqual(['planningBasis']);
    await does.forwardMessage(homeNurse, { messageId: noticeId, toUnitId: region.unitId('Hemsjukvård Nacksta') });
    expect((await columns()).toSorted()).toEqual(['admission', 'planningBasis']); // one party more has a part to sign
    const { sip } = await does.initiateSip(assessor, {
      idempotencyKey: newKey(),
      patientId,
      episodeId: episode.id,
      initiationReason: 'Behov av samordning.',
      participants: [{ unitId: homeNurse.unitId }],
    });
    const consent = { sipId: sip.id, version: 1, isGiven: true, form: 'WRITTEN', scope: 'Allt som behövs.' };
    await does.recordSipConsent(assessor, consent);
    expect(await columns()).toEqual([]); // nobody is invited yet
    await does.inviteToSip(assessor, { sipId: sip.id, version: 2, meetingAt: hours(region, 48), meetingForm: 'VIDEO' });
    expect(await columns()).toEqual(['invitation']);
    await does.answerSipInvitation(homeNurse, { sipId: sip.id, sequence: 1, answer: 'ACCEPTED' });
    expect(await columns()).toEqual(['invitation']);
    const judgement = { judgedById: physician.userId, judgedAt: region.clock.now() };
    const version = await currentVersion();
    await does.reportDischargeReady(nurse, { episodeId: episode.id, version, ...judgement });
    expect(await columns()).toEqual(['dischargeReady', null]);
    expect((await told()).map((data) => data.version)).toEqual((await told()).map((_, i) => i + 1));
    const noted = await region.databases.care.query(
      `SELECT 1 FROM episode_change WHERE episode_id = $1 AND ("column" IS NOT NULL OR kind IN ('STATE', 'ESTIMATE'))`,
      [episode.id],
    );
    expect(noted).toHaveLength((await told()).length);
  });

  test('when a unit acknowledges, then the event holds the colour that the cell now has for each unit that sees it', async () => {
    await does.acknowledgeMessage(assessor, { messageId: noticeId });
    expect(await marks()).toEqual({ [nurse.unitId]: 'BLUE', [assessor.unitId]: 'BLUE', [homeNurse.unitId]: 'RED' });
    await does.acknowledgeMessage(homeNurse, { messageId: noticeId });
    expect(await marks()).toEqual({ [nurse.unitId]: 'GREEN', [assessor.unitId]: 'GREEN', [homeNurse.unitId]: 'GREEN' });
    await does.voidMessage(nurse, { messageId: await extra(), reason: 'Fel patient.' });
    const voided = (await told()).filter(({ column }) => column === 'extra').at(1);
    expect(voided.units.map(({ mark }: Json) => mark)).toEqual([null, null, null]); // the cell is empty again
  });

  test('when the plan is final, then no cell has changed by that', async () => {
    for (const unitId of [assessor.unitId, homeNurse.unitId]) {
      await does.releaseFromCarePlan(nurse, { episodeId: episode.id, unitId, reason: 'Ingen insats.' });
    }
    await answers(nurse, 'reason');
    await columns();
    const signed = await does.signPlanningSection(nurse, { episodeId: episode.id, version: 1, confirmFinal: true });
    expect(signed.episode.carePlan.state).toBe('FINALLY_JUSTIFIED');
    expect(await columns()).toEqual(['planningBasis']);
  });

  test('when an episode is voided, then each cell that nothing is owed in any more is told, and the void messages (G-101)', async () => {
    await columns();
    await does.voidEpisode(nurse, { episodeId: episode.id, version: episode.version, reason: 'Fel patient.' });
    expect(await columns()).toEqual(['admission', null, 'admission', 'extra']);
  });

  test('when a patient is transferred, then the new case is told with its cells, and the ended one', async () => {
    await answers(assessor, 'housing');
    await columns();
    const toWardId = region.unitId('Avd 2 Kirurgi, Sundsvall');
    const { episode: ended } = await does.transferPatient(nurse, {
      episodeId: episode.id,
      version: episode.version,
      toWardId,
      transferredAt: region.clock.now(),
    });
    expect(ended.state).toBe('TRANSFERRED');
    expect(await columns()).toEqual(['admission', null]);
    const [next] = await region.databases.care.query('SELECT transferred_to_id AS id FROM care_episode WHERE id = $1', [
      episode.id,
    ]);
    const there = await told(next?.['id']);
    expect(there.map(({ column }) => column)).toEqual(['planningBasis', 'admission', null, null]);
    expect(there[0]).toMatchObject({ sourceUnitId: assessor.unitId, version: 1 });
    expect(there[0].units.map(({ unitId }: Json) => unitId)).toContain(toWardId);
  });

  test('when a change is refused or undone, then nothing is told', async () => {
    await does.acknowledgeMessage(assessor, { messageId: noticeId });
    const key = newKey();
    const message = { idempotencyKey: key, episodeId: episode.id, text: 'Nyckeln ligger hos grannen.' };
    await does.sendExtraMessage(nurse, message);
    await columns();
    await does.acknowledgeMessage(assessor, { messageId: noticeId }); // done already
    await does.acknowledgeMessage(outsider, { messageId: noticeId }); // not theirs
    await does.sendExtraMessage(nurse, message); // the same again
    await answers(assessor, 'housing', 7); // somebody was first
    expect(await columns()).toEqual([]);
  });

  test('when two change a case at once, then both are told, with versions of their own', async () => {
    await Promise.all([
      does.acknowledgeMessage(assessor, { messageId: noticeId }),
      does.acknowledgeMessage(homeNurse, { messageId: noticeId }),
    ]);
    expect((await told()).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    expect(Object.values(await marks())).toEqual(['GREEN', 'GREEN', 'GREEN']);
  });

  test('when it is told, then it holds ids and codes, and nothing of the patient or of what was written', async () => {
    await extra();
    await answers(assessor, 'housing');
    const all = await told();
    for (const data of all) {
      expect(Object.keys(data).sort()).toEqual(['column', 'episodeId', 'sourceUnitId', 'units', 'version']);
    }
    const [patient] = await region.databases.care.query('SELECT * FROM patient WHERE id = $1', [patientId]);
    const text = JSON.stringify(all);
    for (const secret of [patient?.['identity_number'], patient?.['family_name'], 'grannen', 'våningen', patientId]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('overviewChanges', () => {
  test('when a view follows from now on, then it gets each later change once, with the case as the overview shows it', async () => {
    const before = await here(assessor);
    expect(await follow(assessor, before)).toMatchObject({ edges: [], pageInfo: { hasNextPage: false } });
    await does.acknowledgeMessage(homeNurse, { messageId: noticeId });
    await extra();
    const piece = await follow(assessor, before);
    expect(piece.edges.map(({ node }: Json) => node)).toEqual([
      {
        episodeId: episode.id,
        column: 'ADMISSION',
        at: expect.any(String),
        version: 4,
        row: {
          episode: { id: episode.id, state: 'ADMITTED' },
          patient: { familyName: expect.stringContaining('Patient') },
          admission: { mark: 'RED' },
          extra: { mark: 'RED' },
        },
      },
      expect.objectContaining({ column: 'EXTRA', version: 5 }),
    ]);
    expect(await follow(assessor, piece.pageInfo.endCursor)).toMatchObject({ edges: [] });
    const log = await region.databases.care.query(
      "SELECT 1 FROM kit.access_log WHERE subject_id = $1 AND user_id = $2 AND kind = 'READ' AND action = 'episode.read'",
      [episode.id, assessor.userId],
    );
    expect(log.length).toBeGreaterThan(0);
  });

  test('when there are more than asked for, then the next piece goes on where the first ended', async () => {
    const before = await here(assessor);
    for (let i = 0; i < 5; i += 1) await extra();
    const versions: number[] = [];
    for (let after = before, isMore = true; isMore; ) {
      const piece = await follow(assessor, after, 2);
      versions.push(...piece.edges.map(({ node }: Json) => node.version));
      ({ endCursor: after, hasNextPage: isMore } = piece.pageInfo);
    }
    expect(versions).toEqual([4, 5, 6, 7, 8]);
  });

  test('when a unit has no part in a case, or none in a message, then it is told nothing of it', async () => {
    const [none, ward, home] = [await here(outsider), await here(nurse), await here(homeNurse)];
    await does.sendMessage(nurse, {
      idempotencyKey: newKey(),
      type: 'GENERAL_MESSAGE',
      patientId,
      episodeId: episode.id,
      recipientIds: [assessor.unitId],
      text: 'Till er.',
    });
    await does.acknowledgeMessage(assessor, { messageId: noticeId });
    expect(columnsOf(await follow(outsider, none))).toEqual([]);
    expect(columnsOf(await follow(homeNurse, home))).toEqual(['ADMISSION']);
    expect(columnsOf(await follow(nurse, ward))).toEqual(['EXTRA', 'ADMISSION']);
  });

  test('when a unit gives a message back and has nothing more to do with the case, then it is told so and nothing later (G-103)', async () => {
    const before = await here(homeNurse);
    await does.returnMisdirectedMessage(homeNurse, { messageId: noticeId, reason: 'Bor inte i vårt område.' });
    await extra();
    await does.acknowledgeMessage(assessor, { messageId: noticeId });
    const piece = await follow(homeNurse, before);
    expect(piece.edges.map(({ node }: Json) => [node.episodeId, node.column, node.row])).toEqual([
      [episode.id, 'ADMISSION', null],
      [episode.id, 'EXTRA', null],
    ]);
  });

  test('when the ward’s data is blocked to the reader, then nothing is told, as the overview shows nothing (G-077)', async () => {
    const centre = await region.staff('Hälsocentralen Nacksta', 'NURSE');
    const before = await here(centre);
    const message = { idempotencyKey: newKey(), type: 'GENERAL_MESSAGE', patientId, episodeId: episode.id };
    await does.sendMessage(nurse, { ...message, recipientIds: [centre.unitId], text: 'Till er.' });
    expect(columnsOf(await follow(centre, before))).toEqual(['EXTRA']);
    await does.registerBlock(nurse, { patientId, scope: 'UNIT', requestedBy: 'PATIENT' });
    await region.settled();
    expect(columnsOf(await follow(centre, before))).toEqual([]);
  });

  test('when an earlier change is committed after a later one, then the later one waits and none is left out', async () => {
    const before = await here(assessor);
    const slow = new pg.Client({ connectionString: region.databases.care.ownerUrl });
    await slow.connect();
    try {
      await slow.query('BEGIN');
      await slow.query(
        `INSERT INTO kit.outbox (id, type, aggregate_id, data, occurred_at)
         SELECT 'evt_slow' || position, type, aggregate_id, data, occurred_at FROM kit.outbox
         WHERE aggregate_id = $1 AND type = 'OverviewChanged' ORDER BY position LIMIT 1`,
        [episode.id],
      );
      await extra();
      const meanwhile = await pieceNow(assessor, before);
      expect(columnsOf(meanwhile)).toEqual([]);
      await slow.query('COMMIT');
      expect(columnsOf(await follow(assessor, meanwhile.pageInfo.endCursor))).toEqual(['ADMISSION', 'EXTRA']);
    } finally {
      await slow.end();
    }
  });

  test('when much has happened to others meanwhile, then a view catches up in several pieces', async () => {
    const before = await here(assessor);
    await region.databases.care.query(
      `INSERT INTO kit.outbox (id, type, aggregate_id, data, occurred_at)
       SELECT 'evt_other' || i, 'OverviewChanged', 'epi_other', '{"units": []}', now() FROM generate_series(1, 5001) AS i`,
    );
    await extra();
    const first = await follow(assessor, before);
    expect(first).toMatchObject({ edges: [], pageInfo: { hasNextPage: true } });
    const second = await follow(assessor, first.pageInfo.endCursor);
    expect(columnsOf(second)).toEqual(['EXTRA']);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  test('when changes after its cursor were purged, then a view is told, begins anew and misses nothing', async () => {
    const before = await here(assessor);
    await extra();
    await region.databases.care.query(
      `UPDATE kit.outbox SET written_at = now() - interval '31 days' WHERE aggregate_id = $1`,
      [episode.id],
    );
    await region.settled();
    const owner = openDatabase({ url: region.databases.care.ownerUrl });
    await purgeEvents(owner.pool, 30);
    await owner.close();
    const { errors } = await assessor.ask(FOLLOWED, { after: before });
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', field: 'after', reason: 'CURSOR_TOO_OLD' } },
    ]);
    const anew = await here(assessor);
    await extra();
    expect(columnsOf(await follow(assessor, anew))).toEqual(['EXTRA']);
  });

  test.each([
    ['is none of ours', { after: 'epi_1' }, 'after'],
    [
      'is of a database that was there before this one',
      { after: Buffer.from('99999999999.1').toString('base64url') },
      'after',
    ],
    ['asks for 101', { first: 101 }, 'first'],
  ])('when a cursor or number %s, then the field is named', async (_, variables, field) => {
    const { errors } = await assessor.ask(FOLLOWED, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  test('when somebody may not read episodes, then nothing is told', async () => {
    const administrator = await region.staff('Biståndsenheten Sundsvall', 'SYSTEM_MANAGER');
    const { data, errors } = await administrator.ask(FOLLOWED, {});
    expect(data?.overviewChanges ?? null).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});
