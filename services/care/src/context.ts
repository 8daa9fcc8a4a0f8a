import type { RequestContext } from '@samplan/kit/server/context';
import type { Environment } from '@samplan/kit/server/subgraph';
import type DataLoader from 'dataloader';
import type { Attachment, AttachmentStore } from './attachment/store.ts';
import type { CareContact, CareContactStore, ContactStep } from './care-contact/store.ts';
import type { CarePlanStore, PlanFrame } from './care-plan/store.ts';
import type { EpisodeInformation, InformationStore } from './discharge-information/store.ts';
import type { Change, Episode, EpisodeStore, Party } from './episode/store.ts';
import type { CareFacts } from './facts.ts';
import type { HelpStore } from './help/store.ts';
import type { HistoryStore } from './history/store.ts';
import type { LiabilityBasisStore } from './liability/basis-store.ts';
import type { OngoingSettlings } from './liability/ongoing.ts';
import type { LiabilitySettlementStore } from './liability/settlement-store.ts';
import type { EpisodeLiability, LiabilityStore, LiabilityTermsStore } from './liability/store.ts';
import type { Looked, LookedStore } from './looked/store.ts';
import type { Message, MessageStore, Movement } from './message/store.ts';
import type { EnteredAfterwards, OutageStore } from './outage/store.ts';
import type { OversightStore } from './oversight/store.ts';
import type { OverviewFacts } from './overview/domain.ts';
import type { OverviewStore } from './overview/store.ts';
import type { Patient, PatientStore } from './patient/store.ts';
import type { QuestionStore } from './planning/question-store.ts';
import type { QuestionSet, QuestionsByTopic } from './planning/questions.ts';
import type { BegunSection, Disagreement, PlanningStore, SectionVersion } from './planning/store.ts';
import type { SipProgress } from './planning-track/domain.ts';
import type { DueTerms } from './planning-track/due.ts';
import type { TrackChoice, TrackStore } from './planning-track/store.ts';
import type { ChecklistStore, EpisodeChecklists } from './ready-for-home/store.ts';
import type { TransitionStore } from './transition/plan/store.ts';
import type { ImportSource, SourceStore } from './transition/store.ts';
import type { MessageProfessions } from './unit-inbox/professions.ts';
import type { UnitInboxStore } from './unit-inbox/store.ts';

/** A thing that another subgraph owns, by its key. */
export interface Ref {
  readonly id: string;
}

/** Which changes of an episode are asked for. */
export interface ChangesAsked {
  readonly episodeId: string;
  readonly first: number;
  /** Only later ones; null for all. */
  readonly after: Date | null;
}

/** What a resolver of care gets. Loaders read what one request asks for together, as far as the viewer may read. */
export interface Context extends RequestContext {
  readonly environment: Environment;
  readonly facts: CareFacts;
  readonly patients: PatientStore;
  readonly episodes: EpisodeStore;
  readonly messages: MessageStore;
  readonly planning: PlanningStore;
  readonly outages: OutageStore;
  /** Of episodes that were found in reach; null for most. */
  readonly backRegistrationOf: DataLoader<string, EnteredAfterwards | null>;
  readonly questions: QuestionStore;
  readonly information: InformationStore;
  /** All of an episode that was found in reach; drafts are shown to the ward alone. */
  readonly informationOf: DataLoader<string, EpisodeInformation>;
  readonly checklists: ChecklistStore;
  /** Of an episode that was found in reach. */
  readonly checklistsOf: DataLoader<string, EpisodeChecklists>;
  readonly tracks: TrackStore;
  /** Every choice of a track of an episode that was found in reach, latest first. */
  readonly tracksOf: DataLoader<string, readonly TrackChoice[]>;
  /** Of an episode that was found in reach. */
  readonly dueTermsOf: DataLoader<string, DueTerms | null>;
  /** Of an episode that was found in reach. */
  readonly sipProgressIn: DataLoader<string, SipProgress>;
  readonly carePlans: CarePlanStore;
  readonly overviews: OverviewStore;
  readonly history: HistoryStore;
  readonly inboxes: UnitInboxStore;
  readonly oversight: OversightStore;
  readonly help: HelpStore;
  readonly attachments: AttachmentStore;
  readonly looks: LookedStore;
  /** Whom messages concern. */
  readonly professions: MessageProfessions;
  readonly liabilities: LiabilityStore;
  readonly liabilityTerms: LiabilityTermsStore;
  readonly liabilityBases: LiabilityBasisStore;
  readonly liabilitySettlements: LiabilitySettlementStore;
  readonly ongoingSettlings: OngoingSettlings;
  readonly transitions: TransitionStore;
  readonly sources: SourceStore;
  readonly patientById: DataLoader<string, Patient | null>;
  readonly episodeById: DataLoader<string, Episode | null>;
  readonly episodesOfPatient: DataLoader<string, readonly Episode[]>;
  readonly careContacts: CareContactStore;
  readonly careContactsOf: DataLoader<string, readonly CareContact[]>;
  /** Every step of every unit's contact for a patient; shown only of contacts that were found in reach. */
  readonly careContactHistoryOf: DataLoader<string, readonly ContactStep[]>;
  /** Units that should have appointed a contact and have not; the episode was found in reach. */
  readonly careContactsMissingIn: DataLoader<string, readonly string[]>;
  readonly partiesOf: DataLoader<string, readonly Party[]>;
  readonly messageById: DataLoader<string, Message | null>;
  readonly messagesOf: DataLoader<string, readonly Message[]>;
  /** What the viewer's unit got about a patient. */
  readonly messagesReceivedOf: DataLoader<string, readonly Message[]>;
  /** What has changed in an episode that was found in reach. */
  readonly changesOf: DataLoader<ChangesAsked, readonly Change[], string>;
  /** A case as the overview of the viewer's unit shows it; null for one that it does not show. */
  readonly overviewCaseOf: DataLoader<string, OverviewFacts | null>;
  /** What is new to the viewer in an episode that was found in reach. */
  readonly lookedOf: DataLoader<string, Looked>;
  /** The files of a message that was found in reach. */
  readonly attachmentsOf: DataLoader<string, readonly Attachment[]>;
  /** The way of a message that was found in reach. */
  readonly movementsOf: DataLoader<string, readonly Movement[]>;
  readonly sectionsOf: DataLoader<string, readonly BegunSection[]>;
  /** Every version of every part of an episode; shown only of parts that were found in reach. */
  readonly versionsOf: DataLoader<string, readonly SectionVersion[]>;
  /** What patients do not agree with; shown only of parts that were found in reach. */
  readonly disagreementsOf: DataLoader<string, readonly Disagreement[]>;
  readonly carePlanOf: DataLoader<string, PlanFrame>;
  /** Of an episode that was found in reach. */
  readonly liabilityOf: DataLoader<string, EpisodeLiability | null>;
  readonly questionSetById: DataLoader<string, QuestionSet | null>;
  /** What a region asks now in each part, and its lists, by its id. */
  readonly questionsHeldIn: DataLoader<string, QuestionsByTopic>;
  /** Of what was found in reach. */
  readonly sourceOfEpisode: DataLoader<string, ImportSource | null>;
  readonly sourceOfMessage: DataLoader<string, ImportSource | null>;
}
