/** A person's: the employer's organisation number, and a local part of at most 18 characters (G-130). */
const HSA_ID = /^SE\d{10}-[A-Z0-9]{1,18}$/;

/** Is the text an HSA-id of a person, in upper case, as a SITHS card names it? */
export function isHsaIdOfPerson(text: string): boolean {
  return HSA_ID.test(text);
}
