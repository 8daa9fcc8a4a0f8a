import type { NotChangeable } from '@samplan/kit/message/sent';
import type { MessageNotChangeable, MessageNotForwardable, MessageNotOwed } from '../generated/resolvers.ts';

/** Union member `MessageNotOwed`. */
export function messageNotOwed(
  why: 'HANDED_ON' | 'RELEASED',
): MessageNotOwed & { readonly __typename: 'MessageNotOwed' } {
  return {
    __typename: 'MessageNotOwed',
    code: `MESSAGE_${why}`,
    message:
      why === 'HANDED_ON'
        ? 'Meddelandet är skickat vidare och kvitteras av den enhet som fick det.'
        : 'Meddelandet gäller inte längre och behöver inte kvitteras.',
  };
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
