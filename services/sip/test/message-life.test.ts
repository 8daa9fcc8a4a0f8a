import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import type { Person } from '@samplan/testing/region';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inboxOf, messageOf, planSeen, relatedUnits, sipInbox, statesOf } from './messages.ts';
import type { World } from './plans.ts';
import {
  changesNothing,
  initiativeFor,
  invitedPlan,
  logged,
  meetingOf,
  patientOf,
  preparedPlan,
  refusal,
  told,
  world,
} from './plans.ts';

let at: World;
let sip: Json;
let invitation: Json;
beforeAll(async () => {
  at = await world();
});
afterAll(() => at.region.close());
beforeEach(async () => {
  sip = await invitedPlan(at);
  invitation = await messageOf(at.assessor, sip.id, 'INVITATION');
});

const answers = (by: Person, answer = 'ACCEPTED', sequence = 1) =>
  does.answerSipInvitation(by, { sipId: sip.id, sequence, answer });
const own = (change: Readonly<Record<string, unknown>> = {}) => ({ messageId: invitation.id, ...change });
const current = async () => (await planSeen(at.assessor, sip.id)).version;
const FORBIDDEN = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };

describe('the inbox of a unit (F-040, F-047, F-145)', () => {
  test('when a plan is invited to, then every unit that must answer owes it before the end of the day, and the one that leads does not', async () => {
    for (const by of [at.homeNurse, at.healthCentre, at.socialWorker]) {
      const { edges } = await sipInbox(by, { first: 100, filter: { outstandingOnly: true } });
      const item = edges.find(({ node }: Json) => node.message.id === invitation.id).node;
      expect(item).toMatchObject({
        message: {
          type: 'INVITATION',
          versionNumber: 1,
          sender: { id: at.assessor.unitId },
          invitation: { id: invitation.id, sequence: 1 },
        },
        own: {
          unit: { id: by.unitId },
          state: 'UNREAD',
          // The clock of the test stands on a day in winter.
          answerBeforeAt: '2026-11-21T23:00:00.000Z',
          escalation: 'UNIT',
        },
      });
    }
    expect(await inboxOf(at.assessor, sip.id)).toEqual([]);
    expect(await inboxOf(at.stranger, sip.id)).toEqual([]);
    const sent = invitation.movements.map(({ kind, from, to, by }: Json) => [kind, from.id, to.id, by.id]);
    expect(sent.sort()).toEqual(
      [at.homeNurse, at.healthCentre, at.socialWorker]
        .map(({ unitId }) => ['SENT', at.assessor.unitId, unitId, at.assessor.userId])
        .sort(),
    );
  });

  test('when a unit is only told, then it finds the invitation and owes nothing (F-311, f.5 90)', async () => {
    const start = initiativeFor(await patientOf(at), [at.homeNurse]);
    const participants = [{ unitId: at.homeNurse.unitId, mustAcknowledge: false }];
    const { sip: other } = await does.initiateSip(at.assessor, { ...start, participants });
    await at.region.settled();
    const consent = { sipId: other.id, version: 1, isGiven: true, form: 'ORAL', scope: 'Allt.' };
    const consented = await does.recordSipConsent(at.assessor, consent);
    await does.inviteToSip(at.assessor, meetingOf(at, consented.sip));
    const message = await messageOf(at.homeNurse, other.id, 'INVITATION');
    expect(statesOf(message)).toEqual({ [at.homeNurse.unitId]: 'RELEASED TOLD_ONLY' });
    expect(message.recipients[0].escalation).toBeNull();
    expect(await inboxOf(at.homeNurse, other.id, { outstandingOnly: true })).toEqual([]);
    expect(await inboxOf(at.homeNurse, other.id)).toEqual([message.id]);
    // It may say that it comes all the same.
    const answer = { sipId: other.id, sequence: 1, answer: 'ACCEPTED' };
    expect(await does.answerSipInvitation(at.homeNurse, answer)).toMatchObject({ __typename: 'AnswerSipInvitationOk' });
  });

  test('when a unit answers, then it has acknowledged, owes nothing, and the way says who did', async () => {
    await answers(at.homeNurse);
    const after = await messageOf(at.assessor, sip.id, 'INVITATION');
    expect(after.recipients.find((one: Json) => one.unit.id === at.homeNurse.unitId)).toMatchObject({
      state: 'ACKNOWLEDGED',
      acknowledgedBy: { id: at.homeNurse.userId },
    });
    expect(await inboxOf(at.homeNurse, sip.id, { outstandingOnly: true })).toEqual([]);
    expect(await inboxOf(at.healthCentre, sip.id, { outstandingOnly: true })).toEqual([invitation.id]);
    const acknowledgements = () =>
      messageOf(at.assessor, sip.id, 'INVITATION').then(({ movements }) =>
        movements.filter(({ kind }: Json) => kind === 'ACKNOWLEDGED'),
      );
    expect(await acknowledgements()).toMatchObject([
      { from: { id: at.homeNurse.unitId }, by: { id: at.homeNurse.userId } },
    ]);
    await answers(at.homeNurse, 'TENTATIVE');
    expect(await acknowledgements()).toHaveLength(1);
  });

  test('when the page is short, then every message comes once, latest first; and only the types asked for', async () => {
    await does.voidSipInvitation(at.assessor, { sipId: sip.id, version: sip.version, reason: 'Fel dag.' });
    const all = (await sipInbox(at.homeNurse, { first: 100 })).edges.map(({ node }: Json) => node.message.id);
    const paged: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: Json = await sipInbox(at.homeNurse, { first: 2, after });
      expect(page.totalCount).toBe(all.length);
      paged.push(...page.edges.map(({ node }: Json) => node.message.id));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(paged).toEqual(all);
    const notice = await messageOf(at.assessor, sip.id, 'VOID_NOTICE');
    expect(await inboxOf(at.homeNurse, sip.id, { types: ['VOID_NOTICE'] })).toEqual([notice.id]);
    expect(await inboxOf(at.homeNurse, sip.id, { escalation: 'UNIT' })).toEqual([notice.id]);
    expect(await inboxOf(at.homeNurse, sip.id, { escalation: 'SUPER_USER' })).toEqual([]);
  });

  test.each([
    ['first is 0', { first: 0 }, 'first'],
    ['first is 101', { first: 101 }, 'first'],
    ['the cursor is none of ours', { after: '…' }, 'after'],
  ])('when %s, then the field is named', async (_, variables, field) => {
    expect(refusal(await sipInbox(at.homeNurse, variables))).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});

describe('reading and acknowledging (G-100)', () => {
  test('when somebody opens it, then who and when first stands, and it is owed still', async () => {
    await does.readSipMessage(at.homeNurse, own());
    await does.readSipMessage(at.homeNurse, own());
    const { recipients } = await messageOf(at.assessor, sip.id, 'INVITATION');
    expect(recipients.find((one: Json) => one.unit.id === at.homeNurse.unitId)).toMatchObject({
      state: 'READ',
      readBy: { id: at.homeNurse.userId },
    });
    expect(await inboxOf(at.homeNurse, sip.id, { outstandingOnly: true })).toEqual([invitation.id]);
    expect(await logged(at, at.homeNurse, sip.patientId)).toContain('WRITE sip.answer');
  });

  test('when an invitation is acknowledged without an answer, then an answer is asked for', async () => {
    const outcome = await changesNothing(at, sip.id, () => does.acknowledgeSipMessage(at.homeNurse, own()));
    expect(outcome).toMatchObject({ code: 'SIP_MESSAGE_ANSWER_OWED' });
    await answers(at.homeNurse);
    expect(await does.acknowledgeSipMessage(at.homeNurse, own())).toMatchObject({
      __typename: 'AcknowledgeSipMessageOk',
    });
  });

  test('when the unit did not get it, or the role may not, then nobody may', async () => {
    for (const operation of [does.readSipMessage, does.acknowledgeSipMessage]) {
      expect(await operation(at.stranger, own())).toMatchObject({ code: 'NOT_PERMITTED' });
      expect(await operation(at.assessor, own())).toMatchObject({ code: 'NOT_PERMITTED' });
      expect(await operation(at.physician, own())).toMatchObject(FORBIDDEN);
    }
    expect(await logged(at, at.stranger, sip.patientId)).toContain('DENIED sip.answer NOT_IN_REACH');
  });
});

describe('forwardSipInvitation and delegateSipInvitation (G-103, F-224)', () => {
  test('when it is forwarded, then the other unit takes part and answers instead, and the time of sending stands', async () => {
    expect(await planSeen(at.stranger, sip.id)).toBeNull();
    await does.forwardSipInvitation(at.homeNurse, own({ toUnitId: at.stranger.unitId }));
    const message = await messageOf(at.stranger, sip.id, 'INVITATION');
    expect(statesOf(message)).toMatchObject({ [at.homeNurse.unitId]: 'FORWARDED', [at.stranger.unitId]: 'UNREAD' });
    expect(message.sentAt).toBe(invitation.sentAt);
    expect(message.movements).toContainEqual(
      expect.objectContaining({
        kind: 'FORWARDED',
        from: { id: at.homeNurse.unitId },
        to: { id: at.stranger.unitId },
        by: { id: at.homeNurse.userId },
      }),
    );
    expect(await inboxOf(at.stranger, sip.id, { outstandingOnly: true })).toEqual([invitation.id]);
    expect(await inboxOf(at.homeNurse, sip.id, { outstandingOnly: true })).toEqual([]);
    const must = (await planSeen(at.assessor, sip.id)).participants.map((one: Json) => [
      one.unit.id,
      one.mustAcknowledge,
    ]);
    expect(Object.fromEntries(must)).toMatchObject({ [at.homeNurse.unitId]: false, [at.stranger.unitId]: true });
    expect(await relatedUnits(at, sip.id)).toContain(at.stranger.unitId);
    expect((await told(at, sip.id)).at(-1)).toMatchObject({ type: 'SipParticipantsChanged' });
    expect(await answers(at.stranger)).toMatchObject({ __typename: 'AnswerSipInvitationOk' });
    // The next invitation asks the unit that took over.
    await does.inviteToSip(at.assessor, meetingOf(at, { ...sip, version: await current() }, { meetingForm: 'VIDEO' }));
    expect(statesOf(await messageOf(at.assessor, sip.id, 'INVITATION'))).toMatchObject({
      [at.homeNurse.unitId]: 'RELEASED TOLD_ONLY',
      [at.stranger.unitId]: 'UNREAD',
    });
  });

  test('when it is delegated to several, then each owes an answer; whoever takes part already keeps what it owes', async () => {
    const toUnitIds = [at.stranger.unitId, at.socialWorker.unitId];
    await does.delegateSipInvitation(at.homeNurse, own({ toUnitIds }));
    expect(statesOf(await messageOf(at.assessor, sip.id, 'INVITATION'))).toEqual({
      [at.homeNurse.unitId]: 'DELEGATED',
      [at.stranger.unitId]: 'UNREAD',
      [at.socialWorker.unitId]: 'UNREAD',
      [at.healthCentre.unitId]: 'UNREAD',
    });
  });

  test('when the unit is of another principal, its own or none, then the field is named and nothing changes', async () => {
    for (const toUnitId of [at.healthCentre.unitId, at.homeNurse.unitId, 'unt_none']) {
      const forwarded = () => does.forwardSipInvitation(at.homeNurse, own({ toUnitId }));
      expect(await changesNothing(at, sip.id, forwarded)).toMatchObject({
        code: 'SIP_PARTICIPANT_REFUSED',
        field: 'input.toUnitId',
      });
      const toUnitIds = [at.stranger.unitId, toUnitId];
      const delegated = () => does.delegateSipInvitation(at.homeNurse, own({ toUnitIds }));
      expect(await changesNothing(at, sip.id, delegated)).toMatchObject({ field: 'input.toUnitIds[1]' });
    }
    expect(refusal(await does.delegateSipInvitation(at.homeNurse, own({ toUnitIds: [] })))).toMatchObject({
      field: 'input.toUnitIds',
      reason: 'EMPTY',
    });
  });

  test('when it is answered, void or handed on already, then it is not handed on again', async () => {
    const on = { toUnitId: at.stranger.unitId };
    await answers(at.homeNurse);
    expect(await does.forwardSipInvitation(at.homeNurse, own(on))).toMatchObject({
      code: 'SIP_INVITATION_NOT_OUTSTANDING',
    });
    const outcomes = await Promise.all([1, 2].map(() => does.forwardSipInvitation(at.socialWorker, own(on))));
    expect(outcomes.filter((one) => one.__typename === 'ForwardSipInvitationOk')).toHaveLength(1);
    await does.voidSipInvitation(at.assessor, { sipId: sip.id, version: await current(), reason: 'Fel dag.' });
    expect(await does.forwardSipInvitation(at.stranger, own({ toUnitId: at.homeNurse.unitId }))).toMatchObject({
      code: 'SIP_INVITATION_NOT_OUTSTANDING',
    });
  });

  test('when somebody who did not get it tries, or the role may not, then nobody may', async () => {
    const on = own({ toUnitId: at.homeNurse.unitId });
    expect(await does.forwardSipInvitation(at.stranger, on)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await does.forwardSipInvitation(at.assessor, on)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await does.forwardSipInvitation(at.physician, on)).toMatchObject(FORBIDDEN);
  });
});

describe('returnMisdirectedSipInvitation (sv. felsänt, G-103)', () => {
  test('when it should never have come, then the unit is out of the plan, and the one that leads is told why', async () => {
    const { noticeId } = await does.returnMisdirectedSipInvitation(at.homeNurse, own({ reason: 'Inte vår patient.' }));
    expect(await planSeen(at.homeNurse, sip.id)).toBeNull();
    expect(await inboxOf(at.homeNurse, sip.id)).toEqual([]);
    expect(await relatedUnits(at, sip.id)).not.toContain(at.homeNurse.unitId);
    const seen = await planSeen(at.assessor, sip.id);
    expect(seen.participants.map((one: Json) => one.unit.id)).not.toContain(at.homeNurse.unitId);
    expect(seen.messages[0]).toMatchObject({
      id: noticeId,
      type: 'MISDIRECTED_NOTICE',
      text: 'Inte vår patient.',
      aboutId: invitation.id,
    });
    expect(await inboxOf(at.assessor, sip.id, { outstandingOnly: true })).toEqual([noticeId]);
    await does.acknowledgeSipMessage(at.assessor, { messageId: noticeId });
    expect(await inboxOf(at.assessor, sip.id, { outstandingOnly: true })).toEqual([]);
    const { movements, recipients } = seen.messages.at(-1);
    expect(movements).toContainEqual(
      expect.objectContaining({
        kind: 'RETURNED',
        from: { id: at.homeNurse.unitId },
        to: { id: at.assessor.unitId },
        reason: 'Inte vår patient.',
      }),
    );
    expect(recipients).toContainEqual(expect.objectContaining({ returnReason: 'Inte vår patient.' }));
    expect(await answers(at.homeNurse)).toMatchObject({ code: 'NOT_PERMITTED' });
    // Another unit finds that it is theirs after all.
    await does.forwardSipInvitation(at.socialWorker, own({ toUnitId: at.homeNurse.unitId }));
    expect(await inboxOf(at.homeNurse, sip.id, { outstandingOnly: true })).toEqual([invitation.id]);
    expect(await relatedUnits(at, sip.id)).toContain(at.homeNurse.unitId);
  });

  test('when it is answered already, or given back twice at once, then it is given back at most once', async () => {
    await answers(at.homeNurse);
    const back = own({ reason: 'Fel.' });
    expect(await does.returnMisdirectedSipInvitation(at.homeNurse, back)).toMatchObject({
      code: 'SIP_INVITATION_NOT_OUTSTANDING',
    });
    const outcomes = await Promise.all([1, 2].map(() => does.returnMisdirectedSipInvitation(at.socialWorker, back)));
    expect(outcomes.filter((one) => one.__typename === 'ReturnMisdirectedSipInvitationOk')).toHaveLength(1);
    const { messages } = await planSeen(at.assessor, sip.id);
    expect(messages.filter(({ type }: Json) => type === 'MISDIRECTED_NOTICE')).toHaveLength(1);
  });

  test('when the unit leads the plan by now, then it keeps the plan', async () => {
    await does.changeCoordinationResponsible(at.assessor, {
      sipId: sip.id,
      version: sip.version,
      unitId: at.healthCentre.unitId,
    });
    const outcome = await does.returnMisdirectedSipInvitation(at.healthCentre, own({ reason: 'Fel.' }));
    expect(outcome).toMatchObject({ code: 'SIP_INVITATION_NOT_OUTSTANDING' });
    expect(await planSeen(at.healthCentre, sip.id)).not.toBeNull();
  });

  test('when a unit that was only told gives it back, then it is out of the plan; when it has answered, then it stays (F-311)', async () => {
    const participants = [at.homeNurse, at.stranger].map(({ unitId }) => ({ unitId, mustAcknowledge: false }));
    const start = { ...initiativeFor(await patientOf(at), []), participants };
    const { sip: other } = await does.initiateSip(at.assessor, start);
    await at.region.settled();
    const consent = { sipId: other.id, version: 1, isGiven: true, form: 'ORAL', scope: 'Allt.' };
    const consented = await does.recordSipConsent(at.assessor, consent);
    await does.inviteToSip(at.assessor, meetingOf(at, consented.sip));
    const back = { messageId: (await messageOf(at.homeNurse, other.id, 'INVITATION')).id, reason: 'Inte vår.' };
    const { noticeId } = await does.returnMisdirectedSipInvitation(at.homeNurse, back);
    expect(await planSeen(at.homeNurse, other.id)).toBeNull();
    expect(await inboxOf(at.assessor, other.id, { outstandingOnly: true })).toEqual([noticeId]);
    await does.answerSipInvitation(at.stranger, { sipId: other.id, sequence: 1, answer: 'ACCEPTED' });
    expect(await does.returnMisdirectedSipInvitation(at.stranger, back)).toMatchObject({
      code: 'SIP_INVITATION_NOT_OUTSTANDING',
    });
  });

  test('when no reason is given, then the field is named', async () => {
    const outcome = await does.returnMisdirectedSipInvitation(at.homeNurse, own({ reason: ' ' }));
    expect(refusal(outcome)).toMatchObject({ field: 'input.reason', reason: 'EMPTY' });
  });
});

describe('voidSipInvitation (sv. makulera, G-101, f.3 58)', () => {
  const voids = (change: Readonly<Record<string, unknown>> = {}, by: Person = at.assessor) =>
    does.voidSipInvitation(by, { sipId: sip.id, version: sip.version, reason: 'Fel patient.', ...change });

  test('when the unit that leads voids it, then it stays with mark and reason, nobody owes an answer, and everyone who got it is told', async () => {
    await answers(at.homeNurse);
    expect(await voids({ version: await current() })).toMatchObject({ sip: { state: 'PREPARING' } });
    const seen = await planSeen(at.homeNurse, sip.id);
    expect(seen.invitation).toMatchObject({ voided: { reason: 'Fel patient.' } });
    expect(seen.participants.every(({ answer }: Json) => answer === null)).toBe(true);
    const [notice, voided] = seen.messages;
    expect(voided).toMatchObject({
      id: invitation.id,
      voided: { reason: 'Fel patient.', by: { id: at.assessor.userId } },
    });
    expect(statesOf(voided)).toMatchObject({
      [at.homeNurse.unitId]: 'ACKNOWLEDGED',
      [at.socialWorker.unitId]: 'RELEASED MESSAGE_VOIDED',
    });
    expect(voided.movements.map(({ kind }: Json) => kind)).toEqual(expect.arrayContaining(['VOIDED', 'RELEASED']));
    expect(notice).toMatchObject({ type: 'VOID_NOTICE', text: 'Fel patient.', aboutId: invitation.id });
    expect(Object.keys(statesOf(notice)).sort()).toEqual(Object.keys(statesOf(voided)).sort());
    expect((await told(at, sip.id)).at(-1)).toMatchObject({ type: 'SipInvitationVoided', data: { invitedAt: null } });
    expect(await answers(at.socialWorker)).toMatchObject({ code: 'SIP_STATE_REFUSES', state: 'PREPARING' });
    const again = { messageId: notice.id };
    expect(await does.acknowledgeSipMessage(at.homeNurse, again)).toMatchObject({ acknowledged: { id: notice.id } });
    expect(await does.acknowledgeSipMessage(at.homeNurse, again)).toMatchObject({ acknowledged: { id: notice.id } });
    expect(await inboxOf(at.homeNurse, sip.id, { outstandingOnly: true })).toEqual([]);
  });

  test('when a new one follows a void one, then the number goes on and nothing is replaced; care counts from it', async () => {
    await voids();
    const prepared = { ...sip, version: await current() };
    await does.inviteToSip(at.assessor, meetingOf(at, prepared));
    const anew = await messageOf(at.assessor, sip.id, 'INVITATION');
    expect(anew).toMatchObject({ versionNumber: 2, replacesId: null, voided: null });
    await at.region.settled();
    const [copy] = await at.region.databases.care.query('SELECT first_invited_at FROM sip_copy WHERE sip_id = $1', [
      sip.id,
    ]);
    expect(copy?.['first_invited_at']).toEqual(new Date(anew.sentAt));
  });

  test('when none holds, the version is not the latest, or the reason is empty, then it is told and nothing changes', async () => {
    const prepared = await preparedPlan(at);
    const none = { sipId: prepared.id, version: prepared.version };
    expect(await changesNothing(at, prepared.id, () => voids(none))).toMatchObject({ code: 'SIP_INVITATION_MISSING' });
    const outdated = () => voids({ version: 1 });
    expect(await changesNothing(at, sip.id, outdated)).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    const empty = await changesNothing(at, sip.id, () => voids({ reason: '' }));
    expect(refusal(empty)).toMatchObject({ field: 'input.reason', reason: 'EMPTY' });
    await voids();
    const twice = await voids({ version: await current() });
    expect(twice).toMatchObject({ code: 'SIP_INVITATION_MISSING' });
  });

  test('when a unit answers at the moment it is voided, then either the answer stands in the way or is gone', async () => {
    const outcomes = await Promise.all([voids(), answers(at.homeNurse)]);
    const seen = await planSeen(at.assessor, sip.id);
    expect(seen.state).toBe(outcomes[0].sip ? 'PREPARING' : 'INVITED');
    const message = seen.messages.find(({ type }: Json) => type === 'INVITATION');
    const owed = Object.values(statesOf(message)).filter((state) => state === 'UNREAD' || state === 'READ');
    expect(owed.length === 0).toBe(message.voided !== null);
  });

  test('when a participant that does not lead tries, or a role that only answers, then nobody may', async () => {
    expect(await voids({}, at.healthCentre)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await voids({}, at.socialWorker)).toMatchObject(FORBIDDEN);
  });
});

describe('a new version of the invitation (F-254)', () => {
  test('when the meeting is changed, then the first is replaced and owed no more, both stay, and everyone owes an answer anew', async () => {
    await answers(at.homeNurse);
    await does.inviteToSip(at.assessor, meetingOf(at, { ...sip, version: await current() }, { meetingForm: 'VIDEO' }));
    const { messages } = await planSeen(at.socialWorker, sip.id);
    const [second, first] = messages;
    expect(second).toMatchObject({ versionNumber: 2, isSuperseded: false, replacesId: first.id });
    expect(first).toMatchObject({ id: invitation.id, versionNumber: 1, isSuperseded: true });
    expect(statesOf(first)).toMatchObject({
      [at.homeNurse.unitId]: 'ACKNOWLEDGED',
      [at.socialWorker.unitId]: 'RELEASED MESSAGE_REPLACED',
    });
    expect(new Set(Object.values(statesOf(second)))).toEqual(new Set(['UNREAD']));
    expect(await inboxOf(at.homeNurse, sip.id, { outstandingOnly: true })).toEqual([second.id]);
    expect(await does.forwardSipInvitation(at.socialWorker, own({ toUnitId: at.stranger.unitId }))).toMatchObject({
      code: 'SIP_INVITATION_NOT_OUTSTANDING',
    });
  });
});

describe('a patient who does not consent any more (G-016, f.5 86)', () => {
  test('when consent is declined, then the meeting is off, nothing is owed for it, and everyone is told', async () => {
    const declined = { sipId: sip.id, version: sip.version, isGiven: false, form: 'ORAL' };
    await does.recordSipConsent(at.assessor, declined);
    const seen = await planSeen(at.homeNurse, sip.id);
    expect(seen).toMatchObject({ state: 'DECLINED', endedAt: null, invitation: { cancelReason: 'CONSENT_DECLINED' } });
    const [notice, message] = seen.messages;
    expect(new Set(Object.values(statesOf(message)))).toEqual(new Set(['RELEASED PLAN_STOPPED']));
    expect(notice).toMatchObject({
      type: 'CANCELLATION_NOTICE',
      aboutId: invitation.id,
      sentBy: { id: at.assessor.userId },
    });
    expect(await inboxOf(at.homeNurse, sip.id, { outstandingOnly: true })).toEqual([notice.id]);
  });
});

describe('what is stuck (F-013, F-037, F-261, B-01, B-02)', () => {
  const VOF = 'Vård- och omsorgsförvaltningen, ledning';
  const REGION = 'Region Västernorrland, förvaltning';
  const CLOSED = 'Enheten är stängd.';
  let administrator: Person;
  let manager: Person;
  /** Units where nobody works: of care and nursing, and of the region. */
  let team: string;
  let centre: string;

  /** A plan in which units take part where nobody works. */
  beforeEach(async () => {
    administrator = await at.region.staff(VOF, 'ADMINISTRATOR');
    manager = await at.region.staff(REGION, 'SYSTEM_MANAGER');
    team = at.region.unitId('Hemtjänst Alnö');
    centre = at.region.unitId('Hälsocentralen Granlo');
    const participants = [team, centre, at.homeNurse.unitId].map((unitId) => ({ unitId }));
    const patientId = await patientOf(at);
    const started = await does.initiateSip(at.assessor, { ...initiativeFor(patientId, []), participants });
    await at.region.settled();
    const consent = { sipId: started.sip.id, version: 1, isGiven: true, form: 'ORAL', scope: 'Allt.' };
    const consented = await does.recordSipConsent(at.assessor, consent);
    sip = { ...(await does.inviteToSip(at.assessor, meetingOf(at, consented.sip))).sip, patientId };
    invitation = await messageOf(at.assessor, sip.id, 'INVITATION');
  });

  const stuckFor = async (by: Person, id: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Json> => {
    const { edges } = await does.stuckSipMessages(by, { first: 100, ...variables });
    return edges.find(({ node }: Json) => node.id === id)?.node ?? null;
  };
  const unitsOf = (node: Json) => node?.places.map(({ unit }: Json) => unit.id).sort() ?? [];
  const moves = (change: Readonly<Record<string, unknown>> = {}, by: Person = administrator) =>
    does.rerouteSipMessage(by, {
      messageId: invitation.id,
      fromUnitId: team,
      toUnitId: at.stranger.unitId,
      ...change,
    });
  const onBehalf = (change: Readonly<Record<string, unknown>> = {}, by: Person = administrator) =>
    does.acknowledgeSipMessageOnBehalf(by, { messageId: invitation.id, unitId: team, reason: CLOSED, ...change });

  test('when nobody works at a unit, then its invitation is in the administrator’s list at once, without content (f.3 53, e.5)', async () => {
    const node = await stuckFor(administrator, invitation.id, { reason: 'NO_ACTIVE_USERS' });
    expect(node).toMatchObject({ type: 'INVITATION', sentAt: invitation.sentAt, sender: { id: at.assessor.unitId } });
    expect(node.places.find(({ unit }: Json) => unit.id === team)).toEqual({
      unit: { id: team },
      state: 'UNREAD',
      receivedAt: invitation.sentAt,
      answerBeforeAt: '2026-11-21T23:00:00.000Z',
      escalation: 'UNIT',
      stuckBecause: ['NO_ACTIVE_USERS'],
    });
    expect(node.places.find(({ unit }: Json) => unit.id === at.homeNurse.unitId).stuckBecause).toEqual([]);
    expect(await stuckFor(administrator, invitation.id, { reason: 'UNIT_ENDED' })).toBeNull();
    expect(await planSeen(administrator, sip.id)).toBeNull();
    expect(await logged(at, administrator, sip.patientId)).toContain('READ message.oversee');
  });

  test('when it is another administration’s, then it is not in the list; the region’s system manager sees every unit of the region (F-261)', async () => {
    const socAdministrator = await at.region.staff('Socialförvaltningen, ledning', 'ADMINISTRATOR');
    expect(await stuckFor(socAdministrator, invitation.id)).toBeNull();
    expect(unitsOf(await stuckFor(administrator, invitation.id))).toEqual([team, at.homeNurse.unitId].sort());
    expect(unitsOf(await stuckFor(manager, invitation.id))).toEqual([team, centre, at.homeNurse.unitId].sort());
    const regional = await at.region.staff(REGION, 'ADMINISTRATOR');
    expect(unitsOf(await stuckFor(regional, invitation.id))).toEqual([centre]);
  });

  test('when a school is invited, then education’s administrator finds it and acknowledges on behalf (F-009, B-01)', async () => {
    const school = at.region.unitId('Hagaskolan');
    const participants = [{ unitId: school, mustAcknowledge: true }];
    const patientId = await patientOf(at);
    const started = await does.initiateSip(at.assessor, { ...initiativeFor(patientId, []), participants });
    const consent = { sipId: started.sip.id, version: 1, isGiven: true, form: 'ORAL', scope: 'Allt.' };
    const consented = await does.recordSipConsent(at.assessor, consent);
    const invited = await does.inviteToSip(at.assessor, meetingOf(at, consented.sip));
    const { id } = await messageOf(at.assessor, invited.sip.id, 'INVITATION');
    const education = await at.region.staff('Bildningsförvaltningen, ledning', 'ADMINISTRATOR');
    expect(unitsOf(await stuckFor(education, id))).toEqual([school]);
    expect(await stuckFor(education, invitation.id)).toBeNull();
    const acknowledged = await onBehalf({ messageId: id, unitId: school }, education);
    expect(acknowledged).toMatchObject({ __typename: 'AcknowledgeSipMessageOnBehalfOk' });
  });

  test('when it is read page by page, then every message comes once, the first sent first', async () => {
    const all = (await does.stuckSipMessages(manager, { first: 100 })).edges.map(({ node }: Json) => node.id);
    expect(all.length).toBeGreaterThan(1);
    expect(all.at(-1)).toBe(invitation.id);
    const paged: string[] = [];
    for (let after: string | null = null, hasNextPage = true; hasNextPage; ) {
      const page: Json = await does.stuckSipMessages(manager, { first: 1, after });
      expect(page.totalCount).toBe(all.length);
      paged.push(...page.edges.map(({ node }: Json) => node.id));
      ({ hasNextPage, endCursor: after } = page.pageInfo);
    }
    expect(paged).toEqual(all);
    expect(refusal(await does.stuckSipMessages(manager, { first: 0 }))).toMatchObject({ field: 'first' });
  });

  test('when an invitation is moved, then the other unit takes part and answers instead; when it was sent does not change (f.3 51)', async () => {
    const { rerouted } = await moves();
    const states = Object.fromEntries(rerouted.places.map((one: Json) => [one.unit.id, one.state]));
    expect(states).toMatchObject({ [team]: 'FORWARDED', [at.stranger.unitId]: 'UNREAD' });
    const message = await messageOf(at.stranger, sip.id, 'INVITATION');
    expect(message.sentAt).toBe(invitation.sentAt);
    expect(message.movements).toContainEqual(
      expect.objectContaining({
        kind: 'REROUTED',
        from: { id: team },
        to: { id: at.stranger.unitId },
        by: { id: administrator.userId },
        byUnit: { id: administrator.unitId },
      }),
    );
    expect(message.recipients.find(({ unit }: Json) => unit.id === team).readBy).toBeNull();
    expect(await relatedUnits(at, sip.id)).toContain(at.stranger.unitId);
    expect((await told(at, sip.id)).at(-1)).toMatchObject({ type: 'SipParticipantsChanged' });
    expect(await logged(at, administrator, sip.patientId)).toContain('WRITE message.reroute');
    expect(await answers(at.stranger)).toMatchObject({ __typename: 'AnswerSipInvitationOk' });
    expect(await moves()).toMatchObject({ code: 'SIP_MESSAGE_HANDED_ON' });
  });

  test('when a notice is moved, then the other unit sees the plan and acknowledges, and owes no answer', async () => {
    await does.voidSipInvitation(at.assessor, { sipId: sip.id, version: sip.version, reason: 'Fel dag.' });
    const notice = await messageOf(at.assessor, sip.id, 'VOID_NOTICE');
    expect(await stuckFor(administrator, invitation.id)).toBeNull();
    expect(await stuckFor(administrator, notice.id)).toMatchObject({ type: 'VOID_NOTICE' });
    expect(await moves({ messageId: notice.id })).toMatchObject({ __typename: 'RerouteSipMessageOk' });
    expect(await inboxOf(at.stranger, sip.id, { outstandingOnly: true })).toEqual([notice.id]);
    const { participants } = await planSeen(at.stranger, sip.id);
    expect(participants.find(({ unit }: Json) => unit.id === at.stranger.unitId).mustAcknowledge).toBe(false);
    expect(await does.acknowledgeSipMessage(at.stranger, { messageId: notice.id })).toMatchObject({
      __typename: 'AcknowledgeSipMessageOk',
    });
  });

  test('when the unit’s people can take care of it, or the unit to get it is no fit, then it stays where it is', async () => {
    const untouched = (change: Readonly<Record<string, unknown>>) => changesNothing(at, sip.id, () => moves(change));
    expect(await untouched({ fromUnitId: at.homeNurse.unitId })).toMatchObject({ code: 'MESSAGE_NOT_STUCK' });
    // Another administration's, the region's, where it is, the sender, a level of the organisation, none.
    const unfit = [at.socialWorker.unitId, at.healthCentre.unitId, team, at.assessor.unitId];
    for (const toUnitId of [...unfit, at.region.unitId(VOF), 'unt_none']) {
      expect(await untouched({ toUnitId })).toMatchObject({ code: 'SIP_PARTICIPANT_REFUSED', field: 'input.toUnitId' });
    }
  });

  test('when it is another administration’s, or never came there, then nobody may, and the log says so', async () => {
    const socAdministrator = await at.region.staff('Socialförvaltningen, ledning', 'ADMINISTRATOR');
    for (const by of [socAdministrator, administrator]) {
      const unitId = by === administrator ? at.socialWorker.unitId : team;
      expect(await moves({ fromUnitId: unitId }, by)).toMatchObject({ code: 'NOT_PERMITTED' });
      expect(await onBehalf({ unitId }, by)).toMatchObject({ code: 'NOT_PERMITTED' });
    }
    expect(await logged(at, socAdministrator, sip.patientId)).toEqual([
      'DENIED message.reroute NOT_IN_REACH',
      'DENIED message.acknowledge-on-behalf NOT_IN_REACH',
    ]);
    expect(await moves({}, manager)).toMatchObject(FORBIDDEN);
    expect(await moves({}, at.homeNurse)).toMatchObject(FORBIDDEN);
    expect(await onBehalf({}, at.homeNurse)).toMatchObject(FORBIDDEN);
  });

  test('when it is acknowledged for a unit, then it is owed no more, all see who did and why, and the unit can still answer', async () => {
    const { acknowledged } = await onBehalf({}, manager);
    expect(acknowledged.places.find(({ unit }: Json) => unit.id === team)).toMatchObject({
      state: 'ACKNOWLEDGED',
      escalation: null,
      stuckBecause: [],
    });
    const { messages, participants } = await planSeen(at.homeNurse, sip.id);
    expect(messages[0].recipients.find(({ unit }: Json) => unit.id === team)).toMatchObject({
      state: 'ACKNOWLEDGED',
      onBehalfReason: CLOSED,
      readBy: null,
      acknowledgedBy: { id: manager.userId },
    });
    expect(messages[0].movements).toContainEqual(
      expect.objectContaining({ kind: 'ACKNOWLEDGED_ON_BEHALF', reason: CLOSED, by: { id: manager.userId } }),
    );
    expect(participants.find(({ unit }: Json) => unit.id === team)).toMatchObject({ answer: null });
    expect(await logged(at, manager, sip.patientId)).toContain('WRITE message.acknowledge-on-behalf');
    expect(await onBehalf()).toMatchObject({ code: 'SIP_MESSAGE_ACKNOWLEDGED' });
    await onBehalf({ unitId: at.homeNurse.unitId });
    expect(await answers(at.homeNurse)).toMatchObject({ __typename: 'AnswerSipInvitationOk' });
  });

  test('when the reason is empty, too long or holds an identity number, then the field is named (B-09)', async () => {
    for (const [reason, why] of [
      [' ', 'EMPTY'],
      ['x'.repeat(2001), 'TOO_LONG'],
      ['Gäller 19121212-1212.', 'IDENTITY_NUMBER'],
    ]) {
      expect(refusal(await onBehalf({ reason }))).toMatchObject({ field: 'input.reason', reason: why });
    }
  });

  test('when several move, acknowledge and answer at once, then one counts at each unit', async () => {
    const other = await at.region.staff(VOF, 'ADMINISTRATOR');
    const outcomes = await Promise.all([
      moves(),
      moves({ toUnitId: at.region.unitId('Hemsjukvård Nacksta') }, other),
      onBehalf({ unitId: at.homeNurse.unitId }),
      answers(at.homeNurse),
    ]);
    expect(outcomes.filter(({ __typename }) => __typename === 'RerouteSipMessageOk')).toHaveLength(1);
    expect(outcomes[3]).toMatchObject({ __typename: 'AnswerSipInvitationOk' });
    const { movements } = await messageOf(at.assessor, sip.id, 'INVITATION');
    expect(movements.filter(({ kind }: Json) => kind === 'REROUTED')).toHaveLength(1);
    expect(movements.filter(({ kind }: Json) => kind.startsWith('ACKNOWLEDGED'))).toHaveLength(1);
  });

  // Last: the clock goes on for everyone.
  test('when days go by, then it is the super-user’s first and the administrator’s then (B-01)', async () => {
    const overdue = async () => {
      const superUser = await at.region.staff(VOF, 'SUPER_USER');
      const later = await at.region.staff(VOF, 'ADMINISTRATOR');
      const of = async (by: Person) =>
        (await stuckFor(by, invitation.id, { reason: 'OVERDUE' }))?.places.find(
          ({ unit }: Json) => unit.id === at.homeNurse.unitId,
        ).stuckBecause ?? [];
      return [await of(superUser), await of(later)];
    };
    expect(await overdue()).toEqual([[], []]);
    at.region.clock.move({ days: 1 });
    expect(await overdue()).toEqual([['OVERDUE'], []]);
    at.region.clock.move({ days: 3 });
    expect(await overdue()).toEqual([['OVERDUE'], ['OVERDUE']]);
  });
});
