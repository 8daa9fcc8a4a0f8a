import type { Role } from '@samplan/kit/access/viewer';

/** Where one signs in (F-059). */
export const ENTRIES = ['STAFF', 'ADMINISTRATION'] as const;
/** One of {@link ENTRIES}. */
export type Entry = (typeof ENTRIES)[number];

/** Those who look after accounts, trees and logs. */
const ADMINISTRATORS: ReadonlySet<Role> = new Set<Role>(['ADMINISTRATOR', 'SYSTEM_MANAGER']);

/** The entry by which one comes to work in a role: administrators have one of their own (F-059). */
export function entryOf(role: Role): Entry {
  return ADMINISTRATORS.has(role) ? 'ADMINISTRATION' : 'STAFF';
}

/** Union member `OtherEntryRequired`. */
export interface OtherEntryRequired {
  readonly __typename: 'OtherEntryRequired';
  readonly code: 'OTHER_ENTRY_REQUIRED';
  readonly message: string;
  readonly entry: Entry;
}

const MESSAGES: Readonly<Record<Entry, string>> = {
  ADMINISTRATION: 'Uppdraget är administratörens. Logga in genom ingången för administratörer.',
  STAFF: 'Uppdraget är inte administratörens. Logga in genom den vanliga ingången.',
};

/** The assignment is worked in through the other entry. */
export function otherEntryRequired(entry: Entry): OtherEntryRequired {
  return { __typename: 'OtherEntryRequired', code: 'OTHER_ENTRY_REQUIRED', message: MESSAGES[entry], entry };
}
