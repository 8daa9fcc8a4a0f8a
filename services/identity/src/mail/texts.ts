/** What a mail is about. */
export type MailKind = 'CONFIRMATION' | 'CREDENTIALS' | 'CERTIFICATE';

/** A mail as people read it. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/**
 * The text of a mail: the order and what to do, and nothing about anybody. Credentials are never in it (F-403, F-407).
 * @param message - which credentials it tells of.
 */
export function mailText(kind: MailKind, orderId: string, message: string): MailText {
  switch (kind) {
    case 'CONFIRMATION':
      return {
        subject: `Samplan: beställning ${orderId} är mottagen`,
        text: `Beställningen ${orderId} är mottagen. Följ den i Samplan under dina beställningar.\n`,
      };
    case 'CREDENTIALS':
      return {
        subject: `Samplan: inloggningsuppgifter för ${message} i beställning ${orderId}`,
        text: `Inloggningsuppgifterna för ${message} i beställningen ${orderId} är klara. Logga in i Samplan och hämta dem där. De visas en gång och skickas aldrig med e-post.\n`,
      };
    case 'CERTIFICATE':
      return {
        subject: `Samplan: certifikat till SITHS-kort, beställning ${orderId}`,
        text: `Ett certifikat är tilldelat ditt SITHS-kort. Sätt i kortet, öppna Mina sidor för SITHS och hämta certifikatet. Fråga din chef om du behöver hjälp och ange beställning ${orderId}.\n`,
      };
  }
}
