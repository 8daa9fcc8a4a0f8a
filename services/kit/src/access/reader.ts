import type { Grant } from './policy.ts';

/**
 * Who reads, as one parameter of a statement: user, unit, administration, principal and instant. {@link readerSql} asks it.
 */
export function readerOf(
  { viewer: { userId, assignment } }: Pick<Grant<string>, 'viewer'>,
  now: Date,
): readonly string[] {
  return [userId, assignment.unitId, assignment.administrationId, assignment.principalId, now.toISOString()];
}

/** Conditions in SQL on whose data a statement may show. Each takes expressions of the statement, never values. */
export interface ReaderSql {
  /**
   * Is the data of the unit about the patient closed to the reader by a block? For readers with a part of their own in the case:
   * blocks within their own care giver count, and blocks of a whole care giver against others (G-077, G-079).
   */
  isBlocked(patient: string, unit: string): string;
  /** The same for what the unit has sent to the reader's unit, which only a block closes that says so. */
  isSentBlocked(patient: string, unit: string): string;
  /** The same for readers without a part in the case: every block counts (G-083, G-085). */
  isBlockedToOthers(patient: string, unit: string): string;
  /** Has the reader opened the patient in an emergency? */
  hasOpened(patient: string): string;
  /**
   * Has the reader opened what the unit has documented: in an emergency; or within shared documentation, which opens what another care
   * giver has documented as long as the reader's unit has a relation to the patient (G-080, G-083)?
   */
  hasOpenedOf(patient: string, unit: string): string;
  /** Does a reader without a part in the case read what the unit has documented? Opened and not blocked: blocks always win (G-085). */
  isOpenToOthers(patient: string, unit: string): string;
  /** Is the patient's identity protected, and the reader nobody whom the unit's manager named (G-090)? */
  isHidden(patient: string): string;
  /** Level of protection of the patient's identity; null for most. */
  protection(patient: string): string;
}

/** Where a subgraph has what the conditions ask for, if elsewhere than in its copies. */
export interface ReaderTables {
  /** Units with `unit_id`, `administration_id` and `principal_id`. */
  readonly units?: string;
  /** Care relations with `patient_id`, `unit_id`, `since` and `until`. */
  readonly relations?: string;
}

/**
 * The conditions of reach that hold in every subgraph, to be put into every WHERE, so that a single read, a list, a count, an
 * order, a cursor and an entity reference cannot disagree. Blocks are few: for a patient without one it is an index look-up.
 *
 * Names of tables in them begin with `own_`, so that they hide none of the statement's.
 *
 * @param place - number of the parameter that holds {@link readerOf}.
 */
export function readerSql(
  place: number,
  { units = 'kit.unit', relations = 'kit.care_relation' }: ReaderTables = {},
): ReaderSql {
  const reader = `$${place}::text[]`;
  const [user, unit, principal, now] = [
    `(${reader})[1]`,
    `(${reader})[2]`,
    `(${reader})[4]`,
    `((${reader})[5])::timestamptz`,
  ];

  const closedBy = (patient: string, source: string, which: string): string => `EXISTS (
    SELECT 1 FROM kit.block own_b WHERE own_b.patient_id = ${patient} AND own_b.is_active AND ${which}
      AND own_b.source_id <> ALL ((${reader})[2:4])
      AND own_b.source_id = ANY (ARRAY[${source}, (SELECT own_u.administration_id FROM ${units} own_u WHERE own_u.unit_id = ${source}),
        (SELECT own_u.principal_id FROM ${units} own_u WHERE own_u.unit_id = ${source})])
      AND NOT EXISTS (SELECT 1 FROM kit.block_lift own_l
        WHERE own_l.block_id = own_b.block_id AND own_l.unit_id = ${unit} AND own_l.until > ${now}))`;
  const reachesReader = `(own_b.is_outer OR own_b.principal_id = ${principal})`;
  const opening = (patient: string, which: string): string => `EXISTS (
    SELECT 1 FROM kit.opening own_o WHERE own_o.user_id = ${user} AND own_o.patient_id = ${patient} AND own_o.unit_id = ${unit}
      AND own_o.since <= ${now} AND own_o.until > ${now} AND ${which})`;
  const hasOpened = (patient: string): string => opening(patient, 'own_o.source_id IS NULL');
  const isRelated = (patient: string): string => `EXISTS (
    SELECT 1 FROM ${relations} own_r WHERE own_r.unit_id = ${unit} AND own_r.patient_id = ${patient}
      AND own_r.since <= ${now} AND (own_r.until IS NULL OR own_r.until > ${now}))`;
  const hasOpenedOf = (patient: string, source: string): string =>
    opening(
      patient,
      `(own_o.source_id IS NULL OR (own_o.source_id <> ${principal}
        AND own_o.source_id = (SELECT own_u.principal_id FROM ${units} own_u WHERE own_u.unit_id = ${source})
        AND ${isRelated(patient)}))`,
    );
  const isBlockedToOthers = (patient: string, source: string): string => closedBy(patient, source, 'true');

  return {
    isBlocked: (patient, source) => closedBy(patient, source, reachesReader),
    isSentBlocked: (patient, source) => closedBy(patient, source, `own_b.covers_sent AND ${reachesReader}`),
    isBlockedToOthers,
    hasOpened,
    hasOpenedOf,
    isOpenToOthers: (patient, source) =>
      `(${hasOpenedOf(patient, source)} AND NOT ${isBlockedToOthers(patient, source)})`,
    isHidden: (patient) => `EXISTS (
      SELECT 1 FROM kit.protected_patient own_h WHERE own_h.patient_id = ${patient} AND own_h.is_active
        AND NOT EXISTS (SELECT 1 FROM kit.protected_staff own_n
          WHERE own_n.patient_id = own_h.patient_id AND own_n.unit_id = ${unit} AND ${user} = ANY (own_n.user_ids))
        AND NOT ${hasOpened('own_h.patient_id')})`,
    protection: (patient) =>
      `(SELECT own_h.level FROM kit.protected_patient own_h WHERE own_h.patient_id = ${patient} AND own_h.is_active)`,
  };
}
