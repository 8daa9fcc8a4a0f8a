import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { AttachmentType } from '../generated/resolvers.ts';
import type { MessageGrant } from '../message/store.ts';
import type { CareReach, PartyReach } from '../reach.ts';
import type { Attachment } from './domain.ts';

export type { Attachment } from './domain.ts';

/** The right to upload. */
export type UploadGrant = Grant<'attachment.upload', PartyReach>;
/** The right to send messages, with what was uploaded. */
export type SendGrant = Grant<
  'extra-message.send' | 'care-report.send' | 'message.send' | 'care-request.send' | 'message-to-care.send',
  CareReach
>;

/**
 * Files that go with messages. Reach: before they are sent, those that the user uploads at the own unit; after it, those of the
 * messages in reach.
 */
export interface AttachmentStore {
  /** Begins a file, and deletes those of everybody that were not sent in time. @returns null when the user has too many. */
  begin(
    grant: UploadGrant,
    file: Pick<Attachment, 'patientId' | 'fileName' | 'byteSize'>,
    access: AccessLog,
    now: Date,
  ): Promise<Attachment | null>;
  /** A file of the user's that is not sent; null out of reach. */
  findUnsent(grant: UploadGrant, id: string, access: AccessLog): Promise<Attachment | null>;
  /** Keeps a part. @returns false when another part is there already, or the file is finished. */
  addChunk(grant: UploadGrant, attachment: Attachment, index: number, content: Buffer): Promise<boolean>;
  /** The whole content; null while parts are missing. */
  content(grant: UploadGrant, attachment: Attachment): Promise<Buffer | null>;
  /** Stores that a file can be sent. */
  finish(
    grant: UploadGrant,
    attachment: Attachment,
    as: { readonly type: AttachmentType; readonly fileName: string },
    access: AccessLog,
    now: Date,
  ): Promise<Attachment>;
  /** Place of the first file that cannot go with a message of the viewer's about the patient; -1 when all can. */
  unsendable(grant: SendGrant, patientId: string, ids: readonly string[]): Promise<number>;
  /** By message, in the order of their names; the messages have been found in reach. */
  ofMessages(messageIds: readonly string[]): Promise<readonly (readonly Attachment[])[]>;
  /** A part of a file that was sent with a message in reach; null out of reach and when there is no such part. */
  chunk(grant: MessageGrant, id: string, index: number, access: AccessLog): Promise<Buffer | null>;
  /** Deletes what was not sent in time. */
  sweep(now: Date): Promise<void>;
}
