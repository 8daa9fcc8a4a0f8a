import type { AccessLog, DenialReason } from '@samplan/kit/access/log';
import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { UnitCopy } from '@samplan/kit/copies/unit';
import type { PageRequest } from '@samplan/kit/page';
import type { JWK } from 'jose';
import type { ServiceCapability } from './domain.ts';

/** A public key as it is stored. */
export interface PublicKey {
  /** Thumbprint (RFC 7638). */
  readonly kid: string;
  readonly jwk: JWK;
}

/** A key of an account. */
export interface ServiceAccountKey extends PublicKey {
  readonly addedAt: Date;
}

/** An account of a system. */
export interface ServiceAccount {
  readonly id: string;
  readonly principalId: string;
  readonly unitId: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly networks: readonly string[];
  readonly createdById: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** Those that work, oldest first. */
  readonly keys: readonly ServiceAccountKey[];
}

/** An account to make. */
export interface NewServiceAccount {
  readonly name: string;
  readonly unitId: string;
  readonly capabilities: readonly ServiceCapability[];
  readonly networks: readonly string[];
  readonly key: PublicKey;
}

/** A token that is about to be given. */
export interface NewServiceToken {
  readonly accountId: string;
  readonly kid: string;
  readonly sessionId: string;
  /** SHA-256 of the assertion's id. */
  readonly jtiHash: Buffer;
  /** As long as the assertion or the token lives. */
  readonly keepUntil: Date;
}

type ManageGrant<A extends string> = Grant<`service-account.${A}`, PrincipalReach>;

/** The service accounts. Reach: those of the viewer's region or municipality. */
export interface ServiceAccountStore {
  /** The unit, in use, in reach; or null. */
  unitInReach(grant: ManageGrant<'create'>, unitId: string): Promise<UnitCopy | null>;
  create(
    grant: ManageGrant<'create'>,
    account: NewServiceAccount,
    access: AccessLog,
    now: Date,
  ): Promise<ServiceAccount | 'NAME_TAKEN' | 'KEY_TAKEN'>;
  /** A page and one more, latest first. */
  list(grant: ManageGrant<'read'>, page: PageRequest): Promise<readonly ServiceAccount[]>;
  /** Null when there is none in reach that works. */
  addKey(
    grant: ManageGrant<'change-keys'>,
    id: string,
    key: PublicKey,
    access: AccessLog,
    now: Date,
  ): Promise<ServiceAccount | 'KEY_TAKEN' | 'TOO_MANY' | null>;
  /** Ends a key with its tokens. Null when there is none in reach that works. */
  endKey(
    grant: ManageGrant<'change-keys'>,
    id: string,
    kid: string,
    access: AccessLog,
    now: Date,
  ): Promise<Ended | null>;
  /** Ends an account with its keys and tokens. One that has ended stays as it is. Null out of reach. */
  end(grant: ManageGrant<'end'>, id: string, access: AccessLog, now: Date): Promise<Ended | null>;
  /** An account that works, with its unit in use, to check an assertion with. Nothing is shown of it. */
  findForToken(id: string): Promise<{ readonly account: ServiceAccount; readonly unit: UnitCopy } | null>;
  /** Notes a token. False when the assertion was used before, or account or key have ended meanwhile. */
  noteToken(
    token: NewServiceToken,
    access: AccessLog,
    by: Parameters<AccessLog['writeOwn']>[3],
    now: Date,
  ): Promise<boolean>;
}

/** What was ended. */
export interface Ended {
  readonly account: ServiceAccount;
  /** Events that tell every subgraph, one for each token. */
  readonly events: readonly string[];
}

/** Why an assertion is not accepted, for the log alone. */
export type AssertionFault = Extract<DenialReason, 'CREDENTIALS_REFUSED' | 'TOKEN_USED_BEFORE'>;
