import type { Role } from '@samplan/kit/access/viewer';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { stuckMessages } from '@samplan/testing/operations';
import { principalFile, withoutUnit } from '@samplan/testing/principals';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const VOF = 'Vård- och omsorgsförvaltningen, ledning';
const SOC = 'Socialförvaltningen, ledning';
const REGION = 'Region Västernorrland, förvaltning';
const FORBIDDEN = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };
let region: TestRegion;
let nurse: Person;
let physician: Person;
let administrator: Person;

beforeAll(async () => {
  region = await testRegion();
  await signIn();
});
afterAll(() => region.close());

/** Everybody anew: a token does not outlive a day. */
async function signIn(): Promise<void> {
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  administrator = await region.staff(VOF, 'ADMINISTRATOR');
}

/** A notice of admission to units, by name. */
async function noticeTo(...units: readonly string[]): Promise<{ id: string; episodeId: string; patientId: string }> {
  const recipients = units.map((name) => ({ unitId: region.unitId(name) }) as Person); // only its unit is asked for
  const { noticeId, episode, patientId } = await admitted(region, { nurse, physician, recipients });
  return { id: noticeId, episodeId: episode.id, patientId };
}

const idsOf = async (by: Person, variables?: Json): Promise<readonly string[]> =>
  (await stuckMessages(by, { first: 100, ...variables })).edges.map(({ node }: Json) => node.id);

async function reasonsOf(by: Person, id: string): Promise<readonly string[]> {
  const { edges } = await stuckMessages(by, { first: 100 });
  const found = edges.find(({ node }: Json) => node.id === id);
  return found?.node.places.flatMap(({ stuckBecause }: Json) => stuckBecause) ?? [];
}

