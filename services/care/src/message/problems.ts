import type { NotOwed } from '@samplan/kit/message/domain';
import type { NotChangeable } from '@samplan/kit/message/sent';
import type { MessageNotChangeable, MessageNotForwardable, MessageNotOwed } from '../generated/resolvers.ts';

const NOT_OWED: Readonly<Record<NotOwed, string>> = {
  HANDED_ON: 'Meddelandet är skickat vidare och kvitteras av den enhet som fick det.',
  RETURNED: 'Enheten har skickat tillbaka meddelandet som felsänt.',
  RELEASED: 'Meddelandet gäller inte längre och behöver inte kvitteras.',
  ACKNOWLEDGED: 'Meddelandet är redan kvitterat för enheten.',
};

/** Union member `MessageNotOwed`. */
export function messageNotOwed(why: NotOwed): MessageNotOwed & { readonly __typename: 'MessageNotOwed' } {
  return { __typename: 'MessageNotOwed', code: `MESSAGE_${why}`, message: NOT_OWED[why] };
}

/** Union member `MessageNotForwardable`. */
export function messageNotForwardable(): MessageNotForwardable & { readonly __typename: 'MessageNotForwardable' } {
  return {
    __typename: 'MessageNotForwardable',
    code: 'MESSAGE_NOT_FORWARDABLE',
    message: 'Enheten har redan kvitterat meddelandet eller skickat det vidare.',
  };
}

const NOT_CHANGEABLE: Readonly<Record<NotChangeable | 'OF_COURSE', string>> = {
  VOIDED: 'Meddelandet är redan makulerat.',
  SUPERSEDED: 'Meddelandet har ersatts av en senare version. Ändra den i stället.',
  OF_COURSE: 'Meddelandet hör till ett steg i vårdtillfället. Ta tillbaka steget i stället.',
};

/** Union member `MessageNotChangeable`. */
export function messageNotChangeable(
  why: NotChangeable | 'OF_COURSE',
): MessageNotChangeable & { readonly __typename: 'MessageNotChangeable' } {
  return { __typename: 'MessageNotChangeable', code: `MESSAGE_${why}`, message: NOT_CHANGEABLE[why] };
}
