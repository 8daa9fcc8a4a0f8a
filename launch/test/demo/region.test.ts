import { MATRIX } from '@samplan/identity/assignment/matrix';
import type { AdministrationKind, Role } from '@samplan/kit/access/viewer';
import { parseIdentityNumber } from '@samplan/kit/person/identity-number';
import { testNumbers } from '@samplan/kit/person/test-numbers';
import { demoPeople } from '@samplan/launch/demo/people';
import { demoSignIns } from '@samplan/launch/demo/sign-ins';
import { readPrincipalFiles } from '@samplan/launch/demo/tree';
import type { Json } from '@samplan/testing/ask';
import { type DemoRegion, demoRegion } from '@samplan/testing/demo-region';
import { closeEpisode, overview, overviewRows } from '@samplan/testing/operations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: DemoRegion;
beforeAll(async () => {
  region = await demoRegion();
});
afterAll(() => region.close());

describe('ongoing plans', () => {
  /** As the seed prints them: one row per principal, one column per municipality, and the last of each its total. */
  const F_212 = [
    ['', '2280', '2262', '2282', '2283', '2260', '2284', '2281', 'total'],
    ['MUNICIPALITY', 15, 29, 39, 8, 35, 754, 152, 1032],
    ['PRIMARY_CARE', 75, 446, 15, 8, 3, 187, 363, 1097],
    ['INPATIENT_CARE', 5, 5, 17, 0, 2, 37, 49, 115],
  ] as const;

  async function statistics(organisation: string): Promise<Json> {
    const manager = await region.as(organisation, 'forvaltare.region');
    const answer = await manager.ask(
      `{ sipStatistics {
        cells { municipalityCode coordinatingPrincipal ongoing }
        byMunicipality { municipalityCode ongoing } byPrincipal { coordinatingPrincipal ongoing } total } }`,
    );
    return answer.at('sipStatistics');
  }

  test('the regional system manager counts them as the seed does, cell by cell (F-212)', async () => {
    const { cells, byPrincipal } = await statistics('region-vasternorrland');
    const [[, ...codes], ...rows] = F_212;
    for (const [principal, ...counts] of rows) {
      const found = codes.map((code) =>
        code === 'total'
          ? byPrincipal.find((row: Json) => row.coordinatingPrincipal === principal).ongoing
          : cells.find((c: Json) => c.municipalityCode === code && c.coordinatingPrincipal === principal).ongoing,
      );
      expect(found, principal).toEqual(counts);
    }
    const others = cells.filter((c: Json) => c.coordinatingPrincipal === 'PSYCHIATRIC_OUTPATIENT_CARE');
    expect(others.map((c: Json) => c.ongoing)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  test('Örnsköldsvik has 978 and all have 2244; the misprint 976 is nowhere (K1)', async () => {
    const counted = await statistics('region-vasternorrland');
    expect(counted.byMunicipality).toContainEqual({ municipalityCode: '2284', ongoing: 978 });
    expect(counted.total).toBe(2244);
    expect(JSON.stringify(counted)).not.toContain('976');
  });

  test('Sörmland has none, though some have ended there', async () => {
    expect((await statistics('region-sormland')).total).toBe(0);
    const states = await region.databases.sip.query(`SELECT DISTINCT state FROM sip WHERE municipality_code = '0483'`);
    expect(states.map(({ state }) => state).toSorted()).toEqual(['DECLINED', 'ENDED']);
  });

  test('nobody has two, and each has a leader that takes part and somebody else', async () => {
    const faults = await region.databases.sip.query(
      `WITH ongoing AS (SELECT * FROM sip WHERE state IN ('INITIATED', 'PREPARING', 'INVITED', 'ACTIVE'))
       SELECT 'two plans' AS fault, patient_id AS of FROM ongoing GROUP BY patient_id HAVING count(*) > 1
       UNION ALL SELECT 'alone', s.id FROM ongoing s
         WHERE (SELECT count(*) FROM sip_participant p WHERE p.sip_id = s.id) < 2
       UNION ALL SELECT 'leader outside', s.id FROM ongoing s
         WHERE NOT EXISTS (SELECT FROM sip_participant p WHERE p.sip_id = s.id AND p.unit_id = s.coordinating_unit_id)`,
    );
    expect(faults).toEqual([]);
  });

  test('whoever is past the initiative has consented, and whoever is invited or has a plan has an invitation (G-016)', async () => {
    const faults = await region.databases.sip.query(
      `SELECT s.id, s.state FROM sip s
       LEFT JOIN sip_consent c ON c.sip_id = s.id LEFT JOIN sip_invitation i ON i.sip_id = s.id
       WHERE (s.state = 'INITIATED') <> (c.id IS NULL) OR (s.state = 'DECLINED') <> (c.is_given IS FALSE)
          OR (s.state IN ('INVITED', 'ACTIVE', 'ENDED')) <> (i.id IS NOT NULL)
          OR (s.state = 'INVITED') <> (i.meeting_at IS NOT NULL AND i.meeting_at > $1)`,
      [region.clock.now()],
    );
    expect(faults).toEqual([]);
  });
});

describe('signing in', () => {
  test.each(demoSignIns())(
    '$username of $organisation is $role at $unit',
    async ({ organisation, username, role, unit }) => {
      const user = await region.as(organisation, username, unit);
      const answer = await user.ask('{ myContext { assignment { role unit { name } } } }');
      expect(answer.at('myContext').assignment).toEqual({ role, unit: { name: unit } });
    },
  );

  /** The first person in each role of each kind of administration that the matrix names. */
  const everyRole = [
    ...new Map(
      MATRIX.flatMap(({ administration, roles }) =>
        roles.map((role) => [`${administration} ${role}`, { administration, role }]),
      ),
    ).values(),
  ];

  test.each(everyRole)('somebody signs in as $role in $administration and may what the matrix says', async (row) => {
    const { organisation, username, assignments } = personIn(row.administration, row.role);
    const user = await region.as(organisation, username);
    const answer = await user.ask('{ myContext { capabilities assignment { role } } }');
    const { assignment, capabilities } = answer.at('myContext');
    expect(assignment.role).toBe(row.role);
    const everywhere = MATRIX.filter(
      ({ administration, roles, at }) =>
        administration === row.administration && roles.includes(row.role) && at === 'ANY',
    );
    expect(capabilities, assignments[0]?.unit.name).toEqual(
      expect.arrayContaining(everywhere.flatMap(({ may }) => may)),
    );
  });

  const people = demoPeople(readPrincipalFiles());
  function personIn(administration: AdministrationKind, role: Role) {
    const person = people.find(({ assignments: [first, ...others] }) => {
      return others.length === 0 && first?.unit.administration === administration && first.role === role;
    });
    if (!person) throw new Error(`nobody is ${role} in ${administration}`);
    return person;
  }
});

describe('overviews', () => {
  /** Everybody whose role sees episodes somewhere, by what makes a difference. */
  const watchers = demoPeople(readPrincipalFiles()).flatMap(({ organisation, username, assignments: [first] }) => {
    if (!first) return [];
    const { unit, role } = first;
    const sees = MATRIX.some(
      ({ administration, roles, at, may }) =>
        administration === unit.administration &&
        roles.includes(role) &&
        (at === 'OPERATIVE' ? unit.kind !== 'ORGANISATIONAL' : at !== 'ANY' && at.includes(unit.kind)) &&
        may.some((capability) => capability === 'episode.read'),
    );
    return sees ? [{ organisation, username, key: `${unit.administration} ${role} at ${unit.kind}` }] : [];
  });
  const kinds = [...new Set(watchers.map(({ key }) => key))];

  test.each(kinds)('somebody who is %s sees a case', async (key) => {
    const found: number[] = [];
    for (const { organisation, username } of watchers.filter((watcher) => watcher.key === key)) {
      const { totalCount } = await overview(await region.as(organisation, username), { first: 1 });
      found.push(totalCount);
      if (totalCount > 0) break;
    }
    expect(found.at(-1)).toBeGreaterThan(0);
  });

  test("the two patients of the seed's screenshot stand at Avd 1 ssk, Ö-vik, as Cristina Testar saw them (F-069, F-071)", async () => {
    const cristina = await region.as('region-vasternorrland', 'cristina.testar', 'Avd 1 ssk, Ö-vik');
    const rows = await overviewRows(cristina);
    const named = (familyName: string): Json => rows.find(({ patient }: Json) => patient.familyName === familyName);
    expect(named('Erlandsson')).toMatchObject({
      patient: { personalIdentityNumber: '191010239810', givenName: 'Test August' },
      unit: { name: 'Avd 1 ssk, Ö-vik' },
      careReport: expect.anything(),
      admission: expect.anything(),
      extra: null,
    });
    expect(named('Lorentz')).toMatchObject({
      patient: { personalIdentityNumber: '192410199240', givenName: 'Test Felicia' },
      unit: { name: 'Avd 1 ssk, Ö-vik' },
      careReport: expect.anything(),
      admission: expect.anything(),
      extra: expect.anything(),
      planningBasis: expect.anything(),
    });
  });

  test('a ward shows all three marks, and somebody invited to a plan sees the invitation', async () => {
    const ward = await overviewRows(await region.as('region-vasternorrland', 'ssk.medicin'));
    const cells = ward.flatMap((row: Json) => [
      row.careReport,
      row.admission,
      row.invitation,
      row.planningBasis,
      row.extra,
      row.dischargeReady,
      row.discharge,
    ]);
    const marks = new Set(cells.filter((cell: Json) => cell !== null).map((cell: Json) => cell.mark));
    expect([...marks].toSorted()).toEqual(['BLUE', 'GREEN', 'RED']);
    expect(ward.some((row: Json) => row.invitation !== null)).toBe(true);
  });
});

describe('episodes', () => {
  test('there are some in every state, somatic and psychiatric', async () => {
    const rows = await region.databases.care.query(`SELECT DISTINCT state, care_type FROM care_episode`);
    const states = (careType: string) => rows.filter((row) => row['care_type'] === careType).map(({ state }) => state);
    expect(states('SOMATIC').toSorted()).toEqual([
      'ADMITTED',
      'CLOSED',
      'DISCHARGED',
      'DISCHARGE_READY',
      'DISCHARGE_READY_INTERRUPTED',
    ]);
    expect(states('PSYCHIATRIC')).toEqual(expect.arrayContaining(['ADMITTED', 'DISCHARGE_READY', 'DISCHARGED']));
  });

  test('closed ones are there with and without outstanding acknowledgements (F-251)', async () => {
    const rows = await region.databases.care.query(
      `SELECT DISTINCT outstanding > 0 AS waits, (SELECT bool_or(is_open) FROM episode_party p WHERE p.episode_id = e.id) AS shown
       FROM care_episode e WHERE state = 'CLOSED' ORDER BY 1`,
    );
    expect(rows).toEqual([
      { waits: false, shown: false },
      { waits: true, shown: true },
    ]);
  });

  test('every kind of message is there, in time and late, and in every state at its recipients (G-004, G-011)', async () => {
    const messages = await region.databases.care.query(`SELECT DISTINCT type FROM message`);
    expect(messages.map(({ type }) => type).toSorted()).toEqual([
      'ADMISSION_NOTICE',
      'CARE_REPORT',
      'DISCHARGE_MESSAGE',
      'DISCHARGE_READY_INTERRUPTION',
      'DISCHARGE_READY_NOTICE',
      'EXTRA_MESSAGE',
      'GENERAL_MESSAGE',
      'MISDIRECTED_NOTICE',
      'VOID_NOTICE',
    ]);
    const late = await region.databases.care.query(`SELECT DISTINCT type FROM message WHERE is_late`);
    expect(late.map(({ type }) => type).toSorted()).toEqual(['ADMISSION_NOTICE', 'DISCHARGE_MESSAGE']);
    const states = await region.databases.care.query(`SELECT DISTINCT state FROM message_recipient`);
    expect(states.map(({ state }) => state).toSorted()).toEqual([
      'ACKNOWLEDGED',
      'DELEGATED',
      'FORWARDED',
      'READ',
      'RELEASED',
      'RETURNED_MISDIRECTED',
      'UNREAD',
    ]);
    const [notices] = await region.databases.care.query(
      `SELECT bool_or(version_number > 1) AS moved, bool_or(is_superseded) AS superseded FROM message`,
    );
    expect(notices).toEqual({ moved: true, superseded: true });
  });

  test('discharge-ready notices were sent before and after noon (G-032)', async () => {
    const rows = await region.databases.care.query(
      `SELECT DISTINCT extract(hour FROM sent_at AT TIME ZONE 'Europe/Stockholm') >= 12 AS after
       FROM message WHERE type = 'DISCHARGE_READY_NOTICE' ORDER BY 1`,
    );
    expect(rows).toEqual([{ after: false }, { after: true }]);
  });

  test('every part of the planning basis has been answered somewhere (F-244)', async () => {
    const rows = await region.databases.care.query(`SELECT DISTINCT partition FROM planning_section`);
    expect(rows.map(({ partition }) => partition).toSorted()).toEqual([
      'INPATIENT_CARE',
      'NEEDS_ASSESSMENT',
      'NURSING',
      'OCCUPATIONAL_THERAPY',
      'PHYSIOTHERAPY',
      'PRIMARY_CARE',
      'PSYCHIATRIC_OUTPATIENT',
      'SOCIAL_SERVICES',
    ]);
  });

  test('nothing lies in the time to come but estimates and meetings, and nothing before what it follows from', async () => {
    const faults = await region.databases.care.query(
      `SELECT e.id, e.state FROM care_episode e WHERE admitted_at > $1 OR assessed_at NOT BETWEEN admitted_at AND $1
         OR ready_judged_at NOT BETWEEN admitted_at AND ready_reported_at OR discharged_at NOT BETWEEN ready_judged_at AND $1
         OR closed_at NOT BETWEEN discharged_at AND $1 OR latest_change_at > $1
       UNION ALL SELECT m.id, m.type FROM message m JOIN care_episode e ON e.id = m.episode_id
         WHERE sent_at NOT BETWEEN e.admitted_at AND $1
       UNION ALL SELECT m.id, r.state FROM message m JOIN message_recipient r ON r.message_id = m.id
         WHERE r.read_at NOT BETWEEN m.sent_at AND $1 OR r.acknowledged_at NOT BETWEEN m.sent_at AND $1
            OR r.handed_on_at NOT BETWEEN m.sent_at AND $1`,
      [region.clock.now()],
    );
    expect(faults).toEqual([]);
  });

  test('Sörmland closes nothing while messages are unacknowledged, Västernorrland does (K12, f.3 62)', async () => {
    const closing = async (organisation: string, username: string): Promise<Json> => {
      const nurse = await region.as(organisation, username);
      const { edges } = await overview(nurse, { filter: { states: ['DISCHARGED'] } });
      const id = edges[0].node.episode.id;
      const { version, outstandingAcknowledgements } = (
        await nurse.ask('query ($id: ID!) { careEpisode(id: $id) { version outstandingAcknowledgements } }', { id })
      ).at('careEpisode');
      expect(outstandingAcknowledgements).toBeGreaterThan(0);
      return (await closeEpisode(nurse, { episodeId: id, version })).__typename;
    };
    expect(await closing('region-sormland', 'ssk.medicin')).toBe('AcknowledgementsMissing');
    expect(await closing('region-vasternorrland', 'ssk.geriatrik')).toBe('CloseEpisodeOk');
  });
});

describe('messages that go other ways, as those find them whose job it is', () => {
  const MESSAGE = `id type text versionNumber replaces { text } about { type text voided { reason } }
    recipients { state returnReason onBehalfReason unit { name } } movements { kind from { name } to { name } reason }`;

  /** What a unit of the demo region got, of the types. */
  async function inbox(organisation: string, username: string, ...types: string[]): Promise<readonly Json[]> {
    const answer = await (await region.as(organisation, username)).ask(
      `query ($types: [MessageType!]) { unitInbox(first: 20, filter: { types: $types }) {
        edges { node { own { state } message { ${MESSAGE} } } } } }`,
      { types },
    );
    return answer.at('unitInbox').edges.map(({ node }: Json) => node);
  }

  function moved(items: readonly Json[], kind: string): Json {
    return items.find(({ message }) => message.movements.some((movement: Json) => movement.kind === kind));
  }

  test('the needs assessor has handed on a notice, and delegated another to a team that has not acknowledged it (F-224)', async () => {
    const notices = await inbox('sundsvall', 'handlaggare.bistand', 'ADMISSION_NOTICE');
    expect(notices.map(({ own }) => own.state)).toEqual(expect.arrayContaining(['FORWARDED', 'DELEGATED']));
    const { message } = notices.find(({ own }) => own.state === 'DELEGATED');
    const states = message.recipients.map(({ state }: Json) => state);
    expect(states).toEqual(expect.arrayContaining(['DELEGATED', 'ACKNOWLEDGED', 'UNREAD']));
    const team = await inbox('sundsvall', 'ssk.hemtjanst-centrum', 'ADMISSION_NOTICE');
    expect(moved(team, 'DELEGATED').own.state).toBe('UNREAD');
  });

  test('the ward is told that a team gave its message back, and has sent it anew (G-103)', async () => {
    const [notice, ...more] = await inbox('region-vasternorrland', 'ssk.medicin', 'MISDIRECTED_NOTICE');
    expect(more).toEqual([]);
    expect(notice.message).toMatchObject({
      text: 'Patienten får inga insatser av oss.',
      about: { type: 'GENERAL_MESSAGE' },
    });
    const [anew] = await inbox('sundsvall', 'handlaggare.bistand', 'GENERAL_MESSAGE');
    expect(anew).toMatchObject({ own: { state: 'ACKNOWLEDGED' }, message: { text: notice.message.about.text } });
  });

  test('the ward has a corrected care report, and the needs assessor is told why an extra message is void (G-101)', async () => {
    const reports = await inbox('region-vasternorrland', 'ssk.medicin', 'CARE_REPORT');
    const corrected = reports.find(({ message }) => message.versionNumber === 2);
    expect(corrected.message).toMatchObject({ replaces: { text: expect.stringContaining('måndag') } });
    const [notice] = await inbox('sundsvall', 'handlaggare.bistand', 'VOID_NOTICE');
    expect(notice.message.about).toMatchObject({
      type: 'EXTRA_MESSAGE',
      voided: { reason: 'Skickat om fel patient.' },
    });
    const extras = await inbox('sundsvall', 'handlaggare.bistand', 'EXTRA_MESSAGE');
    expect(extras.map(({ own }) => own.state)).toEqual(expect.arrayContaining(['RELEASED', 'UNREAD']));
  });

  test('the administrator finds what is stuck, and what was moved is at a team of home care now (B-01, B-02, F-013)', async () => {
    const administrator = await region.as('sundsvall', 'admin.vof');
    const answer = await administrator.ask(
      `{ stuckMessages(first: 50, reason: OVERDUE) { edges { node { type places { unit { name } stuckBecause } } } } }`,
    );
    const stuck: readonly Json[] = answer.at('stuckMessages').edges.map(({ node }: Json) => node);
    const extra = stuck.filter(({ type }) => type === 'EXTRA_MESSAGE').flatMap(({ places }) => places);
    expect(extra).toContainEqual({ unit: { name: expect.stringMatching(/^Hemsjukvård/) }, stuckBecause: ['OVERDUE'] });
    const rerouted = moved(await inbox('sundsvall', 'ssk.hemtjanst-centrum', 'ADMISSION_NOTICE'), 'REROUTED');
    expect(rerouted.own.state).toBe('UNREAD');
  });

  test('an administrator has acknowledged in place of home health care, with the reason (F-261)', async () => {
    const extras = await inbox('sundsvall', 'handlaggare.bistand', 'EXTRA_MESSAGE');
    const reasons = extras.flatMap(({ message }) => message.recipients.map((r: Json) => r.onBehalfReason));
    expect(reasons).toContain('Ingen i arbetsgruppen är i tjänst. Innehållet är meddelat per telefon.');
  });

  describe('about plans', () => {
    /** What a unit of the demo region got about plans, of the types. */
    async function sipInbox(organisation: string, username: string, ...types: string[]): Promise<readonly Json[]> {
      const answer = await (await region.as(organisation, username)).ask(
        `query ($types: [SipMessageType!]) { sipInbox(first: 20, filter: { types: $types }) {
          edges { node { own { state } message { text sip { state participants { unit { name } answer } }
            recipients { state onBehalfReason unit { name } } } } } } }`,
        { types },
      );
      return answer.at('sipInbox').edges.map(({ node }: Json) => node);
    }

    test('the needs assessor who leads one is told that a team gave the invitation back (G-103)', async () => {
      const [notice, ...more] = await sipInbox('ornskoldsvik', 'handlaggare.bistand', 'MISDIRECTED_NOTICE');
      expect(more).toEqual([]);
      expect(notice).toMatchObject({
        own: { state: 'UNREAD' },
        message: { text: 'Patienten får inga insatser av oss.', sip: { state: 'INVITED' } },
      });
    });

    test('an administrator has acknowledged an invitation that the unit has not answered yet (F-261)', async () => {
      const invitations = await sipInbox('region-vasternorrland', 'ssk.medicin', 'INVITATION');
      const onBehalf = ({ message }: Json): Json =>
        message.recipients.find((recipient: Json) => recipient.onBehalfReason !== null);
      const invitation: Json = invitations.find((item) => onBehalf(item));
      const { unit, state } = onBehalf(invitation);
      expect(state).toBe('ACKNOWLEDGED');
      expect(invitation.message.sip.participants).toContainEqual({ unit, answer: null });
    });

    test('some are stuck at units of the municipality, and its administrator finds them (B-02)', async () => {
      const administrator = await region.as('sundsvall', 'admin.vof');
      const answer = await administrator.ask(
        '{ stuckSipMessages(first: 5) { totalCount edges { node { type places { stuckBecause } } } } }',
      );
      const { totalCount, edges } = answer.at('stuckSipMessages');
      expect(totalCount).toBeGreaterThan(0);
      expect(edges[0].node).toMatchObject({ type: 'INVITATION', places: [{ stuckBecause: ['OVERDUE'] }] });
    });
  });
});

describe('patients', () => {
  test('all have official test numbers and names that nobody bears (G-127, F-272)', async () => {
    const rows = await region.databases.care.query(`SELECT identity_number, identity_kind, given_name FROM patient`);
    expect(rows.length).toBeGreaterThan(2244 + 300);
    for (const { identity_number: digits, identity_kind: kind, given_name: name } of rows) {
      expect(testNumbers().has(digits), digits).toBe(true);
      expect(parseIdentityNumber(digits, '2026-11-21')).toMatchObject({ ok: true, value: { kind } });
      expect(name).toMatch(/^Test /);
    }
    expect(new Set(rows.map((row) => row['identity_kind']))).toEqual(new Set(['PERSONAL', 'COORDINATION']));
  });

  test('more than half are over sixty-five, and there are children', async () => {
    const [ages] = await region.databases.care.query<{ all: number; elderly: number; children: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE identity_number < '1961')::int AS elderly,
              count(*) FILTER (WHERE identity_number >= '2008')::int AS children FROM patient`,
    );
    expect(ages?.elderly).toBeGreaterThan((ages?.all ?? 0) / 2);
    expect(ages?.children).toBeGreaterThan(100);
  });

  test('children have plans in which their school takes part (F-009)', async () => {
    const children = await region.databases.care.query(`SELECT id FROM patient WHERE identity_number >= '2008'`);
    const [row] = await region.databases.sip.query(
      `SELECT count(DISTINCT s.id)::int AS plans FROM sip s JOIN sip_participant p ON p.sip_id = s.id
       JOIN kit.unit u USING (unit_id) WHERE u.administration_kind = 'BIF' AND s.patient_id = ANY($1)`,
      [children.map(({ id }) => id)],
    );
    expect(row?.['plans']).toBeGreaterThan(50);
  });

  test('some are linked to every kind of unit, some to none, and some live where no area reaches (F-222, F-223)', async () => {
    const [row] = await region.databases.organisation.query(
      `SELECT bool_or(h.kind = 'RESIDENCE') AS residence, bool_or(h.kind = 'HOME_CARE') AS "homeCare",
              bool_or(home_health_unit_id IS NOT NULL) AS "homeHealth",
              bool_or(listed_health_centre_id IS NOT NULL) AS listed,
              bool_or(psychiatric_outpatient_unit_id IS NOT NULL) AS psychiatry,
              bool_or(deciding_municipality_id IS NOT NULL) AS "decidedElsewhere",
              bool_or(a.version = 1) AS unlinked,
              bool_or(m.code = '2281' AND NOT EXISTS (SELECT FROM address_area area
                WHERE area.principal_id = m.id AND area.postal_code = a.postal_code)) AS outside
       FROM patient_addressing a JOIN principal m ON m.code = a.municipality_code LEFT JOIN unit h ON h.id = a.housing_unit_id`,
    );
    expect(row).toEqual({
      residence: true,
      homeCare: true,
      homeHealth: true,
      listed: true,
      psychiatry: true,
      decidedElsewhere: true,
      unlinked: true,
      outside: true,
    });
  });
});
