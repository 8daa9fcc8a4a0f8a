/** The problems of messages that subgraphs share (`schema/message.graphql`). */

/** Union member `MessageNotStuck`. */
export interface MessageNotStuck {
  readonly __typename: 'MessageNotStuck';
  readonly code: 'MESSAGE_NOT_STUCK';
  readonly message: string;
}

/** The people of the unit can take care of the message themselves. */
export function messageNotStuck(): MessageNotStuck {
  return {
    __typename: 'MessageNotStuck',
    code: 'MESSAGE_NOT_STUCK',
    message: 'Meddelandet har inte fastnat på enheten. Låt enheten kvittera det eller skicka det vidare.',
  };
}
