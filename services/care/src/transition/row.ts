import { holdsIdentityNumber } from '@samplan/kit/person/free-text';
import { parseIdentityNumber } from '@samplan/kit/person/identity-number';
import { ok, type Result, refused } from '@samplan/kit/result';
import { stockholmDay } from '@samplan/kit/time';
import { z } from 'zod';
import { PARTY_MESSAGE_TYPES } from '../message/types.ts';
import type { EpisodeRow, MessageRow, Refusal } from './domain.ts';
import type { RawRow } from './file.ts';

/** The longest text of an imported message: older systems allow longer ones than Samplan. */
const MAX_TEXT = 20_000;
const MAX_NAME = 100;
const MAX_REASON = 2000;
const MAX_UNITS = 30;

/** Codes that a check gives instead of what Zod says. */
const CODES = ['IDENTITY_NUMBER', 'NOT_TEXT', 'TOO_LONG', 'TOO_MANY', 'IN_FUTURE', 'REPEATED', 'OUT_OF_ORDER'] as const;
type OwnCode = (typeof CODES)[number];

/** The rows of a file as they are meant. */
export type Row =
  | { readonly record: 'EPISODE'; readonly line: number; readonly row: EpisodeRow }
  | { readonly record: 'MESSAGE'; readonly line: number; readonly row: MessageRow };

/**
 * Checks everything in a row that can be checked without knowing any other.
 * @returns the row; or every fault, by field.
 */
export function readRow({ record, line, fields }: RawRow, now: Date): Result<Row, readonly Refusal[]> {
  const schema = record === 'EPISODE' ? episodeRow(now) : messageRow(now);
  const parsed = schema.safeParse(fields, { reportInput: true });
  if (!parsed.success) return refused(parsed.error.issues.map((issue) => refusalOf(line, issue)));
  // Which schema it is follows from the record.
  return ok({ record, line, row: parsed.data } as Row);
}

function refusalOf(line: number, issue: z.core.$ZodIssue): Refusal {
  const [name, ...place] = issue.path;
  // Names of columns are ours; what a stranger's file calls its members is not repeated.
  const field = name === undefined ? 'row' : [name, ...place].map(String).join('.');
  return { line, field, code: codeOf(issue) };
}

function codeOf(issue: z.core.$ZodIssue): Refusal['code'] {
  const own = CODES.find((code) => code === issue.message);
  if (own) return own;
  const number = NUMBER_FAULTS.find((code) => code === issue.message);
  if (number) return number;
  if (issue.code === 'unrecognized_keys') return 'COLUMN_UNKNOWN';
  if (issue.code === 'invalid_value') return issue.input === undefined ? 'MISSING' : 'UNKNOWN_VALUE';
  return issue.input === undefined && issue.code === 'invalid_type' ? 'MISSING' : 'FORM';
}

const NUMBER_FAULTS = ['TEN_DIGITS', 'INTERIM', 'FORM', 'DATE', 'CHECK_DIGIT'] as const;

function own(code: OwnCode): { readonly message: OwnCode } {
  return { message: code };
}

/** An id of the older system; never a person's number, because it stands in logs of the older system. */
const externalId = z
  .string()
  .trim()
  .regex(/^[\w.:/-]{1,100}$/)
  .refine((id) => !holdsIdentityNumber(id), own('IDENTITY_NUMBER'));

const plain = (max: number) =>
  z
    .string()
    .refine((value) => !value.includes('\u0000') && value.isWellFormed(), own('NOT_TEXT'))
    .refine((value) => [...value].length <= max, own('TOO_LONG'));

const unit = z.string().trim().min(1).max(500);

const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((at) => at.getTime() > 0);

function past(now: Date) {
  return instant.refine((at) => at <= now, own('IN_FUTURE'));
}

function different<T extends z.ZodType<readonly string[]>>(list: T) {
  return list.refine((items) => new Set(items).size === items.length, own('REPEATED'));
}

function patientNumber(now: Date) {
  return z.string().transform((text, context) => {
    const number = parseIdentityNumber(text, stockholmDay(now));
    if (number.ok) return number.value.digits;
    context.addIssue({ code: 'custom', message: number.problem });
    return z.NEVER;
  });
}

function episodeRow(now: Date) {
  return z.strictObject({
    id: externalId,
    patient: patientNumber(now),
    ward: unit,
    state: z.enum(['ADMITTED', 'DISCHARGE_READY', 'DISCHARGE_READY_INTERRUPTED', 'DISCHARGED', 'CLOSED']),
    admittedAt: past(now),
    estimatedDischargeAt: instant,
    assessedAt: past(now),
    needs: different(z.array(z.enum(['SOCIAL_SERVICES', 'MUNICIPAL_HEALTH_CARE', 'REGION_OUTPATIENT_CARE'])).min(1)),
    parties: different(z.array(unit).min(1).max(MAX_UNITS, own('TOO_MANY'))),
    dischargeReadyAt: past(now).optional(),
    dischargedAt: past(now).optional(),
    agreedOn: z.iso.date().optional(),
    agreementReason: plain(MAX_REASON).optional(),
    author: plain(MAX_NAME).optional(),
  });
}

function messageRow(now: Date) {
  return z.strictObject({
    id: externalId,
    episode: externalId,
    type: z.enum(PARTY_MESSAGE_TYPES),
    sender: unit,
    sentAt: past(now),
    text: plain(MAX_TEXT).optional(),
    author: plain(MAX_NAME).optional(),
    recipients: z
      .array(recipient(now))
      .min(1)
      .max(MAX_UNITS, own('TOO_MANY'))
      .refine((all) => new Set(all.map((one) => one.unit)).size === all.length, own('REPEATED')),
  });
}

function recipient(now: Date) {
  return z
    .strictObject({
      unit,
      state: z.enum(['UNREAD', 'READ', 'ACKNOWLEDGED']),
      readAt: past(now).optional(),
      acknowledgedAt: past(now).optional(),
    })
    .superRefine(({ state, readAt, acknowledgedAt }, context) => {
      const lack = (name: string, isThere: boolean, isWanted: boolean): void => {
        if (isThere !== isWanted) {
          context.addIssue({ code: 'custom', path: [name], message: own('OUT_OF_ORDER').message });
        }
      };
      lack('acknowledgedAt', acknowledgedAt !== undefined, state === 'ACKNOWLEDGED');
      if (state !== 'ACKNOWLEDGED') lack('readAt', readAt !== undefined, state === 'READ');
    });
}