describe('stuckMessages (B-02)', () => {
  test('when nobody works at the unit, then the message is in the administrator’s list at once, without content (f.3 53, e.5)', async () => {
    const { id } = await noticeTo('Hemtjänst Alnö');
    const { edges } = await stuckMessages(administrator, { first: 100, reason: 'NO_ACTIVE_USERS' });
    expect(edges.find(({ node }: Json) => node.id === id).node).toEqual({
      id,
      type: 'ADMISSION_NOTICE',
      sentAt: expect.any(String),
      sender: { id: nurse.unitId },
      places: [
        {
          unit: { id: region.unitId('Hemtjänst Alnö') },
          state: 'UNREAD',
          receivedAt: expect.any(String),
          answerBeforeAt: '2026-11-21T23:00:00.000Z',
          escalation: 'UNIT',
          stuckBecause: ['NO_ACTIVE_USERS'],
        },
      ],
    });
    const message = 'query ($id: ID!) { careEpisode(id: $id) { id } }';
    expect((await administrator.ask(message, { id: 'epi_1' })).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    const read = await region.databases.care.query(
      `SELECT DISTINCT action, patient_id IS NOT NULL AS "ofPatient" FROM kit.access_log WHERE user_id = $1 AND kind = 'READ'`,
      [administrator.userId],
    );
    expect(read).toEqual([{ action: 'message.oversee', ofPatient: true }]);
  });

  test('when a unit ends, then what it has not acknowledged is stuck; when somebody works at a unit, then nothing is on its day', async () => {
    await region.staff('Skönsta', 'NURSE');
    const { id } = await noticeTo('Skönsta');
    expect(await reasonsOf(administrator, id)).toEqual([]);
    const file = principalFile('sundsvall');
    await region.importFile(withoutUnit(file, 'Skönsta'));
    expect(await reasonsOf(administrator, id)).toContain('UNIT_ENDED');
    expect(await idsOf(administrator, { reason: 'UNIT_ENDED' })).toEqual([id]);
    await region.importFile(file);
  });

  test('when it is read page by page, then every message comes once, the first sent first', async () => {
    const sent = [await noticeTo('Hemtjänst Nacksta', 'Hemtjänst Alnö'), await noticeTo('Hemtjänst Nacksta')];
    const all = await idsOf(administrator);
    expect(all.slice(-2)).toEqual(sent.map(({ id }) => id));
    const pages: string[] = [];
    for (let after: string | null = null, hasNextPage = true; hasNextPage; ) {
      const page: Json = await stuckMessages(administrator, { first: 2, after });
      expect(page.totalCount).toBe(all.length);
      pages.push(...page.edges.map(({ node }: Json) => node.id));
      ({ hasNextPage, endCursor: after } = page.pageInfo);
    }
    expect(pages).toEqual(all);
  });

  test('when it is another administration’s or region’s, then it is not in the list; the region’s system manager sees every unit of the region (F-261)', async () => {
    const { id } = await noticeTo('Socialtjänsten, vuxna', 'Biståndsenheten Sundsvall');
    const socAdministrator = await region.staff(SOC, 'ADMINISTRATOR');
    const manager = await region.staff(REGION, 'SYSTEM_MANAGER');
    const places = async (by: Person) => {
      const { edges } = await stuckMessages(by, { first: 100 });
      const found = edges.find(({ node }: Json) => node.id === id);
      return found?.node.places.map(({ unit }: Json) => unit.id).sort() ?? [];
    };
    const [soc, vof] = [region.unitId('Socialtjänsten, vuxna'), region.unitId('Biståndsenheten Sundsvall')];
    expect(await places(socAdministrator)).toEqual([soc]);
    expect(await places(administrator)).toEqual([vof]);
    expect(await places(manager)).toEqual([soc, vof].sort());
    expect(await places(await region.staff(REGION, 'ADMINISTRATOR'))).toEqual([]);
  });

  // e.1: hard negatives; BIF has no part in care (F-006)
  test.each<[string, Role]>([
    [VOF, 'SYSTEM_MANAGER'],
    [SOC, 'SYSTEM_MANAGER'],
    [SOC, 'DEPARTMENT_HEAD'],
    ['Hemtjänst Centrum', 'UNIT_MANAGER'],
    ['Hemsjukvård Centrum', 'NURSE'],
    ['Hagaskolan', 'SCHOOL_PRINCIPAL'],
  ])('when somebody at %s as %s asks for the list or moves a message, then both are closed', async (unit, role) => {
    const by = await region.staff(unit, role);
    const input = { messageId: 'msg_1', fromUnitId: 'unt_1', toUnitId: 'unt_2' };
    expect(await stuckMessages(by)).toMatchObject(FORBIDDEN);
    expect(await does.rerouteMessage(by, input)).toMatchObject(FORBIDDEN);
  });

  test('when education’s administrator asks, then there is nothing to list or move: its units get no such messages (F-006)', async () => {
    const education = await region.staff('Bildningsförvaltningen, ledning', 'ADMINISTRATOR');
    const { id } = await noticeTo('Hemtjänst Skönsmon');
    expect(await stuckMessages(education)).toEqual({ errors: [] });
    const input = {
      messageId: id,
      fromUnitId: region.unitId('Hemtjänst Skönsmon'),
      toUnitId: region.unitId('Hagaskolan'),
    };
    expect(await does.rerouteMessage(education, input)).toMatchObject({ code: 'NOT_PERMITTED' });
  });

  test('when a super-user of care and nursing asks, then there is a list, and nothing to move (e.1)', async () => {
    const superUser = await region.staff(VOF, 'SUPER_USER');
    expect((await stuckMessages(superUser)).totalCount).toBeGreaterThan(0);
    const input = { messageId: 'msg_1', fromUnitId: 'unt_1', toUnitId: 'unt_2' };
    expect(await does.rerouteMessage(superUser, input)).toMatchObject(FORBIDDEN);
  });
});

describe('rerouteMessage (F-013, f.3 51)', () => {
  const from = 'Hemtjänst Skönsmon';
  const to = 'Hemsjukvård Skönsmon';
  const input = (id: string, change: Json = {}) => ({
    messageId: id,
    fromUnitId: region.unitId(from),
    toUnitId: region.unitId(to),
    ...change,
  });
  const stored = async (id: string) =>
    (await region.databases.care.query('SELECT sent_at, is_late FROM message WHERE id = $1', [id]))[0];

  test('when the administrator moves a stuck message, then the other unit owes it and sees the case; when it was sent does not change', async () => {
    const { id, episodeId } = await noticeTo(from);
    const before = await stored(id);
    const { rerouted } = await does.rerouteMessage(administrator, input(id));
    const states = Object.fromEntries(rerouted.places.map((one: Json) => [one.unit.id, one.state]));
    expect(states).toEqual({ [region.unitId(from)]: 'FORWARDED', [region.unitId(to)]: 'UNREAD' });
    expect(await stored(id)).toEqual(before);
    await region.settled();
    const receiver = await region.staff(to, 'NURSE');
    const seen = await receiver.ask(
      `query ($id: ID!) { careEpisode(id: $id) { outstandingAcknowledgements
        messages { movements { kind from { id } to { id } by { id } } } } }`,
      { id: episodeId },
    );
    expect(seen.at('careEpisode').outstandingAcknowledgements).toBe(1);
    expect(seen.at('careEpisode').messages[0].movements).toContainEqual({
      kind: 'REROUTED',
      from: { id: region.unitId(from) },
      to: { id: region.unitId(to) },
      by: { id: administrator.userId },
    });
    expect((await does.acknowledgeMessage(receiver, { messageId: id })).__typename).toBe('AcknowledgeMessageOk');
    expect(await does.rerouteMessage(administrator, input(id))).toMatchObject({ code: 'MESSAGE_NOT_FORWARDABLE' });
    const [written] = await region.databases.care.query(
      `SELECT kind, reason FROM kit.access_log WHERE user_id = $1 AND subject_id = $2 AND action = 'message.reroute' AND kind = 'WRITE'`,
      [administrator.userId, id],
    );
    expect(written).toEqual({ kind: 'WRITE', reason: null });
  });

  test('when two move it at once, then one does', async () => {
    const { id } = await noticeTo(from);
    const other = await region.staff(VOF, 'ADMINISTRATOR');
    const outcomes = await Promise.all([
      does.rerouteMessage(administrator, input(id)),
      does.rerouteMessage(other, input(id, { toUnitId: region.unitId('Hemsjukvård Nacksta') })),
    ]);
    expect(outcomes.filter(({ __typename }) => __typename === 'RerouteMessageOk')).toHaveLength(1);
    const lost = outcomes.find(({ __typename }) => __typename !== 'RerouteMessageOk');
    expect(['CHANGED_MEANWHILE', 'MESSAGE_NOT_FORWARDABLE']).toContain(lost?.code);
  });

  test('when the unit’s people can take care of it, then it is not moved over their heads', async () => {
    await region.staff('Solhaga', 'NURSE');
    const { id } = await noticeTo('Solhaga');
    const moved = await does.rerouteMessage(administrator, input(id, { fromUnitId: region.unitId('Solhaga') }));
    expect(moved).toMatchObject({ code: 'MESSAGE_NOT_STUCK' });
  });

  test.each([
    ['another administration’s', 'Socialtjänsten, vuxna'],
    ['the region’s', 'Hälsocentralen Granlo'],
    ['where it is', from],
    ['a level of the organisation', VOF],
  ])('when the unit to get it is %s, then the field is named and nothing changes', async (_, unit) => {
    const { id } = await noticeTo(from);
    const moved = await does.rerouteMessage(administrator, input(id, { toUnitId: region.unitId(unit) }));
    expect(moved).toMatchObject({ code: 'MESSAGE_RECIPIENT_REFUSED', field: 'input.toUnitId' });
    expect(await reasonsOf(administrator, id)).toEqual(['NO_ACTIVE_USERS']);
  });

  test('when the message is another administration’s, or never came to that unit, then NotPermitted, and the log says so', async () => {
    const { id } = await noticeTo('Socialtjänsten, vuxna');
    const fromUnitId = region.unitId('Socialtjänsten, vuxna');
    expect(await does.rerouteMessage(administrator, input(id, { fromUnitId }))).toMatchObject({
      code: 'NOT_PERMITTED',
    });
    const denied = await region.databases.care.query(
      `SELECT reason FROM kit.access_log WHERE user_id = $1 AND subject_id = $2 AND kind = 'DENIED'`,
      [administrator.userId, id],
    );
    expect(denied).toEqual([{ reason: 'NOT_IN_REACH' }]);
    const own = await noticeTo('Björkbacka');
    expect(await does.rerouteMessage(administrator, input(own.id))).toMatchObject({ code: 'NOT_PERMITTED' });
    const socSuperUser = await region.staff(SOC, 'SUPER_USER');
    const toUnitId = region.unitId('Socialtjänsten, barn och familj');
    expect((await does.rerouteMessage(socSuperUser, { messageId: id, fromUnitId, toUnitId })).__typename).toBe(
      'RerouteMessageOk',
    );
  });

  test('when a care request lies at a ward, then it goes to no team (F-144)', async () => {
    const homeNurse = await region.staff(to, 'NURSE');
    const { patientId } = await noticeTo(to);
    const { sent } = await does.sendMessage(homeNurse, {
      idempotencyKey: newKey(),
      type: 'CARE_REQUEST',
      patientId,
      recipientIds: [region.unitId('Avd 2 Kirurgi, Sundsvall')],
      text: 'Kan ni ta emot?',
    });
    const regional = await region.staff(REGION, 'ADMINISTRATOR');
    const fromUnitId = region.unitId('Avd 2 Kirurgi, Sundsvall');
    const to2 = (name: string) =>
      does.rerouteMessage(regional, { messageId: sent.id, fromUnitId, toUnitId: region.unitId(name) });
    expect(await to2('Hälsocentralen Granlo')).toMatchObject({ code: 'MESSAGE_RECIPIENT_REFUSED' });
    expect((await to2('Avd 11 Medicin, Sundsvall')).__typename).toBe('RerouteMessageOk');
  });
});

// Last: the clock goes on for everyone.
test('when days go by, then it is the super-user’s first and the administrator’s then, in list and reason alike (B-01)', async () => {
  await region.staff('Hemsjukvård Alnö', 'NURSE');
  const { id } = await noticeTo('Hemsjukvård Alnö');
  const seen = async () => {
    await signIn();
    const superUser = await region.staff(VOF, 'SUPER_USER');
    return [await reasonsOf(superUser, id), await reasonsOf(administrator, id)];
  };
  expect(await seen()).toEqual([[], []]);
  region.clock.move({ days: 1 });
  expect(await seen()).toEqual([['OVERDUE'], []]);
  region.clock.move({ days: 2 });
  expect(await seen()).toEqual([['OVERDUE'], ['OVERDUE']]);
  expect(await idsOf(administrator, { reason: 'OVERDUE' })).toContain(id);
});
