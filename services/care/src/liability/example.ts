import { addHours } from '@samplan/kit/time';
import type { Invitation, LiabilityFacts, ReadinessNotice } from './facts.ts';

/** Monday the 16th of November 2026 at ten: the first liable day is Thursday the 19th. */
export const NOTICE_AT = new Date('2026-11-16T09:00:00Z');

/** A discharge-ready notice for tests: in time for Sundsvall, where the patient is registered. */
export function readinessNotice(change: Partial<ReadinessNotice> = {}): ReadinessNotice {
  return {
    messageId: 'msg_ready',
    sentAt: NOTICE_AT,
    municipalityCodes: ['2281'],
    registeredIn: '2281',
    interruptedAt: null,
    ...change,
  };
}

/** An invitation for tests: by the fixed care contact of a health centre. */
export function sipInvitation(sentAt: Date, change: Partial<Invitation> = {}): Invitation {
  const careContact = { id: 'con_1', confirmedAt: addHours(NOTICE_AT, -24) };
  return { planId: 'sip_1', sentAt, invitedByUnitId: 'unt_health_centre', careContact, ...change };
}

/** Facts for tests in which every condition is met. */
export function episodeFacts(change: Partial<LiabilityFacts> = {}): LiabilityFacts {
  return {
    episodeId: 'epi_1',
    careType: 'SOMATIC',
    needs: ['SOCIAL_SERVICES'],
    noticeDeadlineAt: addHours(NOTICE_AT, -48),
    registeredIn: '2281',
    deciding: null,
    admissionNotices: [
      {
        messageId: 'msg_admission',
        sentAt: addHours(NOTICE_AT, -70),
        isLate: false,
        isComplete: true,
        municipalityCodes: ['2281'],
      },
    ],
    readinessNotices: [readinessNotice()],
    invitation: null,
    exceptions: [],
    dischargedAt: null,
    diedAt: null,
    isRecovered: false,
    isTransferred: false,
    invoicedInSourceAt: null,
    agreements: [],
    ...change,
  };
}
