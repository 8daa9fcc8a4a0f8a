import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SipState } from '../generated/resolvers.ts';
import { type Invitation, isOngoing, ONGOING, type Sip } from './domain.ts';
import { endByDeath, followEpisode } from './ending.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const STATES: readonly SipState[] = ['INITIATED', 'PREPARING', 'INVITED', 'ACTIVE', 'DECLINED', 'ENDED'];

const invitation: Invitation = {
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
};

function plan(change: Partial<Sip>): Sip {
  return {
    id: 'sip_1',
    patientId: 'pat_1',
    municipalityCode: '2281',
    episodeId: 'epi_1',
    state: 'INVITED',
    initiatedAt: NOW,
    initiatedByUserId: 'usr_1',
    initiatedByUnitId: 'unt_1',
    initiationReason: 'Behov.',
    coordinatingUnitId: 'unt_1',
    coordinatingPrincipal: 'MUNICIPALITY',
    participants: [],
    consent: null,
    invitation,
    endedAt: null,
    endReason: null,
    version: 3,
    ...change,
  };
}

const plans = fc
  .record({
    state: fc.constantFrom(...STATES),
    hours: fc.integer({ min: -48, max: 48 }),
    voided: fc.boolean(),
    isInvited: fc.boolean(),
  })
  .map(({ state, hours, voided, isInvited }) =>
    plan({
      state,
      invitation: isInvited
        ? {
            ...invitation,
            meetingAt: new Date(NOW.getTime() + hours * 3_600_000),
            voided: voided ? { at: NOW, byUserId: 'usr_1', reason: 'Fel dag.' } : null,
          }
        : null,
    }),
  );

describe('a patient who has died (f.3 64)', () => {
  test('when any plan hears of it, then those under way end once, and no meeting to come is left', () => {
    fc.assert(
      fc.property(plans, (sip) => {
        const change = endByDeath(sip, NOW);
        if (!isOngoing(sip)) {
          expect(change).toBeNull();
          return;
        }
        const ended = change?.sip ?? sip;
        expect(ended).toMatchObject({ state: 'ENDED', endedAt: NOW, endReason: 'PATIENT_DECEASED' });
        const left = ended.invitation;
        expect(left && left.meetingAt > NOW && !left.voided && !left.cancelledAt).toBeFalsy();
        // A meeting that was held, or never to be held, stays as it was.
        if (sip.invitation && (sip.invitation.meetingAt <= NOW || sip.invitation.voided)) {
          expect(left).toBe(sip.invitation);
        }
        expect(endByDeath(ended, NOW)).toBeNull();
      }),
    );
  });
});

describe('a patient who was moved to another ward', () => {
  test.each(STATES)('when a plan is %s, then it follows only while it is under way, and once', (state) => {
    const change = followEpisode(plan({ state }), 'epi_2');
    if (!ONGOING.includes(state)) {
      expect(change).toBeNull();
      return;
    }
    expect(change?.sip).toEqual(plan({ state, episodeId: 'epi_2' }));
    expect(change && followEpisode(change.sip, 'epi_2')).toBeNull();
  });
});
