import type { KeyRing } from '@samplan/kit/auth/key-ring';
import type { RequestContext } from '@samplan/kit/server/context';
import type DataLoader from 'dataloader';
import type { AppointmentStore } from './appointment/store.ts';
import type { AssignmentStore } from './assignment/store.ts';
import type { AttemptStore } from './attempt/store.ts';
import type { Block } from './block/domain.ts';
import type { BlockStore } from './block/store.ts';
import type { CardStore } from './card/store.ts';
import type { ConnectedSystems } from './connected/domain.ts';
import type { OwnContact } from './contact/domain.ts';
import type { ContactStore } from './contact/store.ts';
import type { DraftStore } from './draft/store.ts';
import type { EmergencyRules } from './emergency/domain.ts';
import type { EmergencyStore } from './emergency/store.ts';
import type { GuessStore } from './guess/store.ts';
import type { IncidentStore } from './incident/store.ts';
import type { AccessExportStore, AccessStore, LogReviewStore } from './log-review/store.ts';
import type { ParkedMailStore } from './mail/store.ts';
import type { MailboxStore } from './mailbox/store.ts';
import type { NetworkStore } from './network/store.ts';
import type { OidcProvider } from './oidc/provider.ts';
import type { OidcStore } from './oidc/store.ts';
import type { OrderStore } from './order/store.ts';
import type { PasswordStore } from './password/store.ts';
import type { ProductionStartStore } from './production-start/store.ts';
import type { ProtectionStore } from './protected-identity/store.ts';
import type { ReadModeStore } from './read-mode/store.ts';
import type { ResponsibilitiesStore } from './responsibilities/store.ts';
import type { SecondFactorStore } from './second-factor/store.ts';
import type { ServiceAccountStore } from './service-account/store.ts';
import type { SessionRules } from './session/domain.ts';
import type { SessionStore } from './session/store.ts';
import type { Entries, IdentitySettings } from './settings.ts';
import type { SharingConsent, SharingRules } from './sharing/domain.ts';
import type { SharingStore } from './sharing/store.ts';
import type { SmsSender } from './sms/sender.ts';
import type { StaleStore } from './stale/store.ts';
import type { User, UserStore } from './user/store.ts';

/** A thing that another subgraph owns, by its key. */
export interface Ref {
  readonly id: string;
}

/** What a resolver of identity gets. */
export interface Context extends RequestContext {
  readonly users: UserStore;
  /** Users by id, read together. */
  readonly userById: DataLoader<string, User | null>;
  readonly assignments: AssignmentStore;
  readonly sessions: SessionStore;
  readonly cards: CardStore;
  /** Null when the installation has none. */
  readonly identityProvider: OidcProvider | null;
  readonly oidcSignIns: OidcStore;
  /** Where else than here one signs in. */
  readonly entries: Entries;
  readonly passwords: PasswordStore;
  readonly attempts: AttemptStore;
  readonly guesses: GuessStore;
  readonly productionStarts: ProductionStartStore;
  readonly responsibilities: ResponsibilitiesStore;
  readonly secondFactors: SecondFactorStore;
  /** Null when the installation sends no text messages. */
  readonly sms: SmsSender | null;
  readonly logReviews: LogReviewStore;
  readonly accesses: AccessStore;
  readonly accessExports: AccessExportStore;
  readonly incidents: IncidentStore;
  readonly serviceAccounts: ServiceAccountStore;
  readonly orders: OrderStore;
  readonly appointments: AppointmentStore;
  readonly mailboxes: MailboxStore;
  readonly parkedMails: ParkedMailStore;
  /** Accounts that look forgotten. */
  readonly stale: StaleStore;
  readonly connected: ConnectedSystems;
  /** Sign access tokens. */
  readonly keys: KeyRing;
  readonly drafts: DraftStore;
  readonly readModes: ReadModeStore;
  readonly networks: NetworkStore;
  readonly contacts: ContactStore;
  /** How users are reached, by id, read together. */
  readonly contactOf: DataLoader<string, OwnContact>;
  readonly rules: SessionRules & EmergencyRules & SharingRules & Pick<IdentitySettings, 'draftDays'>;
  readonly blocks: BlockStore;
  /** Blocks in force of a patient; null without a relation. */
  readonly blocksOf: DataLoader<string, readonly Block[] | null>;
  readonly emergencies: EmergencyStore;
  readonly protections: ProtectionStore;
  readonly sharing: SharingStore;
  /** Consents of a patient for the viewer's administration; null without a relation. */
  readonly sharingConsentsOf: DataLoader<string, readonly SharingConsent[] | null>;
  /** Waits, within limits, until every subgraph has heard an event. */
  readonly untilHeard: (eventId: string) => Promise<void>;
}
