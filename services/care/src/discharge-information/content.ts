import { z } from 'zod';
import type { DischargeInformationField } from '../generated/resolvers.ts';

/** When a field must be filled in: what the act demands only if it is available is demanded when it is known to be (G-012). */
type Demand = 'ALWAYS' | 'WHEN_CONTACT' | 'WHEN_INVITED' | 'NEVER';

/** Every field of discharge information (G-012, G-013), in order. */
export const FIELDS = [
  { code: 'ADMISSION_REASON', section: 'admission', field: 'reason', demanded: 'ALWAYS' },
  { code: 'RESPONSIBLE_CARE', section: 'responsible', field: 'care', demanded: 'ALWAYS' },
  { code: 'RESPONSIBLE_TREATMENT', section: 'responsible', field: 'treatment', demanded: 'ALWAYS' },
  { code: 'RESPONSIBLE_REHABILITATION', section: 'responsible', field: 'rehabilitation', demanded: 'ALWAYS' },
  { code: 'MEASURES_MEDICAL', section: 'measures', field: 'medical', demanded: 'ALWAYS' },
  { code: 'MEASURES_NURSING', section: 'measures', field: 'nursing', demanded: 'ALWAYS' },
  { code: 'MEASURES_REHABILITATION', section: 'measures', field: 'rehabilitation', demanded: 'ALWAYS' },
  { code: 'MEASURES_COMPLICATIONS', section: 'measures', field: 'complications', demanded: 'ALWAYS' },
  { code: 'CONDITION_HEALTH', section: 'condition', field: 'health', demanded: 'ALWAYS' },
  { code: 'CONDITION_FUNCTION', section: 'condition', field: 'function', demanded: 'ALWAYS' },
  { code: 'CONDITION_EXPERIENCED_HEALTH', section: 'condition', field: 'experiencedHealth', demanded: 'ALWAYS' },
  { code: 'CONDITION_WORK_CAPACITY', section: 'condition', field: 'workCapacity', demanded: 'ALWAYS' },
  { code: 'RISKS_FALL', section: 'risks', field: 'fall', demanded: 'ALWAYS' },
  { code: 'RISKS_PRESSURE_ULCER', section: 'risks', field: 'pressureUlcer', demanded: 'ALWAYS' },
  { code: 'RISKS_NUTRITION', section: 'risks', field: 'nutrition', demanded: 'ALWAYS' },
  { code: 'CHANGES_MEDICATION', section: 'changes', field: 'medication', demanded: 'ALWAYS' },
  { code: 'CHANGES_RETURN_VISITS', section: 'changes', field: 'returnVisits', demanded: 'ALWAYS' },
  { code: 'MEDICATION_REPORT', section: 'medication', field: 'report', demanded: 'ALWAYS' },
  { code: 'MEDICATION_LIST', section: 'medication', field: 'list', demanded: 'ALWAYS' },
  { code: 'MEDICATION_GOALS', section: 'medication', field: 'goals', demanded: 'ALWAYS' },
  { code: 'FOLLOW_UP_WHEN', section: 'followUp', field: 'when', demanded: 'ALWAYS' },
  { code: 'FOLLOW_UP_PROVIDER', section: 'followUp', field: 'provider', demanded: 'ALWAYS' },
  { code: 'AFTER_CARE_SUMMARY', section: 'afterCare', field: 'summary', demanded: 'ALWAYS' },
  { code: 'AFTER_CARE_PURPOSE', section: 'afterCare', field: 'purpose', demanded: 'ALWAYS' },
  { code: 'AFTER_CARE_FIXED_CARE_CONTACT', section: 'afterCare', field: 'fixedCareContact', demanded: 'WHEN_CONTACT' },
  { code: 'AFTER_CARE_PLANNED_SIP', section: 'afterCare', field: 'plannedSip', demanded: 'WHEN_INVITED' },
  { code: 'AFTER_CARE_CARE_PLANS', section: 'afterCare', field: 'carePlans', demanded: 'NEVER' },
] as const satisfies readonly { code: DischargeInformationField; section: string; field: string; demanded: Demand }[];

type Field = (typeof FIELDS)[number];

/** What discharge information says, by section and field; null where nothing is written. */
export type Content = {
  readonly [S in Field['section']]: { readonly [F in Extract<Field, { section: S }>['field']]: string | null };
};

/** What is known to be available (G-012). */
export interface Available {
  /** Is a fixed care contact appointed for the patient? */
  readonly contact: boolean;
  /** Is anybody invited to a SIP in the episode? */
  readonly invitation: boolean;
}

type Texts = Readonly<Record<string, Readonly<Record<string, string | null | undefined>> | null | undefined>>;

/** Content of what is read for each field. */
export function contentOf(read: (section: Field['section'], field: string) => string | null): Content {
  const texts: Record<string, Record<string, string | null>> = {};
  for (const { section, field } of FIELDS) texts[section] = { ...texts[section], [field]: read(section, field) };
  return texts as Content; // has every field of the table that the type is made of
}

/** What content says in a field. */
export function said(content: Texts, section: string, field: string): string | null {
  return content[section]?.[field] ?? null;
}

/** The mandatory fields in which nothing is written; all of them when there is no content. */
export function missingIn(content: Content | null, available: Available): readonly DischargeInformationField[] {
  const demands: Readonly<Record<Demand, boolean>> = {
    ALWAYS: true,
    WHEN_CONTACT: available.contact,
    WHEN_INVITED: available.invitation,
    NEVER: false,
  };
  return FIELDS.filter(({ demanded }) => demands[demanded])
    .filter(({ section, field }) => said(content ?? {}, section, field) === null)
    .map(({ code }) => code);
}

const stored = z.record(z.string(), z.record(z.string(), z.string().nullable()));

/** Content as it is stored. Fields that there were not then are empty. */
export function storedContent(json: unknown): Content {
  const texts = stored.parse(json);
  return contentOf((section, field) => said(texts, section, field));
}
