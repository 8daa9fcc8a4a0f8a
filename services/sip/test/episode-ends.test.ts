import { cloudEventType } from '@samplan/kit/events/envelope';
import { newId } from '@samplan/kit/id';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import type { Person } from '@samplan/testing/region';
import { admitted, hours } from '@samplan/testing/story';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inboxOf, planSeen, relatedUnits, statesOf } from './messages.ts';
import type { World } from './plans.ts';
import { consentTo, initiativeFor, meetingOf, stored, told, world } from './plans.ts';

let at: World;
let surgicalNurse: Person;
let episode: Json;
let patientId: string;
beforeAll(async () => {
  at = await world();
  surgicalNurse = await at.region.staff('Avd 2 Kirurgi, Sundsvall', 'NURSE');
});
afterAll(() => at.region.close());
beforeEach(async () => {
  const { wardNurse: nurse, physician, assessor, homeNurse } = at;
  ({ episode, patientId } = await admitted(at.region, { nurse, physician, recipients: [assessor, homeNurse] }));
});

/** A plan that home health care and health centre are invited to, in the episode or outside it. */
async function invitedTo(episodeId: string | null, o: { readonly isHeld?: boolean } = {}): Promise<Json> {
  const start = initiativeFor(patientId, [at.homeNurse, at.healthCentre]);
  const { sip } = await does.initiateSip(at.assessor, { ...start, ...(episodeId && { episodeId }) });
  const consented = await does.recordSipConsent(at.assessor, consentTo(sip));
  const meeting = o.isHeld ? { meetingAt: at.region.clock.now() } : {};
  const invited = await does.inviteToSip(at.assessor, meetingOf(at, consented.sip, meeting));
  await at.region.settled();
  return invited.sip;
}

async function dies(): Promise<void> {
  await does.recordDeath(at.wardNurse, {
    episodeId: episode.id,
    version: episode.version,
    deceasedAt: at.region.clock.now(),
  });
  await at.region.settled();
}

async function moves(from: Json, by: Person, to: Person): Promise<Json> {
  const input = {
    episodeId: from.id,
    version: from.version,
    toWardId: to.unitId,
    transferredAt: at.region.clock.now(),
  };
  await does.transferPatient(by, input);
  const [next] = await at.region.databases.care.query(
    `SELECT e.id, e.version FROM care_episode e JOIN care_episode b ON b.transferred_to_id = e.id WHERE b.id = $1`,
    [from.id],
  );
  return next;
}

/** What the overview of an episode was told of a plan, in codes. */
async function shownOf(episodeId: string, sipId: string): Promise<readonly (string | null)[]> {
  const rows = await at.region.databases.care.query<{ after: string | null }>(
    'SELECT after FROM episode_change WHERE episode_id = $1 AND subject_id = $2 ORDER BY at, id',
    [episodeId, sipId],
  );
  return rows.map(({ after }) => after);
}

/** Brings what care has told of the patient's episodes again, under new ids and the latest first, as a transport may. */
async function hearAgain(): Promise<void> {
  const rows = await at.region.databases.care.query(
    "SELECT * FROM kit.outbox WHERE data->>'patientId' = $1 AND data ? 'wardUnitId' ORDER BY position DESC",
    [patientId],
  );
  const events = rows.map((row) => ({
    specversion: '1.0' as const,
    id: newId('evt'),
    source: '/samplan/care' as const,
    type: cloudEventType('care', String(row['type'])),
    subject: String(row['aggregate_id']),
    time: new Date(String(row['occurred_at'])).toISOString(),
    datacontenttype: 'application/json' as const,
    data: row['data'],
  }));
  const receipts = (await at.region.running.subgraphs.get('sip')?.receive('care', events)) ?? [];
  expect(receipts.map(({ outcome }) => outcome)).toEqual(events.map(() => 'HEARD'));
}

