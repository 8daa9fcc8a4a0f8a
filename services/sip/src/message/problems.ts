import type { NotToAcknowledge } from '@samplan/kit/message/domain';
import type { SipMessageNotOwed } from '../generated/resolvers.ts';

const NOT_OWED: Readonly<Record<NotToAcknowledge | 'ANSWER_OWED', string>> = {
  ANSWER_OWED: 'En kallelse besvaras i stället. Tacka ja, nej eller preliminärt ja.',
  HANDED_ON: 'Kallelsen är skickad vidare och besvaras av den enhet som fick den.',
  RETURNED: 'Enheten har skickat tillbaka kallelsen som felsänd.',
  RELEASED: 'Meddelandet behöver inte kvitteras.',
};

/** Union member `SipMessageNotOwed`. */
export function messageNotOwed(
  why: NotToAcknowledge | 'ANSWER_OWED',
): SipMessageNotOwed & { readonly __typename: 'SipMessageNotOwed' } {
  return { __typename: 'SipMessageNotOwed', code: `SIP_MESSAGE_${why}`, message: NOT_OWED[why] };
}
