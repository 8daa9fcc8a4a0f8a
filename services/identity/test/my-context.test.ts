import type { Json } from '@samplan/testing/ask';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, startWork, tokensOf } from '@samplan/testing/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: TestRegion;
beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

async function contextOf(person: Pick<Person, 'ask'>): Promise<Json> {
  const answer = await person.ask(
    '{ myContext { assignment { id role unit { id name } } capabilities sessionEndsAt missing { code message assignments { id role } } } }',
  );
  return answer.at('myContext');
}

describe('myContext', () => {
  test('when no assignment is chosen, then it says to choose one (F-276)', async () => {
    const account = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }]);
    const { accessToken } = await tokensOf(region.running.url, account);
    expect(await contextOf(bearer(region.running.url, accessToken))).toMatchObject({
      assignment: null,
      capabilities: [],
      missing: [
        {
          code: 'ROLE_NOT_SELECTED',
          message: 'Välj enhet och roll att arbeta i med chooseAssignment. Innan dess syns inga funktioner.',
          assignments: [{ id: account.assignmentIds[0], role: 'NURSE' }],
        },
      ],
    });
  });

  test('when the unit is an organisational level, then it says why functions are missing and what to do (F-277, B-07, f.2 29)', async () => {
    const account = await region.account([
      { unit: 'Vård- och omsorgsförvaltningen, ledning', role: 'NEEDS_ASSESSOR' },
      { unit: 'Biståndsenheten Sundsvall', role: 'NEEDS_ASSESSOR' },
    ]);
    const { accessToken } = await startWork(region.running.url, account);
    const assessor = bearer(region.running.url, accessToken);
    const context = await contextOf(assessor);
    expect(context).toMatchObject({
      assignment: { role: 'NEEDS_ASSESSOR', unit: { name: 'Vård- och omsorgsförvaltningen, ledning' } },
      capabilities: ['own-contact.edit'],
      missing: [
        {
          code: 'ORGANISATIONAL_LEVEL',
          message: expect.stringContaining('Byt till en operativ enhet'),
          assignments: [{ id: account.assignmentIds[1], role: 'NEEDS_ASSESSOR' }],
        },
      ],
    });
    const answer = await assessor.ask('{ overview { totalCount } }');
    expect(answer.errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test('when the unit is operative, then it names the rights and nothing is missing', async () => {
    const context = await contextOf(await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR'));
    expect(context.capabilities).toEqual(expect.arrayContaining(['message.acknowledge', 'sip.initiate']));
    expect(context.missing).toEqual([]);
  });

  test('when it is asked, then it tells when the session ends unless it is refreshed', async () => {
    const { sessionEndsAt } = await contextOf(await region.staff('Hemsjukvård Alnö', 'NURSE'));
    const minutes = (Date.parse(sessionEndsAt) - region.clock.now().getTime()) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThanOrEqual(60);
  });
});

describe('me', () => {
  test('when an assignment has ended, then it is no longer among those to choose between (B-14)', async () => {
    const ward = { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' } as const;
    const account = await region.account([
      ward,
      { ...ward, role: 'DISCHARGE_COORDINATOR', validTo: '2026-11-20' },
      { ...ward, role: 'UNIT_MANAGER', validTo: '2026-12-31' },
    ]);
    const { accessToken } = await startWork(region.running.url, account);
    const answer = await bearer(region.running.url, accessToken).ask(
      '{ me { id assignments { role validTo unit { name } } } }',
    );
    const unit = { name: ward.unit };
    expect(answer.at('me')).toEqual({
      id: account.userId,
      assignments: [
        { role: 'NURSE', validTo: null, unit },
        { role: 'UNIT_MANAGER', validTo: '2026-12-31', unit },
      ],
    });
  });
});
