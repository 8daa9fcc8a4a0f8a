/** The parts of the planning basis (F-244). */
export const PARTITIONS = [
  'INPATIENT_CARE',
  'PRIMARY_CARE',
  'PSYCHIATRIC_OUTPATIENT',
  'NEEDS_ASSESSMENT',
  'NURSING',
  'OCCUPATIONAL_THERAPY',
  'PHYSIOTHERAPY',
  'SOCIAL_SERVICES',
] as const;
/** One of {@link PARTITIONS}. */
export type Partition = (typeof PARTITIONS)[number];

/** The lists that regions plan by, kept like the questions (G-108, G-109). */
export const LISTS = [
  'YELLOW_TRACK_GROUPS',
  'READY_FOR_HOME_INPATIENT',
  'READY_FOR_HOME_OUTPATIENT',
  'READY_FOR_HOME_MUNICIPALITY',
] as const;
/** One of {@link LISTS}. */
export type ListKind = (typeof LISTS)[number];

/** What there are versions of: the questions of a part, or a list. */
export type Topic = Partition | ListKind;

/** A question in Swedish, or a thing in a list. */
export interface Question {
  /** Within the part or list, the same in every version that asks for the same thing. */
  readonly key: string;
  readonly text: string;
}

/** A version of the questions in one part, or of a list. Never changed: parts keep the version they were begun with. */
export interface QuestionSet {
  readonly id: string;
  /** Null for the standard, which holds where a region has none of its own. */
  readonly regionId: string | null;
  readonly topic: Topic;
  /** 1 for the first of the region in this part. */
  readonly version: number;
  /** First day on which parts are begun with it. */
  readonly validFrom: string;
  readonly questions: readonly Question[];
  readonly publishedAt: Date;
  /** Null for the standard. */
  readonly publishedByUserId: string | null;
}

/** The questions and lists that hold in a region, by topic. */
export type QuestionsByTopic = ReadonlyMap<Topic, QuestionSet>;
