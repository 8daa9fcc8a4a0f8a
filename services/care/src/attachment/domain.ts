import type { AttachmentRefused, AttachmentType, TooManyAttachments } from '../generated/resolvers.ts';

/** A file that goes with a message. */
export interface Attachment {
  readonly id: string;
  readonly patientId: string;
  readonly unitId: string;
  readonly uploadedByUserId: string;
  readonly fileName: string;
  readonly byteSize: number;
  /** Null until it is finished. */
  readonly type: AttachmentType | null;
  readonly begunAt: Date;
  /** Null until it is sent. */
  readonly messageId: string | null;
}

/** The largest file, in bytes. */
export const MAX_BYTES = 5_242_880;
/** Bytes of a part: in base64 they fit into one request. */
export const CHUNK_BYTES = 131_072;
/** The most files of one message. */
export const MAX_ATTACHMENTS = 10;
/** The most files of one user that are not sent. */
export const MAX_UNSENT = 20;
/** How long a file is kept that is not sent. */
export const UNSENT_HOURS = 24;

/** In how many parts a file is given. */
export function chunkCount(byteSize: number): number {
  return Math.ceil(byteSize / CHUNK_BYTES);
}

/** How many bytes the part has. */
export function chunkSize(byteSize: number, index: number): number {
  return Math.min(CHUNK_BYTES, byteSize - index * CHUNK_BYTES);
}

const PDF = Buffer.from('%PDF-', 'latin1');
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
/** Control characters that no text has. */
const UNTEXTUAL = /[^\P{Cc}\t\n\r\f]/u;

/** What a file is by its content, whatever its name says; null for every type that is not allowed (f.6 126). */
export function typeOf(content: Buffer): AttachmentType | null {
  const beginsWith = (signature: Buffer): boolean => content.subarray(0, signature.length).equals(signature);
  if (beginsWith(PDF)) return 'PDF';
  if (beginsWith(PNG)) return 'PNG';
  if (beginsWith(JPEG)) return 'JPEG';
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    // What a browser would take for a page is none.
    return UNTEXTUAL.test(text) || /^\s*</.test(text) ? null : 'PLAIN_TEXT';
  } catch {
    return null;
  }
}

/** The endings of each type; the first is put to names without one. */
const ENDINGS: Readonly<Record<AttachmentType, readonly [string, ...string[]]>> = {
  PDF: ['.pdf'],
  PNG: ['.png'],
  JPEG: ['.jpg', '.jpeg'],
  PLAIN_TEXT: ['.txt'],
};

const MAX_NAME = 100;
/** What file systems and shells misunderstand, what is not seen, and what turns the order of writing. */
const UNSAFE = /[<>:"|?*\p{C}\p{Zl}\p{Zp}]/gu;

/** A name that is safe to save a file under: the last part of a path, without unsafe signs, never empty, at most 100 characters. */
export function safeFileName(given: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replaceAll(UNSAFE, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  return [...plain].slice(0, MAX_NAME).join('').trim() || 'bilaga';
}

/** The name with an ending of the type, so that nothing is opened as something else than it is. */
export function namedAs(fileName: string, type: AttachmentType): string {
  const lower = fileName.toLowerCase();
  return ENDINGS[type].some((ending) => lower.endsWith(ending)) ? fileName : `${fileName}${ENDINGS[type][0]}`;
}

const REFUSED = {
  INCOMPLETE: 'Hela filen har inte kommit fram. Skicka de delar som saknas och avsluta på nytt.',
  TYPE_NOT_ALLOWED: 'Filtypen kan inte bifogas. Spara filen som PDF, PNG, JPEG eller ren text.',
  NOT_SENDABLE: 'Filen kan inte bifogas det här meddelandet. Ladda upp den på nytt för den här patienten.',
} as const;

/** Union member `AttachmentRefused`. */
export function attachmentRefused(
  why: keyof typeof REFUSED,
  field: string,
): AttachmentRefused & { readonly __typename: 'AttachmentRefused' } {
  return { __typename: 'AttachmentRefused', code: `ATTACHMENT_${why}`, message: REFUSED[why], field };
}

/** Union member `TooManyAttachments`. */
export function tooManyAttachments(): TooManyAttachments & { readonly __typename: 'TooManyAttachments' } {
  return {
    __typename: 'TooManyAttachments',
    code: 'TOO_MANY_ATTACHMENTS',
    message: `Du har redan ${MAX_UNSENT} filer som inte är skickade. Skicka dem först, eller vänta ett dygn.`,
  };
}
