import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overviewRows } from '@samplan/testing/operations';
import type { Person } from '@samplan/testing/region';
import { admitted } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { World } from './plans.ts';
import {
  changesNothing,
  consentTo,
  declinedPlan,
  deniedRights,
  initiativeFor,
  invitedPlan,
  logged,
  meetingOf,
  patientOf,
  preparedPlan,
  putInState,
  refusal,
  stored,
  told,
  world,
} from './plans.ts';

let at: World;
beforeAll(async () => {
  at = await world();
});
afterAll(() => at.region.close());

const reply = async (by: Person, sip: Json, change: Readonly<Record<string, unknown>> = {}): Promise<Json> =>
  await does.answerSipInvitation(by, { sipId: sip.id, sequence: 1, answer: 'ACCEPTED', ...change });

describe('a participant answers (F-027, F-040, F-047)', () => {
  test.each(['ACCEPTED', 'DECLINED', 'TENTATIVE'])(
    'when it answers %s, then answer, unit, user and time are stored, told and logged, and the others have not answered',
    async (answer) => {
      const sip = await invitedPlan(at);
      const outcome = await reply(at.socialWorker, sip, { answer });
      expect(outcome).toMatchObject({ __typename: 'AnswerSipInvitationOk', sip: { state: 'INVITED', version: 4 } });
      const { participants } = await stored(at, sip.id);
      const own = participants.get(at.socialWorker.unitId);
      expect(own).toMatchObject({ answer, answered_by_user_id: at.socialWorker.userId, answered_sequence: 1 });
      const others = [at.assessor, at.homeNurse, at.healthCentre].map(({ unitId }) => participants.get(unitId).answer);
      expect(others).toEqual([null, null, null]);
      const event = (await told(at, sip.id)).at(-1);
      expect(event).toMatchObject({ type: 'SipInvitationAnswered', data: { version: 4 } });
      expect(event.data.participants).toContainEqual({
        unitId: at.socialWorker.unitId,
        mustAcknowledge: true,
        answeredAt: own.answered_at.toISOString(),
      });
      expect(await logged(at, at.socialWorker, sip.patientId)).toEqual(['WRITE sip.answer', 'READ sip.answer']);
    },
  );

  test('when a colleague answers otherwise later, then the latest answer counts, with who gave it', async () => {
    const sip = await invitedPlan(at);
    const colleague = await at.region.staff('Hemsjukvård Centrum', 'PHYSIOTHERAPIST');
    await reply(at.homeNurse, sip);
    await reply(colleague, sip, { answer: 'DECLINED' });
    expect((await stored(at, sip.id)).participants.get(at.homeNurse.unitId)).toMatchObject({
      answer: 'DECLINED',
      answered_by_user_id: colleague.userId,
    });
  });

  test('when the leading unit answers its own invitation, then it may', async () => {
    const sip = await invitedPlan(at);
    expect(await reply(at.assessor, sip)).toMatchObject({ __typename: 'AnswerSipInvitationOk' });
  });

  test('when one need not answer, then its silence is never counted as missing (F-311, f.5 90)', async () => {
    const { episode, patientId } = await admitted(at.region, {
      nurse: at.wardNurse,
      physician: at.physician,
      recipients: [at.assessor],
    });
    const participants = [{ unitId: at.wardNurse.unitId, mustAcknowledge: false }, { unitId: at.homeNurse.unitId }];
    const start = { ...initiativeFor(patientId, []), episodeId: episode.id, participants };
    let { sip } = await does.initiateSip(at.assessor, start);
    ({ sip } = await does.recordSipConsent(at.assessor, consentTo(sip)));
    await does.inviteToSip(at.assessor, meetingOf(at, sip));
    await reply(at.homeNurse, sip);
    await at.region.settled();
    const row = (await overviewRows(at.assessor)).find((candidate) => candidate.episode.id === episode.id);
    expect(row.invitation.mark).toBe('GREEN');
  });
});

