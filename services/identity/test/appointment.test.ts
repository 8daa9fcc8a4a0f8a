import type { Role } from '@samplan/kit/access/viewer';
import { appointUser, endAppointment } from '@samplan/testing/appointments';
import type { Json } from '@samplan/testing/ask';
import { executeAccessOrder, nurseOrder, placeAccessOrder } from '@samplan/testing/orders';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, startWorkAt } from '@samplan/testing/sessions';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const SCHOOL = 'Hagaskolan';
const VOF = 'Vård- och omsorgsförvaltningen, ledning';
const BIF = 'Bildningsförvaltningen, ledning';
const SOCIAL = 'Socialtjänsten, vuxna';
const SIP_READ = '{ sip(id: "sip_00000000000000000000000000") { id } }';

let region: TestRegion;

beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

/** What a new session of the person may do, at the first unit that is offered or the one with the name. */
async function mayNow(person: Person, unit?: string): Promise<Pick<Person, 'ask'>> {
  const { accessToken } = await startWorkAt(region.running.url, person.credentials, unit);
  return bearer(region.running.url, accessToken);
}

async function rolesOf(person: Person): Promise<readonly string[]> {
  const answer = await person.ask('{ me { assignments { role unit { name } } } }');
  return answer.at('me').assignments.map(({ role, unit }: Json) => `${role} ${unit.name}`);
}

