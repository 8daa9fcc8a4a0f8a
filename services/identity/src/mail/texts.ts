/** What a mail is about. */
export type MailKind = 'CONFIRMATION' | 'CREDENTIALS' | 'CERTIFICATE' | 'REPORT' | 'SUPER_USER';

/** A mail as people read it. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/**
 * The text of a mail: the order or appointment and what to do, and nothing about anybody. Credentials are never in it (F-403, F-407).
 * @param message - which credentials it tells of.
 */
export function mailText(kind: MailKind, subjectId: string, message: string): MailText {
  switch (kind) {
    case 'CONFIRMATION':
      return {
        subject: `Samplan: beställning ${subjectId} är mottagen`,
        text: `Beställningen ${subjectId} är mottagen. Följ den i Samplan under dina beställningar.\n`,
      };
    case 'CREDENTIALS':
      return {
        subject: `Samplan: inloggningsuppgifter för ${message} i beställning ${subjectId}`,
        text: `Inloggningsuppgifterna för ${message} i beställningen ${subjectId} är klara. Logga in i Samplan och hämta dem där. De visas en gång och skickas aldrig med e-post.\n`,
      };
    case 'CERTIFICATE':
      return {
        subject: `Samplan: certifikat till SITHS-kort, beställning ${subjectId}`,
        text: `Ett certifikat är tilldelat ditt SITHS-kort. Sätt i kortet, öppna Mina sidor för SITHS och hämta certifikatet. Fråga din chef om du behöver hjälp och ange beställning ${subjectId}.\n`,
      };
    case 'REPORT':
      return {
        subject: `Samplan: ny användare eller avslut, beställning ${subjectId}`,
        text: `En chef har anmält en ny användare eller ett avslut i beställningen ${subjectId}. Logga in i Samplan för att se vem det gäller och vad som ska göras.\n`,
      };
    case 'SUPER_USER':
      return {
        subject: `Samplan: en superanvändare är utsedd, ${subjectId}`,
        text: `En chef har utsett en superanvändare (${subjectId}). Logga in i Samplan och se vem under utsedda.\n`,
      };
  }
}
