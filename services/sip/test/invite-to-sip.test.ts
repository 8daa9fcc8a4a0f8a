import { addHours, stockholmDay } from '@samplan/kit/time';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import type { Person } from '@samplan/testing/region';
import { hours } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { World } from './plans.ts';
import {
  changesNothing,
  declinedPlan,
  deniedRights,
  invitedPlan,
  logged,
  meetingOf,
  preparedPlan,
  putInState,
  refusal,
  startedPlan,
  stored,
  told,
  world,
} from './plans.ts';

let at: World;
beforeAll(async () => {
  at = await world();
});
afterAll(() => at.region.close());

const invite = async (sip: Json, change: Readonly<Record<string, unknown>> = {}, by: Person = at.assessor) =>
  await does.inviteToSip(by, meetingOf(at, sip, change));

describe('the invitation (F-254, G-017)', () => {
  test('when there is consent, then meeting, sender and time of sending are stored, and everyone is told', async () => {
    const sip = await preparedPlan(at);
    const meetingAt = hours(at.region, 30);
    const outcome = await invite(sip, { meetingAt, meetingForm: 'HOME_VISIT', agenda: 'Hemgång <b>nu</b>' });
    expect(outcome).toMatchObject({
      __typename: 'InviteToSipOk',
      sip: { state: 'INVITED', invitation: { sequence: 1 } },
    });
    const { invitations } = await stored(at, sip.id);
    expect(invitations).toEqual([
      expect.objectContaining({
        sequence: 1,
        meeting_at: meetingAt,
        meeting_form: 'HOME_VISIT',
        agenda: 'Hemgång <b>nu</b>',
        sent_by_user_id: at.assessor.userId,
      }),
    ]);
    const event = (await told(at, sip.id)).at(-1);
    expect(event).toMatchObject({
      type: 'SipParticipantsInvited',
      data: { invitedAt: invitations[0].sent_at.toISOString(), version: 3 },
    });
    expect(JSON.stringify(event)).not.toContain('Hemgång');
    expect(await logged(at, at.assessor, sip.patientId)).toContain('WRITE sip.coordinate');
    const answer = await at.healthCentre.ask(
      'query ($id: ID!) { sip(id: $id) { invitation { id sequence meetingAt meetingForm agenda sentAt sentBy { id } } } }',
      { id: sip.id },
    );
    expect(answer.at('sip').invitation).toMatchObject({
      id: expect.stringMatching(/^inv_/),
      meetingAt: meetingAt.toISOString(),
      sentBy: { id: at.assessor.userId },
    });
  });

  test.each(['PHYSICAL', 'TELEPHONE', 'VIDEO', 'HOME_VISIT', 'AT_WARD'])(
    'when the parties meet by %s, then it is stored (G-060)',
    async (meetingForm) => {
      const sip = await preparedPlan(at);
      await invite(sip, { meetingForm });
      expect((await stored(at, sip.id)).invitations).toMatchObject([{ meeting_form: meetingForm, agenda: null }]);
    },
  );

  test('when the meeting has been held already, then it is recorded back-dated, down to the initiative (F-255, f.5 91)', async () => {
    const sip = await preparedPlan(at);
    const { initiated_at: meetingAt } = await stored(at, sip.id);
    expect(await invite(sip, { meetingAt })).toMatchObject({ sip: { state: 'INVITED' } });
    const other = await preparedPlan(at);
    const { initiated_at: started } = await stored(at, other.id);
    const early = new Date(started.getTime() - 1);
    const outcome = await changesNothing(at, other.id, () => invite(other, { meetingAt: early }));
    expect(refusal(outcome)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.meetingAt', reason: 'TOO_EARLY' });
  });

  test('when the meeting is changed, then the number goes on, the first is kept, and everyone answers anew', async () => {
    const sip = await invitedPlan(at);
    const answered = await does.answerSipInvitation(at.homeNurse, { sipId: sip.id, sequence: 1, answer: 'ACCEPTED' });
    const changed = await invite(answered.sip, { meetingForm: 'VIDEO' });
    expect(changed).toMatchObject({ sip: { state: 'INVITED', invitation: { sequence: 2 } } });
    const { invitations, participants } = await stored(at, sip.id);
    expect(invitations.map(({ sequence, meeting_form }: Json) => [sequence, meeting_form])).toEqual([
      [1, 'PHYSICAL'],
      [2, 'VIDEO'],
    ]);
    expect(participants.get(at.homeNurse.unitId)).toMatchObject({
      answer: null,
      answered_at: null,
      answered_by_user_id: null,
      answered_sequence: null,
      must_acknowledge: true,
    });
  });

  test('when a plan that is followed meets again, then it stays as it is', async () => {
    const sip = await preparedPlan(at);
    await putInState(at, sip.id, 'ACTIVE');
    expect(await invite(sip)).toMatchObject({ sip: { state: 'ACTIVE', invitation: { sequence: 1 } } });
  });
});

describe('without consent (G-016, f.5 86)', () => {
  test('when nobody has asked the patient, then SipConsentMissing and nobody is invited', async () => {
    const sip = await startedPlan(at);
    expect(await changesNothing(at, sip.id, () => invite(sip))).toMatchObject({ code: 'SIP_CONSENT_MISSING' });
  });

  test('when the consent has run out, then SipConsentMissing, until it is given anew (G-054)', async () => {
    const last = stockholmDay(addHours(at.region.clock.now(), 24));
    const sip = await preparedPlan(at, { validTo: last });
    // As if two days had passed, without everybody’s session ending meanwhile.
    await at.region.databases.sip.query('UPDATE sip_consent SET valid_to = valid_to - 2 WHERE sip_id = $1', [sip.id]);
    expect(await changesNothing(at, sip.id, () => invite(sip))).toMatchObject({ code: 'SIP_CONSENT_MISSING' });
    const anew = { sipId: sip.id, version: 2, isGiven: true, form: 'ORAL', scope: 'Samma.', validTo: last };
    const consented = await does.recordSipConsent(at.assessor, anew);
    expect(await invite(consented.sip)).toMatchObject({ sip: { state: 'INVITED' } });
  });

  test('when the patient has declined, then SipStateRefuses', async () => {
    const sip = await declinedPlan(at);
    expect(await changesNothing(at, sip.id, () => invite(sip))).toMatchObject({
      code: 'SIP_STATE_REFUSES',
      state: 'DECLINED',
    });
  });
});

describe('who may not', () => {
  test('when a participant that does not lead, or a stranger, tries, then NotPermitted, and the attempt is logged', async () => {
    const sip = await preparedPlan(at);
    for (const person of [at.healthCentre, at.stranger]) {
      const outcome = await changesNothing(at, sip.id, () => invite(sip, {}, person));
      expect(outcome).toMatchObject({ code: 'NOT_PERMITTED' });
      expect(await logged(at, person, sip.patientId)).toEqual(['DENIED sip.coordinate NOT_IN_REACH']);
    }
  });

  test('when a role that only answers tries, then FORBIDDEN, and the attempt is logged (F-008)', async () => {
    const sip = await preparedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => invite(sip, {}, at.socialWorker));
    expect(refusal(outcome)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await deniedRights(at, at.socialWorker)).toContain('Mutation.inviteToSip');
  });
});

