/** How somebody is reached. */
export interface ContactData {
  /** In international form, as the other numbers. */
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly fax: string | null;
  readonly email: string | null;
}

/** How a user is reached, as the user has said. */
export interface OwnContact extends ContactData {
  /** 0 until something is said. */
  readonly version: number;
  readonly changedAt: Date | null;
}

/** Of somebody who has said nothing. */
export const NOTHING_SAID: OwnContact = {
  version: 0,
  phone: null,
  mobile: null,
  fax: null,
  email: null,
  changedAt: null,
};

/** Are two the same? */
export function isSame(one: ContactData, other: ContactData): boolean {
  return (['phone', 'mobile', 'fax', 'email'] as const).every((name) => one[name] === other[name]);
}

/** The number to call about something: the one that is given for it, or the user's own. */
export function numberToCall(given: string | null, own: ContactData): string | null {
  return given ?? own.phone ?? own.mobile;
}
