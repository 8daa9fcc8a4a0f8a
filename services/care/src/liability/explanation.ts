import type { LiabilityReason } from './conditions.ts';
import type { Judgement } from './domain.ts';

const SENTENCES: Readonly<Record<LiabilityReason, string>> = {
  LIABLE_PARTY_UNKNOWN: 'Det är inte känt var patienten är folkbokförd.',
  NO_ADMISSION_NOTICE: 'Kommunen har inte fått något inskrivningsmeddelande.',
  ADMISSION_NOTICE_NOT_COMPLIANT: 'Inskrivningsmeddelandet skickades för sent eller var ofullständigt.',
  NO_DISCHARGE_READY_NOTICE: 'Kommunen har inte underrättats om att patienten är utskrivningsklar.',
  NO_SIP_INVITATION: 'Någon kallelse till samordnad individuell planering har inte skickats.',
  SIP_INVITATION_LATE: 'Kallelsen till samordnad individuell planering skickades efter tredje dagen.',
  SIP_NOT_INVITED_BY_CARE_CONTACT:
    'Kallelsen till samordnad individuell planering kom inte från en enhet i öppenvården som har utsett en fast vårdkontakt.',
  SIP_INVITER_UNKNOWN: 'Det är inte känt vilken enhet som kallade till samordnad individuell planering.',
  OUTPATIENT_SERVICES_MISSING: 'Patienten kan inte lämna sjukhuset eftersom regionens öppna vård saknar insatser.',
  RECOVERY_CORRECTION: 'Utskrivningen registrerades i efterhand och ligger före underrättelsen.',
  TRANSFERRED: 'Patienten har flyttats till en annan avdelning, och dagarna räknas i vårdtillfället där.',
  INVOICED_IN_SOURCE: 'Vårdtillfället faktureras i det tidigare systemet.',
  COUNTED_ON_AVERAGE: 'Överenskommelsen räknar på genomsnittet, inte på den enskilda patienten.',
};

/** One Swedish sentence for a reason. */
export function explain(reason: LiabilityReason): string {
  return SENTENCES[reason];
}

/** One Swedish sentence for what a judgement comes to. */
export function explainJudgement({ isLiable, reasons, party, firstLiableOn, flags }: Judgement): string {
  const [reason] = reasons;
  if (!isLiable || party.kind === 'UNKNOWN') return reason ? explain(reason) : SENTENCES.LIABLE_PARTY_UNKNOWN;
  const flag = flags[0] ? ` ${explain(flags[0])}` : '';
  return `Kommun ${party.municipalityCode} betalar från och med ${firstLiableOn}.${flag}`;
}