describe('school staff whom a principal appoints (F-010, f.2 35)', () => {
  let principal: Person;
  let teacher: Person;

  beforeEach(async () => {
    principal = await region.staff(SCHOOL, 'SCHOOL_PRINCIPAL');
    teacher = await region.staff(BIF, 'DEPARTMENT_HEAD'); // an account without any right
  });

  const appoint = () => appointUser(principal, { kind: 'SIP_USER', userId: teacher.userId });

  test('when there is no appointment, then SIP is refused; with one it is open; ended it is refused at the next call', async () => {
    expect((await teacher.ask(SIP_READ)).errors[0]?.extensions['code']).toBe('FORBIDDEN');
    const { appointment } = await appoint();
    expect(await rolesOf(teacher)).toContain(`APPOINTED_STAFF ${SCHOOL}`);
    const appointed = await mayNow(teacher, SCHOOL);
    expect((await appointed.ask(SIP_READ)).errors).toEqual([]);
    expect(await endAppointment(principal, { appointmentId: appointment.id })).toMatchObject({
      __typename: 'EndAppointmentOk',
    });
    expect((await appointed.ask(SIP_READ)).errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    expect(await rolesOf(teacher)).toEqual([`DEPARTMENT_HEAD ${BIF}`]);
  });

  test('when the principal is inactivated, then the appointments end at once', async () => {
    await appoint();
    const appointed = await mayNow(teacher, SCHOOL);
    const operations = await region.staff(BIF, 'OPERATIONS_MANAGER');
    const administrator = await region.staff(BIF, 'ADMINISTRATOR');
    const { order } = await placeAccessOrder(operations, {
      ...nurseOrder({ kind: 'END', userId: principal.userId, unitId: principal.unitId }),
      ...{ givenName: null, familyName: null, role: null, employment: null, validTo: null },
    });
    await executeAccessOrder(administrator, { orderId: order.id, version: order.version });
    expect((await appointed.ask(SIP_READ)).errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    expect((await principal.ask(SIP_READ)).errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    expect(await rolesOf(teacher)).toEqual([`DEPARTMENT_HEAD ${BIF}`]);
  });

  test('when a principal orders an account for school staff, then the order is the appointment', async () => {
    const administrator = await region.staff(BIF, 'ADMINISTRATOR');
    const given = { role: 'APPOINTED_STAFF', unitId: principal.unitId };
    const { order } = await placeAccessOrder(principal, nurseOrder(given));
    const { order: done } = await executeAccessOrder(administrator, { orderId: order.id, version: order.version });
    const list = await administrator.ask(
      'query ($unitId: ID!) { appointments(unitId: $unitId, kind: SIP_USER) { edges { node { user { id } appointedBy { id } } } } }',
      { unitId: principal.unitId },
    );
    expect(list.at('appointments').edges.map(({ node }: Json) => node)).toContainEqual({
      user: { id: done.person.user.id },
      appointedBy: { id: principal.userId },
    });
  });

  test('when the same is appointed twice, also at once, then there is one appointment', async () => {
    const both = await Promise.all([appoint(), appoint()]);
    expect(both.map(({ code }) => code ?? 'made').sort()).toEqual(['ALREADY_APPOINTED', 'made']);
    expect(await rolesOf(teacher)).toHaveLength(2);
  });

  test.each<[string, string, Role]>([
    ['another school', 'Skönsbergs skola', 'SCHOOL_PRINCIPAL'],
    ['student health', 'Barn- och elevhälsan', 'UNIT_MANAGER'],
  ])('when somebody of %s would appoint or end it, then it is refused', async (_, unit, role) => {
    const stranger = await region.staff(unit, role);
    const input = { kind: 'SIP_USER', userId: teacher.userId, unitId: principal.unitId };
    expect(await appointUser(stranger, input)).toMatchObject({
      code: 'APPOINTMENT_OUT_OF_SCOPE',
      field: 'input.unitId',
    });
    const { appointment } = await appoint();
    expect(await endAppointment(stranger, { appointmentId: appointment.id })).toMatchObject({
      __typename: 'NotPermitted',
    });
  });

  test('when the appointed is oneself or somebody of another municipality, then it is refused', async () => {
    const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
    for (const { userId } of [principal, nurse]) {
      expect(await appointUser(principal, { kind: 'SIP_USER', userId })).toMatchObject({ field: 'input.userId' });
    }
  });
});

describe('super-users (F-022, F-034)', () => {
  test('when the operations manager of VOF or the unit manager of SOC appoints, then the role holds at once', async () => {
    const operations = await region.staff(VOF, 'OPERATIONS_MANAGER');
    const nurse = await region.staff('Hemtjänst Alnö', 'NURSE');
    await appointUser(operations, { kind: 'SUPER_USER', userId: nurse.userId, unitId: nurse.unitId });
    expect(await rolesOf(nurse)).toContain('SUPER_USER Hemtjänst Alnö');
    const manager = await region.staff(SOCIAL, 'UNIT_MANAGER');
    const worker = await region.staff(SOCIAL, 'SOCIAL_WORKER');
    await appointUser(manager, { kind: 'SUPER_USER', userId: worker.userId });
    expect(await rolesOf(worker)).toContain(`SUPER_USER ${SOCIAL}`);
  });

  test('when VOF’s unit manager appoints a super-user, then it is out of scope; a nurse appoints nothing', async () => {
    const manager = await region.staff('Hemtjänst Alnö', 'UNIT_MANAGER');
    const nurse = await region.staff('Hemtjänst Alnö', 'NURSE');
    const input = { kind: 'SUPER_USER', userId: nurse.userId };
    expect(await appointUser(manager, input)).toMatchObject({ code: 'APPOINTMENT_OUT_OF_SCOPE' });
    expect((await appointUser(nurse, input)).errors[0].extensions['code']).toBe('FORBIDDEN');
  });
});

describe('expert users, administrators and contact persons (F-102, F-117, F-164)', () => {
  test('when a unit of three has an expert user, then its tenth is reached, and one without is named', async () => {
    const unit = 'Björkbacka';
    const manager = await region.staff(unit, 'UNIT_MANAGER');
    const [nurse] = [await region.staff(unit, 'NURSE'), await region.staff(unit, 'NURSE')];
    const coverage = async () => {
      const answer = await manager.ask(
        '{ expertUserCoverage { unit { name } staffCount expertUserCount targetCount isReached } }',
      );
      return answer.at('expertUserCoverage').find((each: Json) => each.unit.name === unit);
    };
    expect(await coverage()).toMatchObject({ staffCount: 3, expertUserCount: 0, targetCount: 1, isReached: false });
    await appointUser(manager, { kind: 'EXPERT_USER', userId: nurse.userId });
    expect(await coverage()).toMatchObject({ expertUserCount: 1, isReached: true });
  });

  test('when there are contact persons, then everybody in the municipality finds them and their numbers, and nobody else does', async () => {
    const manager = await region.staff('Solhaga', 'UNIT_MANAGER');
    const nurse = await region.staff('Solhaga', 'NURSE');
    const input = { kind: 'CONTACT_PERSON', userId: nurse.userId, phone: '060-00 00 00' };
    expect(await appointUser(manager, input)).toMatchObject({
      code: 'APPOINTMENT_SYSTEM_UNKNOWN',
      field: 'input.system',
    });
    expect(await appointUser(manager, { ...input, system: 'PHONIRO' })).toHaveProperty('appointment.system', 'PHONIRO');
    const phones = async (by: Person) => {
      const answer = await by.ask('query ($unitId: ID!) { phoneList(unitId: $unitId) { kind phone user { id } } }', {
        unitId: manager.unitId,
      });
      return answer.at('phoneList');
    };
    const colleague = await region.staff(SOCIAL, 'SOCIAL_WORKER');
    expect(await phones(colleague)).toEqual([
      { kind: 'CONTACT_PERSON', phone: '060-00 00 00', user: { id: nurse.userId } },
    ]);
    expect(await phones(await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE'))).toEqual([]);
  });
});
