import type { MessageNotStuck } from '../generated/resolvers.ts';

/** Union member `MessageNotStuck`. */
export function messageNotStuck(): MessageNotStuck & { readonly __typename: 'MessageNotStuck' } {
  return {
    __typename: 'MessageNotStuck',
    code: 'MESSAGE_NOT_STUCK',
    message: 'Meddelandet har inte fastnat på enheten. Låt enheten kvittera det eller skicka det vidare.',
  };
}
