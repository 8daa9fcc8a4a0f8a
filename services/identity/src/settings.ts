import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ASSURANCE_LEVELS, type AssuranceLevel } from '@samplan/kit/access/assurance';
import { EnvironmentInvalid } from '@samplan/kit/env';
import { ENVIRONMENTS, type Environment } from '@samplan/kit/server/subgraph';
import { z } from 'zod';
import type { OidcSettings } from './oidc/provider.ts';

/** Variables of identity beside those of every subgraph. Read by identity alone, and by whatever starts it. */
export const settingsEnv = z.object({
  /** A session ends when it has not been refreshed for so long. */
  SESSION_IDLE_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 60)
    .default(60),
  /** A session ends after so long whatever happens. */
  SESSION_MAX_HOURS: z.coerce.number().int().min(1).max(24).default(12),
  /** Who signs must have proved who they are within so many minutes, unless the card is in the reader (G-146, F-064). */
  SIGNATURE_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 60)
    .default(15),
  /** How long emergency access lasts (G-083). */
  EMERGENCY_ACCESS_MINUTES: z.coerce
    .number()
    .int()
    .min(5)
    .max(24 * 60)
    .default(60),
  /** How long what was opened within shared documentation stays open, at most (G-080). */
  SHARED_ACCESS_HOURS: z.coerce.number().int().min(1).max(24).default(8),
  /** Consents to shared documentation are deleted so many days after their end (G-086). */
  SHARING_CONSENT_KEPT_DAYS: z.coerce.number().int().min(1).max(90).default(7),
  /** A draft is deleted so many days after it was saved last (B-05): before the key of the request in it is forgotten (kit). */
  DRAFT_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  /** Sessions of a lower level have no rights (G-144). LOA3 in production, LOA1 elsewhere, unless it is given. */
  SESSION_MIN_ASSURANCE: z.enum(ASSURANCE_LEVELS).optional(),
  /** Takes text messages: `POST` with JSON `{"to": "+46…", "text": "…"}`. Without it nobody gets codes by SMS. */
  SMS_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Sent to it as `Authorization: Bearer …`. */
  SMS_TOKEN: z.string().min(1).optional(),
  /** Mail server: `smtps://user:password@mail.example.org` or `smtp://…`, which is encrypted by STARTTLS. Without it no mail leaves. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Whom mails come from. */
  SMTP_FROM: z.email().optional(),
  /** `off` lets mails leave without encryption: for a mail server on the same machine. */
  SMTP_TLS: z.enum(['required', 'off']).default('required'),
  /** File with the authorities of the mail server's certificate, PEM, where they are not publicly known. */
  SMTP_AUTHORITIES: z.string().min(1).optional(),
  /** Address of the entry for cards, as clients reach it. Without it nobody is offered to sign in with a card (F-052). */
  CARD_URL: z.url({ protocol: /^https$/ }).optional(),
  /** The identity provider that users can sign in at with OpenID Connect. Without it there is none. */
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  /** What we are called there. */
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  /** How we prove to be it: a shared secret, or a file with our private key, PEM. */
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_CLIENT_KEY: z.string().min(1).optional(),
  /** The client's page that the provider sends the browser back to. */
  OIDC_REDIRECT_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The values of `acr` that mean level 3, separated by spaces. */
  OIDC_ACR_VALUES: z.string().min(1).default('http://id.sambi.se/loa/loa3'),
});

/** Where else than at the gateway one signs in. */
export interface Entries {
  /** Address of the entry for cards; null where there is none. */
  readonly cardUrl: string | null;
}

/** What an installation has decided about identity. */
export interface IdentitySettings {
  readonly idleMinutes: number;
  readonly maxHours: number;
  readonly minAssurance: AssuranceLevel;
  readonly signatureMinutes: number;
  readonly emergencyMinutes: number;
  readonly sharedAccessHours: number;
  readonly consentKeptDays: number;
  /** How long a draft is kept after it was saved last. */
  readonly draftDays: number;
  /** Where text messages are sent; null when the installation sends none. */
  readonly sms: SmsAddress | null;
  readonly entries: Entries;
  /** The identity provider; null when there is none. */
  readonly oidc: OidcSettings | null;
  /** Where mails are handed over; null when the installation sends none. */
  readonly mail: MailAddress | null;
}