describe('a patient who dies at the ward (f.3 64)', () => {
  test.each(['in the episode', 'outside it'])(
    'when a meeting was to come, offered %s, then it is off, nothing is owed, everyone is told, and the plan has ended',
    async (where) => {
      const sip = await invitedTo(where === 'in the episode' ? episode.id : null);
      await does.answerSipInvitation(at.homeNurse, { sipId: sip.id, sequence: 1, answer: 'ACCEPTED' });
      await dies();
      const seen = await planSeen(at.assessor, sip.id);
      expect(seen).toMatchObject({
        state: 'ENDED',
        endReason: 'PATIENT_DECEASED',
        endedAt: expect.any(String),
        invitation: { cancelReason: 'PATIENT_DECEASED', cancelledAt: seen.endedAt },
      });
      const [notice, invitation] = seen.messages;
      expect(statesOf(invitation)).toEqual({
        [at.homeNurse.unitId]: 'ACKNOWLEDGED',
        [at.healthCentre.unitId]: 'RELEASED PATIENT_DECEASED',
      });
      expect(invitation.movements).toContainEqual({
        kind: 'RELEASED',
        from: null,
        to: { id: at.healthCentre.unitId },
        by: null,
        byUnit: null,
        reason: 'PATIENT_DECEASED',
      });
      expect(notice).toMatchObject({ type: 'CANCELLATION_NOTICE', aboutId: invitation.id, sentBy: null });
      // Whoever leads is told like the others: nobody at the unit stopped the plan.
      for (const by of [at.assessor, at.homeNurse, at.healthCentre]) {
        expect(await inboxOf(by, sip.id, { outstandingOnly: true })).toEqual([notice.id]);
        expect(await does.acknowledgeSipMessage(by, { messageId: notice.id })).toMatchObject({
          __typename: 'AcknowledgeSipMessageOk',
        });
      }
      expect((await told(at, sip.id)).at(-1)).toMatchObject({ type: 'SipEnded', data: { isOngoing: false } });
      expect(await relatedUnits(at, sip.id)).toEqual([]);
      const answer = { sipId: sip.id, sequence: 1, answer: 'DECLINED' };
      expect(await does.answerSipInvitation(at.healthCentre, answer)).toMatchObject({ code: 'SIP_STATE_REFUSES' });
    },
  );

  test('when the plan was offered in the episode, then nobody owes an answer to it in the overview', async () => {
    const sip = await invitedTo(episode.id);
    await dies();
    expect(await shownOf(episode.id, sip.id)).toEqual(['INVITED', 'STOPPED']);
    const owed = await at.region.databases.care.query(
      `SELECT p FROM sip_copy, jsonb_array_elements(participants) p WHERE sip_id = $1 AND (p->>'mustAcknowledge')::boolean`,
      [sip.id],
    );
    expect(owed).toEqual([]);
  });

  test('when the meeting has been held, then it stays as it was held', async () => {
    const sip = await invitedTo(null, { isHeld: true });
    await dies();
    expect(await planSeen(at.assessor, sip.id)).toMatchObject({
      state: 'ENDED',
      invitation: { cancelledAt: null, cancelReason: null },
    });
  });

  test('when it is heard again, then nothing happens twice', async () => {
    const sip = await invitedTo(episode.id);
    await dies();
    const before = [await stored(at, sip.id), await told(at, sip.id), await planSeen(at.assessor, sip.id)];
    await hearAgain();
    await at.region.settled();
    expect([await stored(at, sip.id), await told(at, sip.id), await planSeen(at.assessor, sip.id)]).toEqual(before);
  });

  test('when somebody starts a plan afterwards, then it is told that the patient has died', async () => {
    await dies();
    const start = initiativeFor(patientId, [at.homeNurse]);
    expect(await does.initiateSip(at.assessor, start)).toMatchObject({ code: 'SIP_PATIENT_DECEASED' });
    expect(await does.initiateSip(at.assessor, start)).toMatchObject({ code: 'SIP_PATIENT_DECEASED' });
  });

  test('when a plan is started at the moment that the death is heard of, then none is left under way', async () => {
    const start = initiativeFor(patientId, [at.homeNurse]);
    await Promise.all([dies(), does.initiateSip(at.assessor, start)]);
    await at.region.settled();
    const plans = await at.region.databases.sip.query('SELECT state FROM sip WHERE patient_id = $1', [patientId]);
    expect(plans.filter(({ state }) => state !== 'ENDED')).toEqual([]);
  });
});

describe('a patient who is moved to another ward', () => {
  test('when the plan was offered in the episode, then it goes on in the one that follows, with meeting and answers', async () => {
    const sip = await invitedTo(episode.id);
    await does.answerSipInvitation(at.homeNurse, { sipId: sip.id, sequence: 1, answer: 'ACCEPTED' });
    const next = await moves(episode, at.wardNurse, surgicalNurse);
    await at.region.settled();
    const seen = await planSeen(at.assessor, sip.id);
    expect(seen).toMatchObject({ state: 'INVITED', episode: { id: next.id }, invitation: { cancelledAt: null } });
    expect(statesOf(seen.messages[0])).toEqual({
      [at.homeNurse.unitId]: 'ACKNOWLEDGED',
      [at.healthCentre.unitId]: 'UNREAD',
    });
    const shown = await at.assessor.ask('query ($id: ID!) { careEpisode(id: $id) { sip { id } } }', { id: next.id });
    expect(shown.at('careEpisode').sip).toEqual({ id: sip.id });
    const [copy] = await at.region.databases.care.query('SELECT episode_id FROM sip_copy WHERE sip_id = $1', [sip.id]);
    expect(copy).toEqual({ episode_id: next.id });
    expect(await shownOf(next.id, sip.id)).toEqual(['INVITED']);
  });

  test('when two moves are heard of in any order, then the plan is where the patient is', async () => {
    const sip = await invitedTo(episode.id);
    const there = await moves(episode, at.wardNurse, surgicalNurse);
    const back = await moves(there, surgicalNurse, at.wardNurse);
    await at.region.settled();
    expect(await planSeen(at.assessor, sip.id)).toMatchObject({ episode: { id: back.id } });
    // As if the plan had been started before anything was heard, and the moves came in the wrong order.
    await at.region.databases.sip.query('UPDATE sip SET episode_id = $2 WHERE id = $1', [sip.id, episode.id]);
    await hearAgain();
    await at.region.settled();
    expect(await planSeen(at.assessor, sip.id)).toMatchObject({ episode: { id: back.id } });
  });

  test('when the plan was offered outside the episode, or has ended, then it stays where it is', async () => {
    const sip = await invitedTo(null);
    await moves(episode, at.wardNurse, surgicalNurse);
    await at.region.settled();
    expect(await planSeen(at.assessor, sip.id)).toMatchObject({ episode: null, version: sip.version });
  });

  test('when the time of the move lies in the future, then nothing is moved', async () => {
    const sip = await invitedTo(episode.id);
    const input = { episodeId: episode.id, version: episode.version, toWardId: surgicalNurse.unitId };
    await does.transferPatient(at.wardNurse, { ...input, transferredAt: hours(at.region, 1) });
    await at.region.settled();
    expect(await planSeen(at.assessor, sip.id)).toMatchObject({ episode: { id: episode.id } });
  });
});
