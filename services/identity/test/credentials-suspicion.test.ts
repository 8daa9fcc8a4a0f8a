import type { Json } from '@samplan/testing/ask';
import { codeOf, mutation, payload } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, startWork } from '@samplan/testing/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const OFFICE = 'Region Västernorrland, förvaltning';
const NOTE = 'Ringde användaren. Nytt lösenord valt, inga främmande åtkomster i loggen.';
const SUSPICION = 'id version user { id } reportedAt handledAt handlings { note handledAt handledBy { id } }';
const handle = mutation('handleCredentialsSuspicion', `suspicion { ${SUSPICION} }`);

let region: TestRegion;
let manager: Person;
beforeAll(async () => {
  region = await testRegion();
  manager = await region.staff(OFFICE, 'SYSTEM_MANAGER');
});
afterAll(() => region.close());

async function listed(by: Person, unhandledOnly = false): Promise<readonly Json[]> {
  const answer = await by.ask(
    `query ($unhandledOnly: Boolean) { credentialsSuspicions(first: 100, unhandledOnly: $unhandledOnly) { edges { node { ${SUSPICION} } } } }`,
    { unhandledOnly },
  );
  return payload(answer, 'credentialsSuspicions').edges.map(({ node }: Json) => node);
}

/** A new suspicion, as those see it who look after the accounts. */
async function suspected(): Promise<Json> {
  const account = await region.account([{ unit: WARD, role: 'NURSE' }]);
  const { accessToken } = await startWork(region.running.url, account);
  await bearer(region.running.url, accessToken).ask('mutation { reportCredentialsSuspected { __typename } }');
  return (await listed(manager)).find(({ user }) => user.id === account.userId);
}

async function logged(suspicionId: string): Promise<readonly Json[]> {
  return await region.databases.identity.query(
    `SELECT kind, reason, user_id FROM kit.access_log
     WHERE subject_id = $1 AND action = 'credentials.handle-suspicion' ORDER BY entry`,
    [suspicionId],
  );
}

describe('handleCredentialsSuspicion (F-422)', () => {
  test('when it is handled, then who, when and what stand there, it is no longer among the unhandled, and the log has it', async () => {
    const suspicion = await suspected();
    expect(suspicion).toMatchObject({ version: 1, handledAt: null, handlings: [] });
    expect((await listed(manager, true)).map(({ id }) => id)).toContain(suspicion.id);
    const done = await handle(manager, { suspicionId: suspicion.id, version: 1, note: NOTE });
    expect(done.suspicion).toEqual({
      ...suspicion,
      version: 2,
      handledAt: expect.any(String),
      handlings: [{ note: NOTE, handledAt: done.suspicion.handledAt, handledBy: { id: manager.userId } }],
    });
    expect((await listed(manager, true)).map(({ id }) => id)).not.toContain(suspicion.id);
    expect((await listed(manager)).find(({ id }) => id === suspicion.id)).toEqual(done.suspicion);
    expect(await logged(suspicion.id)).toEqual([{ kind: 'WRITE', reason: null, user_id: manager.userId }]);
  });

  test('when more is noted later, then what was noted before stays, and the first time counts', async () => {
    const { id: suspicionId } = await suspected();
    const first = await handle(manager, { suspicionId, version: 1, note: NOTE });
    region.clock.move({ minutes: 1 });
    const administrator = await region.staff(OFFICE, 'ADMINISTRATOR');
    const { suspicion } = await handle(administrator, { suspicionId, version: 2, note: 'Anmält som incident.' });
    expect(suspicion.handledAt).toBe(first.suspicion.handledAt);
    expect(suspicion.handlings.map(({ note, handledBy }: Json) => [note, handledBy.id])).toEqual([
      [NOTE, manager.userId],
      ['Anmält som incident.', administrator.userId],
    ]);
  });

  test('when two handle it at once, or one twice, then one is noted and the others are told that it changed', async () => {
    const { id: suspicionId } = await suspected();
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, (_, i) => handle(manager, { suspicionId, version: 1, note: `Försök ${i}` })),
    );
    const codes = outcomes.map(codeOf).sort();
    expect(codes).toEqual([...Array(4).fill('CHANGED_MEANWHILE'), 'OK']);
    expect((await handle(manager, { suspicionId, version: 1, note: NOTE })).code).toBe('CHANGED_MEANWHILE');
    expect((await listed(manager)).find(({ id }) => id === suspicionId).handlings).toHaveLength(1);
  });

  test('when a manager of another region or municipality tries, then it is as if there were none', async () => {
    const { id: suspicionId } = await suspected();
    const other = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
    const refused = await handle(other, { suspicionId, version: 1, note: NOTE });
    expect(refused.code).toBe('NOT_PERMITTED');
    expect(refused).toEqual(await handle(other, { suspicionId: 'sus_finnsinte', version: 1, note: NOTE }));
    expect(await logged(suspicionId)).toEqual([{ kind: 'DENIED', reason: 'NOT_IN_REACH', user_id: other.userId }]);
  });

  test.each(['NURSE', 'PHYSICIAN', 'UNIT_MANAGER'] as const)('when a %s tries, then it is refused', async (role) => {
    const { id: suspicionId } = await suspected();
    const { errors } = await handle(await region.staff(WARD, role), { suspicionId, version: 1, note: NOTE });
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
  });

  test.each([
    ['empty', ' ', 'EMPTY'],
    ['with an identity number', 'Gäller 19121212-1212', 'IDENTITY_NUMBER'],
  ])('when the note is %s, then the field is named', async (_, note, reason) => {
    const { id: suspicionId } = await suspected();
    const { errors } = await handle(manager, { suspicionId, version: 1, note });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.note', reason });
  });

  test('when the service itself wants to change what was noted, then the database refuses', async () => {
    const { id: suspicionId } = await suspected();
    await handle(manager, { suspicionId, version: 1, note: NOTE });
    for (const statement of [
      'UPDATE suspicion_handling SET note = $1',
      'DELETE FROM suspicion_handling WHERE note <> $1',
    ]) {
      await expect(region.databases.identity.query(statement, ['nothing'])).rejects.toThrow('can only be added to');
    }
  });
});
