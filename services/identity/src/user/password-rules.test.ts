import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passwordFaults, SPECIAL_CHARACTERS } from './password-rules.ts';

const owner = { username: 'ssk.medicin', givenName: 'Test', familyName: 'Provsson' };

test.each([
  'Kaffe-pa-rummet-7',
  'Åska_2x', // eight bytes, of which Å is two
  `Aa1${SPECIAL_CHARACTERS}`,
  'Aa1-5678901234567890123456789x', // thirty bytes
])('when the password is %s, then nothing is wrong with it (F-054, F-055)', (password) => {
  expect(passwordFaults(password, owner)).toEqual([]);
});

test.each([
  ['Aa1-567', 'LENGTH'],
  ['Aa1-5678901234567890123456789xy', 'LENGTH'],
  ['Åäö-15678901234567890123456789', 'LENGTH'], // thirty characters and thirty-three bytes (K10)
  ['kaffe-pa-rummet-7', 'NO_UPPER_CASE'],
  ['KAFFE-PA-RUMMET-7', 'NO_LOWER_CASE'],
  ['Kaffe-pa-rummet', 'NO_DIGIT'],
  ['Kaffepa7rummet', 'NO_SPECIAL_CHARACTER'],
  ['Kaffe-på rummet-7', 'FOREIGN_CHARACTER'],
  ['Kaffe-pa-rummet-7\\', 'FOREIGN_CHARACTER'],
  ['Café-au-lait-7', 'FOREIGN_CHARACTER'],
  ['Juni2018-', 'MONTH_AND_YEAR'],
  ['x-Oktober-26', 'MONTH_AND_YEAR'],
  ['2018_Maj-xQ', 'MONTH_AND_YEAR'],
  ['Sommar-Hund-26', 'COMMON_WORD'],
  ['Sundsvall#77x', 'COMMON_WORD'],
  ['Örnsköldsvik-1', 'COMMON_WORD'], // a place, without its accents
  ['Samplan-Prator-3', 'COMMON_WORD'], // systems
  ['L0$en0rd-x9', 'COMMON_WORD'], // in disguise
  ['SSK.Medicin-1', 'OWN_NAME'],
  ['Test-och-1-till', 'OWN_NAME'],
  ['1-provsson-A', 'OWN_NAME'],
])('when the password is %s, then %s is what is wrong', (password, fault) => {
  expect(passwordFaults(password, owner)).toEqual([fault]);
});

test('when a password has any character outside the list, then it is refused (K10: reject everything else)', () => {
  const allowed = /^[A-Za-zÅÄÖåäö0-9]$/;
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), (character) => {
      fc.pre(!allowed.test(character) && !SPECIAL_CHARACTERS.includes(character));
      expect(passwordFaults(`Kaffe-7${character}`, owner)).toContain('FOREIGN_CHARACTER');
    }),
  );
});
