import { newRecipient } from '@samplan/kit/message/domain';
import type { Sent } from '@samplan/kit/message/sent';
import { describe, expect, test } from 'vitest';
import { newParticipant, type Sip } from './domain.ts';
import { handOnInvitation, leave, replacedBy, takeOver, voidInvitation } from './invitation.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const WHY = { at: NOW, byUserId: 'usr_1', reason: 'Fel dag.' };
const sent: Sent & { readonly id: string } = {
  id: 'inv_1',
  senderUnitId: 'unt_leads',
  versionNumber: 1,
  isSuperseded: false,
  voided: null,
  recipients: [newRecipient('unt_a', NOW)],
};
const sip: Sip = {
  id: 'sip_1',
  patientId: 'pat_1',
  municipalityCode: '2281',
  episodeId: null,
  state: 'INVITED',
  initiatedAt: NOW,
  initiatedByUserId: 'usr_1',
  initiatedByUnitId: 'unt_leads',
  initiationReason: 'Behov.',
  coordinatingUnitId: 'unt_leads',
  coordinatingPrincipal: 'MUNICIPALITY',
  participants: [
    newParticipant('unt_leads', false),
    { ...newParticipant('unt_a', true), answer: 'ACCEPTED', answeredAt: NOW, answeredByUserId: 'usr_2' },
    newParticipant('unt_told', false),
  ],
  consent: null,
  invitation: {
    id: 'inv_1',
    sequence: 1,
    meetingAt: NOW,
    meetingForm: 'VIDEO',
    agenda: null,
    sentAt: NOW,
    sentByUserId: 'usr_1',
    voided: null,
    cancelledAt: null,
    cancelReason: null,
  },
  endedAt: null,
  endReason: null,
  version: 3,
};

describe('voiding the invitation (G-101)', () => {
  test('when it holds, then the plan is prepared again and no answer stands; a plan that is followed goes on', () => {
    const voided = voidInvitation(sip, sent, WHY);
    expect(voided).toMatchObject({ value: { sip: { state: 'PREPARING', invitation: { voided: WHY } } } });
    expect(voided.ok && voided.value.sip.participants.every(({ answer }) => answer === null)).toBe(true);
    expect(voidInvitation({ ...sip, state: 'ACTIVE' }, sent, WHY)).toMatchObject({
      value: { sip: { state: 'ACTIVE' } },
    });
  });

  test('when it is void or replaced already, or the plan has stopped, then it is not voided', () => {
    const missing = { ok: false, problem: { code: 'SIP_INVITATION_MISSING' } };
    expect(voidInvitation(sip, { ...sent, voided: WHY }, WHY)).toMatchObject(missing);
    expect(voidInvitation(sip, { ...sent, isSuperseded: true }, WHY)).toMatchObject(missing);
    expect(voidInvitation({ ...sip, invitation: null }, sent, WHY)).toMatchObject(missing);
    expect(voidInvitation({ ...sip, state: 'DECLINED' }, sent, WHY)).toMatchObject({
      problem: { code: 'SIP_STATE_REFUSES' },
    });
  });

  test('when another is sent, then it replaces the latest, unless that is void', () => {
    expect([replacedBy(sent), replacedBy({ ...sent, voided: WHY }), replacedBy(null)]).toEqual(['inv_1', null, null]);
  });
});

describe('handing on and giving back (G-103)', () => {
  test('when it is handed on, then those that get it must answer, and who handed on must not; the others stay as they are', () => {
    const { participants } = handOnInvitation(sip, 'unt_a', ['unt_told', 'unt_new']).sip;
    expect(participants.map(({ unitId, mustAcknowledge }) => [unitId, mustAcknowledge])).toEqual([
      ['unt_leads', false],
      ['unt_a', false],
      ['unt_told', true],
      ['unt_new', true],
    ]);
    expect(participants[0]).toBe(sip.participants[0]);
  });

  test('when a unit gives it back, then it takes part no more; the one that leads cannot', () => {
    const left = leave(sip, 'unt_a', 'inv_1');
    expect(left).toMatchObject({ ok: true });
    expect(left.ok && left.value.sip.participants.map(({ unitId }) => unitId)).toEqual(['unt_leads', 'unt_told']);
    expect(leave(sip, 'unt_leads', 'inv_1')).toMatchObject({ problem: { code: 'SIP_INVITATION_NOT_OUTSTANDING' } });
  });

  test('when a unit that was only told gives it back, then it may, until it has answered or the invitation holds no more (F-311)', () => {
    const refuses = { problem: { code: 'SIP_INVITATION_NOT_OUTSTANDING' } };
    expect(leave(sip, 'unt_told', 'inv_1')).toMatchObject({ ok: true });
    const comes = sip.participants.map((one) =>
      one.unitId === 'unt_told' ? { ...one, answer: 'ACCEPTED' as const } : one,
    );
    expect(leave({ ...sip, participants: comes }, 'unt_told', 'inv_1')).toMatchObject(refuses);
    expect(leave(sip, 'unt_told', 'inv_0')).toMatchObject(refuses);
    expect(leave({ ...sip, state: 'ENDED' }, 'unt_told', 'inv_1')).toMatchObject(refuses);
    const invitation = sip.invitation && { ...sip.invitation, voided: WHY };
    expect(leave({ ...sip, invitation }, 'unt_told', 'inv_1')).toMatchObject(refuses);
  });
});

describe('what an administrator moves (F-013)', () => {
  const to = (...handedOnToUnitIds: readonly string[]) => ({ unitId: 'unt_a', handedOnToUnitIds });
  const part = (change: ReturnType<typeof takeOver>) =>
    change?.sip.participants.map(({ unitId, mustAcknowledge }) => `${unitId} ${mustAcknowledge}`);

  test('when it is an invitation, then the other unit answers instead', () => {
    expect(part(takeOver(sip, { type: 'INVITATION' }, to('unt_new')))).toEqual([
      'unt_leads false',
      'unt_a false',
      'unt_told false',
      'unt_new true',
    ]);
  });

  test('when it is a notice, then the other unit takes part and owes no answer; one that does already stays as it is', () => {
    expect(part(takeOver(sip, { type: 'VOID_NOTICE' }, to('unt_new')))).toEqual([
      'unt_leads false',
      'unt_a true',
      'unt_told false',
      'unt_new false',
    ]);
    expect(takeOver(sip, { type: 'VOID_NOTICE' }, to('unt_told'))).toBeNull();
  });
});