describe('lost races and bad input', () => {
  test('when the version is not the latest, then ChangedMeanwhile and nobody is invited', async () => {
    const sip = await preparedPlan(at);
    for (const version of [1, 3]) {
      const outcome = await changesNothing(at, sip.id, () => invite(sip, { version }));
      expect(outcome).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    }
  });

  test('when two invite at once, then one invitation is sent and the other is told', async () => {
    const sip = await preparedPlan(at);
    const outcomes = await Promise.all([invite(sip), invite(sip, { meetingForm: 'VIDEO' })]);
    expect(outcomes.map(does.codeOf).sort()).toEqual(['CHANGED_MEANWHILE', 'OK']);
    expect((await stored(at, sip.id)).invitations).toHaveLength(1);
    expect(await told(at, sip.id)).toHaveLength(3);
  });

  test('when the patient declines at the moment of inviting, then nobody is left invited without consent', async () => {
    const sip = await preparedPlan(at);
    const withdrawal = { sipId: sip.id, version: sip.version, isGiven: false, form: 'ORAL' };
    const outcomes = await Promise.all([invite(sip), does.recordSipConsent(at.assessor, withdrawal)]);
    expect(outcomes.filter((outcome) => outcome.code === 'CHANGED_MEANWHILE')).toHaveLength(1);
    const { state, invitations } = await stored(at, sip.id);
    expect([state, invitations.length]).toEqual(outcomes[0].code ? ['DECLINED', 0] : ['INVITED', 1]);
  });

  test.each([
    ['the agenda is empty', { agenda: ' ' }, 'input.agenda', 'EMPTY'],
    ['the agenda is over 2 000 characters', { agenda: '😀'.repeat(2001) }, 'input.agenda', 'TOO_LONG'],
    ['the time has no zone', { meetingAt: '2026-11-24T10:00:00' }, 'input.meetingAt', undefined],
    ['the day does not exist', { meetingAt: '2026-11-31T10:00:00Z' }, 'input.meetingAt', undefined],
    ['the form is none of the forms', { meetingForm: 'CARRIER_PIGEON' }, 'input.meetingForm', undefined],
  ] as const)('when %s, then the field is named and nobody is invited', async (_, change, field, reason) => {
    const sip = await preparedPlan(at);
    const outcome = await changesNothing(at, sip.id, () => invite(sip, change));
    expect(refusal(outcome)).toMatchObject({ code: 'BAD_USER_INPUT', field, ...(reason && { reason }) });
  });

  test('when the agenda is exactly 2 000 characters, then it is kept', async () => {
    const sip = await preparedPlan(at);
    const agenda = '😀'.repeat(2000);
    await invite(sip, { agenda });
    expect((await stored(at, sip.id)).invitations).toMatchObject([{ agenda }]);
  });
});