describe('at once', () => {
  test('when every unit answers at the same moment, then every answer is stored', async () => {
    const names = [
      'Hemtjänst Centrum',
      'Hemtjänst Skönsmon',
      'Hemtjänst Nacksta',
      'Hemtjänst Alnö',
      'Björkbacka',
      'Solhaga',
      'Skönsta',
    ];
    const planners = await Promise.all(names.map((name) => at.region.staff(name, 'PLANNER')));
    const all = [...planners, at.homeNurse, at.healthCentre, at.socialWorker];
    let { sip } = await does.initiateSip(at.assessor, initiativeFor(await patientOf(at), all));
    ({ sip } = await does.recordSipConsent(at.assessor, consentTo(sip)));
    ({ sip } = await does.inviteToSip(at.assessor, meetingOf(at, sip)));
    const outcomes = await Promise.all(all.map((person) => reply(person, sip)));
    expect(outcomes.map(does.codeOf)).toEqual(all.map(() => 'OK'));
    const { participants, version } = await stored(at, sip.id);
    expect(all.map(({ unitId }) => participants.get(unitId).answer)).toEqual(all.map(() => 'ACCEPTED'));
    expect(version).toBe(sip.version + all.length);
    expect(await told(at, sip.id)).toHaveLength(3 + all.length);
  });

  test('when the meeting is changed at the same moment, then no answer to the earlier meeting counts for the new one', async () => {
    const sip = await invitedPlan(at);
    const [changed, answered] = await Promise.all([
      does.inviteToSip(at.assessor, meetingOf(at, sip, { meetingForm: 'VIDEO' })),
      reply(at.homeNurse, sip),
    ]);
    const { participants, invitations } = await stored(at, sip.id);
    const own = participants.get(at.homeNurse.unitId);
    if (changed.code === 'CHANGED_MEANWHILE') {
      expect(answered.__typename).toBe('AnswerSipInvitationOk');
      expect([own.answered_sequence, invitations.length]).toEqual([1, 1]);
    } else {
      expect(changed.__typename).toBe('InviteToSipOk');
      expect(['AnswerSipInvitationOk', 'ChangedMeanwhile']).toContain(answered.__typename);
      expect([own.answer, invitations.length]).toEqual([null, 2]);
    }
  });
});

describe('too late', () => {
  test('when the meeting has been changed, then an answer to the earlier invitation is ChangedMeanwhile', async () => {
    const sip = await invitedPlan(at);
    await does.inviteToSip(at.assessor, meetingOf(at, sip));
    expect(await changesNothing(at, sip.id, () => reply(at.homeNurse, sip))).toMatchObject({
      code: 'CHANGED_MEANWHILE',
    });
    expect(await reply(at.homeNurse, sip, { sequence: 2 })).toMatchObject({ __typename: 'AnswerSipInvitationOk' });
  });

  test.each([0, 2, -1, 2_147_483_647])(
    'when the sequence is %i instead of 1, then ChangedMeanwhile',
    async (sequence) => {
      const sip = await invitedPlan(at);
      const outcome = await changesNothing(at, sip.id, () => reply(at.homeNurse, sip, { sequence }));
      expect(outcome).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    },
  );

  test('when nobody has been invited, or the plan is over, then SipStateRefuses names the state', async () => {
    const prepared = await preparedPlan(at);
    expect(await changesNothing(at, prepared.id, () => reply(at.homeNurse, prepared))).toMatchObject({
      code: 'SIP_STATE_REFUSES',
      state: 'PREPARING',
    });
    const declined = await declinedPlan(at);
    expect(await changesNothing(at, declined.id, () => reply(at.homeNurse, declined))).toMatchObject({
      state: 'DECLINED',
    });
    const ended = await invitedPlan(at);
    await putInState(at, ended.id, 'ENDED');
    expect(await changesNothing(at, ended.id, () => reply(at.homeNurse, ended))).toMatchObject({ state: 'ENDED' });
  });
});

describe('who may not', () => {
  test('when a unit that takes no part answers, then NotPermitted, as if there were no such plan, and it is logged', async () => {
    const sip = await invitedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => reply(at.stranger, sip));
    expect(outcome).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await reply(at.stranger, { id: 'sip_00000000000000000000000000' })).toEqual(outcome);
    expect(await logged(at, at.stranger, sip.patientId)).toEqual(['DENIED sip.answer NOT_IN_REACH']);
  });

  test('when the ward’s physician or the staff of social services answer, then FORBIDDEN (e.2, F-008)', async () => {
    const sip = await invitedPlan(at);
    const officer = await at.region.staff('Socialtjänsten, vuxna', 'CASE_OFFICER');
    for (const person of [at.physician, officer]) {
      const outcome = await changesNothing(at, sip.id, () => reply(person, sip));
      expect(refusal(outcome)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await deniedRights(at, person)).toEqual(['Mutation.answerSipInvitation']);
    }
  });

  test('when the answer is none of the answers, then the field is named and nothing is stored', async () => {
    const sip = await invitedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => reply(at.homeNurse, sip, { answer: 'MAYBE' }));
    expect(refusal(outcome)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.answer' });
  });
});