/** Where mails are handed over. */
export interface MailAddress {
  readonly url: URL;
  readonly from: string;
  readonly isEncrypted: boolean;
  /** PEM: those whom the server's certificate must be from; null for the publicly known. */
  readonly authorities: string | null;
}

/** Where text messages are sent. */
export interface SmsAddress {
  readonly url: URL;
  readonly token: string | null;
}

/** The settings that the variables give. */
export function settingsOf(env: z.infer<typeof settingsEnv>, environment: Environment): IdentitySettings {
  return {
    idleMinutes: env.SESSION_IDLE_MINUTES,
    maxHours: env.SESSION_MAX_HOURS,
    signatureMinutes: env.SIGNATURE_MINUTES,
    emergencyMinutes: env.EMERGENCY_ACCESS_MINUTES,
    sharedAccessHours: env.SHARED_ACCESS_HOURS,
    consentKeptDays: env.SHARING_CONSENT_KEPT_DAYS,
    draftDays: env.DRAFT_DAYS,
    minAssurance: env.SESSION_MIN_ASSURANCE ?? (environment === 'PRODUCTION' ? 'LOA3' : 'LOA1'),
    mail: mailOf(env),
    sms: env.SMS_URL === undefined ? null : { url: new URL(env.SMS_URL), token: env.SMS_TOKEN ?? null },
    entries: { cardUrl: env.CARD_URL ?? null },
    oidc: oidcOf(env, environment),
  };
}

/** @throws EnvironmentInvalid when the file of authorities cannot be read. */
function mailOf({ SMTP_URL, SMTP_FROM, SMTP_TLS, ...env }: z.infer<typeof settingsEnv>): MailAddress | null {
  if (SMTP_URL === undefined) return null;
  const url = new URL(SMTP_URL);
  const authorities = env.SMTP_AUTHORITIES === undefined ? null : readAuthorities(env.SMTP_AUTHORITIES);
  return { url, from: SMTP_FROM ?? `samplan@${url.hostname}`, isEncrypted: SMTP_TLS === 'required', authorities };
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new EnvironmentInvalid(`SMTP_AUTHORITIES names ${file}, which cannot be read.`);
  }
}

/** @throws EnvironmentInvalid when the provider is told of by half, or spoken to without encryption in production. */
function oidcOf(env: z.infer<typeof settingsEnv>, environment: Environment): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_REDIRECT_URL: redirectUrl } = env;
  const credential = credentialOf(env);
  if (issuer === undefined) return null;
  if (clientId === undefined || redirectUrl === undefined || !credential) {
    throw new EnvironmentInvalid(
      'OIDC_ISSUER needs OIDC_CLIENT_ID, OIDC_REDIRECT_URL and either OIDC_CLIENT_SECRET or OIDC_CLIENT_KEY too.',
    );
  }
  const isOpen = [issuer, redirectUrl].some((address) => new URL(address).protocol !== 'https:');
  if (environment === 'PRODUCTION' && isOpen) {
    throw new EnvironmentInvalid('In production OIDC_ISSUER and OIDC_REDIRECT_URL must begin with https.');
  }
  return { issuer: new URL(issuer), clientId, redirectUrl, credential, acrValues: env.OIDC_ACR_VALUES.split(' ') };
}

function credentialOf(env: z.infer<typeof settingsEnv>): OidcSettings['credential'] | null {
  const { OIDC_CLIENT_SECRET: secret, OIDC_CLIENT_KEY: keyFile } = env;
  if (keyFile !== undefined) return { key: readClientKey(keyFile) };
  return secret === undefined ? null : { secret };
}

function readClientKey(file: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // said below
  }
  throw new EnvironmentInvalid(`OIDC_CLIENT_KEY names ${file}, which is no private key of RSA or of the curve P-256.`);
}

/** The standard settings of an environment. */
export function standardSettings(environment: Environment = ENVIRONMENTS[0]): IdentitySettings {
  return settingsOf(settingsEnv.parse({}), environment);
}

/** Those of the given variables that are identity's, for a process that is started with them. */
export function settingsVariables(variables: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const given = Object.keys(settingsEnv.shape).map((name) => [name, variables[name]] as const);
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined));
}
