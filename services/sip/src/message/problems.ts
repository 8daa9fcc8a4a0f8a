import type { NotOwed } from '@samplan/kit/message/domain';
import type { SipMessageNotOwed } from '../generated/resolvers.ts';

const NOT_OWED: Readonly<Record<NotOwed | 'ANSWER_OWED', string>> = {
  ANSWER_OWED: 'En kallelse besvaras i stället. Tacka ja, nej eller preliminärt ja.',
  ACKNOWLEDGED: 'Meddelandet är redan kvitterat för enheten.',
  HANDED_ON: 'Meddelandet är skickat vidare och tas om hand av den enhet som fick det.',
  RETURNED: 'Enheten har skickat tillbaka kallelsen som felsänd.',
  RELEASED: 'Meddelandet behöver inte kvitteras.',
};

/** Union member `SipMessageNotOwed`. */
export function messageNotOwed(
  why: NotOwed | 'ANSWER_OWED',
): SipMessageNotOwed & { readonly __typename: 'SipMessageNotOwed' } {
  return { __typename: 'SipMessageNotOwed', code: `SIP_MESSAGE_${why}`, message: NOT_OWED[why] };
}
