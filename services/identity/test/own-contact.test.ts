import type { Role } from '@samplan/kit/access/viewer';
import { appointUser } from '@samplan/testing/appointments';
import type { Json } from '@samplan/testing/ask';
import { mutation } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer } from '@samplan/testing/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const FIELDS = 'version phone mobile fax email changedAt';
const NOTHING = { version: 0, phone: null, mobile: null, fax: null, email: null, changedAt: null };
const GIVEN = {
  phone: '060-12 34 56',
  mobile: '+46 70-174 06 99',
  fax: '0046 60 12 34 57',
  email: 'test@example.test',
};
const KEPT = { phone: '+4660123456', mobile: '+46701740699', fax: '+4660123457', email: 'test@example.test' };

const updateMyContact = mutation('updateMyContact', `contact { ${FIELDS} }`);
const myContact = async (by: Pick<Person, 'ask'>): Promise<Json> =>
  (await by.ask(`{ myContact { ${FIELDS} } }`)).at('myContact');

let region: TestRegion;
beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

describe('own contact data (F-028, F-049, F-053)', () => {
  test.each<[string, Role]>([
    [WARD, 'NURSE'],
    ['Hemtjänst Alnö', 'UNIT_MANAGER'],
    ['Socialtjänsten, vuxna', 'SOCIAL_WORKER'],
    ['Hagaskolan', 'SCHOOL_PRINCIPAL'],
    ['Region Västernorrland, förvaltning', 'ADMINISTRATOR'],
  ])(
    'when somebody of %s, %s, says how they are reached, then it is kept in international form',
    async (unit, role) => {
      const by = await region.staff(unit, role);
      expect(await myContact(by)).toEqual(NOTHING);
      const { contact } = await updateMyContact(by, { version: 0, ...GIVEN });
      expect(contact).toEqual({ ...KEPT, version: 1, changedAt: expect.any(String) });
      expect(await myContact(by)).toEqual(contact);
    },
  );

  test('when the head of the department of SOC would, or nobody is signed in, then it is refused (e.1)', async () => {
    const head = await region.staff('Socialtjänsten, vuxna', 'DEPARTMENT_HEAD');
    for (const [by, code] of [
      [head, 'FORBIDDEN'],
      [bearer(region.running.url), 'UNAUTHENTICATED'],
    ] as const) {
      expect((await updateMyContact(by, { version: 0, ...GIVEN })).errors[0].extensions.code).toBe(code);
      expect((await by.ask('{ myContact { version } }')).errors[0]?.extensions['code']).toBe(code);
    }
  });

  test('when it is changed, then what was said before is history, and each change is in the access log', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    await updateMyContact(nurse, { version: 0, ...GIVEN });
    const { contact } = await updateMyContact(nurse, { version: 1, phone: ' ', mobile: GIVEN.mobile });
    expect(contact).toMatchObject({ version: 2, phone: null, mobile: KEPT.mobile, fax: null, email: null });
    const rows = await region.databases.identity.query(
      'SELECT version, phone, email FROM own_contact WHERE user_id = $1 ORDER BY version',
      [nurse.userId],
    );
    expect(rows).toEqual([
      { version: 1, phone: KEPT.phone, email: KEPT.email },
      { version: 2, phone: null, email: null },
    ]);
    const log = await region.databases.identity.query(
      `SELECT kind, subject_id FROM kit.access_log WHERE user_id = $1 AND action = 'own-contact.edit'`,
      [nurse.userId],
    );
    expect(log).toEqual(Array(2).fill({ kind: 'WRITE', subject_id: nurse.userId }));
  });

  test('when two windows change it, one after the other or at once, then the second is told', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const outcomes = await Promise.all(
      ['060-1234561', '060-1234562', '060-1234563'].map((phone) => updateMyContact(nurse, { version: 0, phone })),
    );
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual([
      'ChangedMeanwhile',
      'ChangedMeanwhile',
      'UpdateMyContactOk',
    ]);
    expect(await updateMyContact(nurse, { version: 0, fax: '060-1234564' })).toMatchObject({
      code: 'CHANGED_MEANWHILE',
    });
  });

  test('when the same comes twice, then nothing changes', async () => {
    const nurse = await region.staff(WARD, 'NURSE');
    const { contact } = await updateMyContact(nurse, { version: 0, ...GIVEN });
    expect((await updateMyContact(nurse, { version: 0, ...GIVEN })).contact).toEqual(contact);
  });

  test.each([
    ['phone', 'sextio', 'NOT_A_PHONE_NUMBER'],
    ['mobile', '070', 'NOT_A_PHONE_NUMBER'],
    ['fax', '+460', 'NOT_A_PHONE_NUMBER'],
    ['email', 'test@example', 'NOT_EMAIL'],
    ['email', 'a@b.se\r\nBcc: c@d.se', 'NOT_EMAIL'],
    ['email', `${'a'.repeat(250)}@b.se`, 'TOO_LONG'],
  ])('when %s is %j, then the field is named', async (name, value, reason) => {
    const nurse = await region.staff(WARD, 'NURSE');
    const { errors } = await updateMyContact(nurse, { version: 0, [name]: value });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: `input.${name}`, reason });
    expect(await myContact(nurse)).toEqual(NOTHING);
  });
});

test('when somebody is appointed without a number of their own for it, then the phone list has what they say', async () => {
  const manager = await region.staff('Hemtjänst Alnö', 'UNIT_MANAGER');
  const people = [await region.staff('Hemtjänst Alnö', 'NURSE'), await region.staff('Hemtjänst Alnö', 'NURSE')];
  const [one, other] = people as [Person, Person];
  for (const [who, phone] of [
    [one, null],
    [other, '060-99'],
  ] as const) {
    const made = await appointUser(manager, {
      kind: 'EXPERT_USER',
      userId: who.userId,
      unitId: who.unitId,
      system: 'PRATOR',
      phone,
    });
    expect(made.__typename, JSON.stringify(made)).toBe('AppointUserOk');
    await updateMyContact(who, { version: 0, mobile: GIVEN.mobile, email: GIVEN.email });
  }
  const answer = await manager.ask('query ($id: ID!) { phoneList(unitId: $id) { user { id } phone email } }', {
    id: manager.unitId,
  });
  expect(answer.at('phoneList')).toEqual(
    expect.arrayContaining([
      { user: { id: one.userId }, phone: KEPT.mobile, email: KEPT.email },
      { user: { id: other.userId }, phone: '060-99', email: KEPT.email },
    ]),
  );
});
