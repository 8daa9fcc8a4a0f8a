import type { SmsAddress } from '../settings.ts';

/** A text message that could not be handed over. Says nothing about number or text. */
export class SmsNotSent extends Error {
  override readonly name = 'SmsNotSent';
}

/** Sends text messages. */
export interface SmsSender {
  /**
   * @param to - number in international form: `+46…`.
   * @throws SmsNotSent
   */
  send(to: string, text: string): Promise<void>;
}

/** Less than the gateway waits for identity. */
const DEADLINE_MS = 3000;

/** Hands messages to the address of an SMS service or of the installation's own bridge to one. Nothing is logged or kept. */
export function webhookSms({ url, token }: SmsAddress): SmsSender {
  return {
    async send(to, text) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
          body: JSON.stringify({ to, text }),
          redirect: 'error',
          signal: AbortSignal.timeout(DEADLINE_MS),
        });
        await response.body?.cancel();
        if (!response.ok) throw new SmsNotSent();
      } catch {
        throw new SmsNotSent();
      }
    },
  };
}
