import { cloudEventType, type Envelope } from '@samplan/kit/events/envelope';
import { newId } from '@samplan/kit/id';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { CONTRACTS } from '@samplan/schema/events/index';
import * as does from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admitted, hours, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('events that come again, %s', (_, shape) => {
  let region: TestRegion;

  beforeAll(async () => {
    region = await testRegion({ shape });
    const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
    const physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
    const assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    const homeNurse = await region.staff('Hemsjukvård Centrum', 'NURSE');
    const { episode, noticeId, patientId } = await admitted(region, { nurse, physician, recipients: [assessor] });
    await does.forwardMessage(assessor, { messageId: noticeId, toUnitId: homeNurse.unitId });
    await does.linkPatient(assessor, { patientId, version: 1, homeHealthUnitId: homeNurse.unitId });
    await region.settled();
    await does.linkPatient(assessor, { patientId, version: 2, homeHealthUnitId: null, housingType: 'ORDINARY' });
    const { sip } = await does.initiateSip(assessor, {
      idempotencyKey: newKey(),
      patientId,
      episodeId: episode.id,
      initiationReason: 'Behov av samordning.',
      participants: [{ unitId: homeNurse.unitId }],
    });
    const consent = { sipId: sip.id, version: 1, isGiven: true, form: 'WRITTEN', scope: 'Allt som behövs.' };
    await does.recordSipConsent(assessor, consent);
    await does.inviteToSip(assessor, { sipId: sip.id, version: 2, meetingAt: hours(region, 48), meetingForm: 'VIDEO' });
    await does.answerSipInvitation(homeNurse, { sipId: sip.id, sequence: 1, answer: 'ACCEPTED' });
    const current = await nurse.ask('query ($id: ID!) { careEpisode(id: $id) { version } }', { id: episode.id });
    const { version } = current.at('careEpisode');
    const judgement = { judgedById: physician.userId, judgedAt: hours(region, 0) };
    const ready = await does.reportDischargeReady(nurse, { episodeId: episode.id, version, ...judgement });
    expect(ready.__typename).toBe('ReportDischargeReadyOk');
    await assessor.ask('mutation { signOut { __typename } }');
    await region.settled();
  });
  afterAll(() => region.close());

  interface OutboxRow {
    readonly id: string;
    readonly type: string;
    readonly aggregate_id: string;
    readonly data: unknown;
    readonly occurred_at: Date;
  }

  /** Every event that the subgraph has told, oldest first. */
  async function told(producer: SubgraphName): Promise<readonly Envelope[]> {
    const rows = await region.databases[producer].query<OutboxRow>('SELECT * FROM kit.outbox ORDER BY position');
    return rows.map((row) => ({
      specversion: '1.0',
      id: row.id,
      source: `/samplan/${producer}`,
      type: cloudEventType(producer, row.type),
      subject: row.aggregate_id,
      time: row.occurred_at.toISOString(),
      datacontenttype: 'application/json',
      data: row.data,
    }));
  }

  /** Everything that a subgraph knows, but for the notes of what it has heard and told and the gathered log. */
  async function knowledge(name: SubgraphName): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const database = region.databases[name];
    const tables = await database.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname = 'public' AND tablename NOT IN ('_prisma_migrations', 'log_entry', 'log_check', 'log_fault')
          OR schemaname = 'kit' AND tablename IN ('unit', 'assignment', 'care_relation', 'ended_session', 'outbox')
       ORDER BY 1`,
    );
    const contents = tables.map(async (table) => [
      table.name,
      await database.query(`SELECT to_jsonb(t) AS row FROM ${table.name} t ORDER BY to_jsonb(t)::text`),
    ]);
    return Object.fromEntries(await Promise.all(contents));
  }

  /** Brings the events of every producer to each of its consumers again. */
  async function tellAgain(change: (events: readonly Envelope[]) => readonly Envelope[]): Promise<void> {
    for (const producer of SUBGRAPHS) {
      const events = change(await told(producer));
      for (const consumer of SUBGRAPHS) {
        const types = CONTRACTS.filter((c) => c.producer === producer && c.consumers.includes(consumer)).map(
          (c) => c.type,
        );
        const heard = events.filter((event) => types.some((type) => event.type === cloudEventType(producer, type)));
        const receipts = (await region.running.subgraphs.get(consumer)?.receive(producer, heard)) ?? [];
        expect(receipts.map((receipt) => receipt.outcome)).toEqual(heard.map(() => 'HEARD'));
      }
    }
  }

  const renamed = (events: readonly Envelope[]) => events.map((event) => ({ ...event, id: newId('evt') }));

  test.each([
    ['twice, as they were', (events: readonly Envelope[]) => [...events, ...events]],
    ['in reverse order', (events: readonly Envelope[]) => [...events].reverse()],
    ['under new ids, in order', renamed],
    ['under new ids, in reverse order', (events: readonly Envelope[]) => renamed(events).reverse()],
  ])('when every event comes again %s, then nothing changes anywhere', async (_, change) => {
    const before = await Promise.all(SUBGRAPHS.map(knowledge));
    await tellAgain(change);
    await region.settled();
    expect(await Promise.all(SUBGRAPHS.map(knowledge))).toEqual(before);
  });

  test('when events reach an empty consumer in reverse order, then it knows what the others know', async () => {
    const before = await knowledge('sip');
    await region.databases.sip.query(
      'TRUNCATE patient_copy, episode_copy, kit.unit, kit.assignment, kit.care_relation',
    );
    await tellAgain((events) => renamed(events).reverse());
    await region.settled();
    expect(await knowledge('sip')).toEqual(before);
  });
});
