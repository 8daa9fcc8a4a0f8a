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

/** A question in Swedish. */
export interface Question {
  /** Within the part, the same in every version that asks for the same thing. */
  readonly key: string;
  readonly text: string;
}

/** A version of the questions in one part. Never changed: parts keep the version they were begun with. */
export interface QuestionSet {
  readonly id: string;
  /** Null for the standard, which holds where a region has none of its own. */
  readonly regionId: string | null;
  readonly partition: Partition;
  /** 1 for the first of the region in this part. */
  readonly version: number;
  /** First day on which parts are begun with it. */
  readonly validFrom: string;
  readonly questions: readonly Question[];
  readonly publishedAt: Date;
  /** Null for the standard. */
  readonly publishedByUserId: string | null;
}

/** The questions that hold in a region, by part. */
export type QuestionsByPart = ReadonlyMap<Partition, QuestionSet>;
