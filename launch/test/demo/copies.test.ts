import type { SubgraphName } from '@samplan/schema/events/contract';
import { type DemoRegion, demoRegion } from '@samplan/testing/demo-region';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let region: DemoRegion;
beforeAll(async () => {
  region = await demoRegion();
});
afterAll(() => region.close());

type Rows = readonly Readonly<Record<string, unknown>>[];

function ask(subgraph: SubgraphName, sql: string): Promise<Rows> {
  return region.databases[subgraph].query(sql);
}

/** What a producer says is what each consumer has, and there is something. */
async function expectSame(owner: SubgraphName, sql: string, copies: readonly (readonly [SubgraphName, string])[]) {
  const owned = await ask(owner, sql);
  expect(owned.length).toBeGreaterThan(0);
  for (const [consumer, copySql] of copies) expect(await ask(consumer, copySql), consumer).toEqual(owned);
}

describe('when every event of the demo region is heard, then copies say what their producers say', () => {
  test('units, everywhere', async () => {
    const copy = `SELECT unit_id, name, hsa_id, kind, administration_id, administration_kind, principal_id, principal_code,
      principal_slug, region_id, is_active, version FROM kit.unit ORDER BY unit_id`;
    await expectSame(
      'organisation',
      `SELECT u.id AS unit_id, u.name, u.hsa_id, u.kind, u.administration_id, a.kind AS administration_kind, u.principal_id,
         p.code AS principal_code, p.slug AS principal_slug, coalesce(p.region_id, p.id) AS region_id, u.is_active, u.version
       FROM unit u JOIN administration a ON a.id = u.administration_id JOIN principal p ON p.id = u.principal_id
       ORDER BY u.id`,
      [
        ['identity', copy],
        ['care', copy],
        ['sip', copy],
      ],
    );
  });

  test('assignments, everywhere', async () => {
    const copy = `SELECT assignment_id, user_id, unit_id, role, is_active, version FROM kit.assignment ORDER BY 1`;
    await expectSame(
      'identity',
      `SELECT id AS assignment_id, user_id, unit_id, role, is_active, version FROM assignment ORDER BY 1`,
      [
        ['identity', copy],
        ['organisation', copy],
        ['care', copy],
        ['sip', copy],
      ],
    );
  });

  test('care relations in organisation and sip', async () => {
    const copy = `SELECT relation_id, patient_id, unit_id, since, until, version FROM kit.care_relation ORDER BY 1`;
    await expectSame(
      'care',
      `SELECT id AS relation_id, patient_id, unit_id, since, until, version FROM care_relation ORDER BY 1`,
      [
        ['organisation', copy],
        ['sip', copy],
      ],
    );
  });

  test('patients in organisation and sip', async () => {
    await expectSame('care', 'SELECT id, municipality_code, postal_code, version FROM patient ORDER BY 1', [
      [
        'organisation',
        `SELECT patient_id AS id, municipality_code, postal_code, registration_version AS version
         FROM patient_addressing ORDER BY 1`,
      ],
    ]);
    await expectSame('care', 'SELECT id, municipality_code, version FROM patient ORDER BY 1', [
      ['sip', 'SELECT patient_id AS id, municipality_code, version FROM patient_copy ORDER BY 1'],
    ]);
  });

  test('links in care', async () => {
    await expectSame(
      'organisation',
      `SELECT patient_id, array_remove(ARRAY[housing_unit_id, home_health_unit_id, listed_health_centre_id,
         psychiatric_outpatient_unit_id], NULL) AS unit_ids, psychiatric_outpatient_unit_id, version
       FROM patient_addressing WHERE version > 1 ORDER BY 1`,
      [['care', 'SELECT patient_id, unit_ids, psychiatric_outpatient_unit_id, version FROM patient_link ORDER BY 1']],
    );
  });

  test('episodes in sip', async () => {
    await expectSame(
      'care',
      `SELECT id AS episode_id, patient_id, state, version,
         ARRAY(SELECT unit_id FROM episode_party p WHERE p.episode_id = e.id AND p.left_at IS NULL ORDER BY 1) AS parties
       FROM care_episode e ORDER BY 1`,
      [
        [
          'sip',
          `SELECT episode_id, patient_id, state, version,
             ARRAY(SELECT u FROM unnest(party_unit_ids) AS u ORDER BY 1) AS parties FROM episode_copy ORDER BY 1`,
        ],
      ],
    );
  });

  test('whose each episode and plan is, in identity', async () => {
    const copy = (prefix: string) =>
      `SELECT document_id, patient_id, unit_id FROM documented_copy WHERE document_id LIKE '${prefix}%' ORDER BY 1`;
    await expectSame(
      'care',
      'SELECT id AS document_id, patient_id, ward_unit_id AS unit_id FROM care_episode ORDER BY 1',
      [['identity', copy('epi_')]],
    );
    await expectSame(
      'sip',
      'SELECT id AS document_id, patient_id, coordinating_unit_id AS unit_id FROM sip ORDER BY 1',
      [['identity', copy('sip_')]],
    );
  });

  test('plans in care', async () => {
    await expectSame(
      'sip',
      `SELECT s.id AS sip_id, s.episode_id, s.version, i.sent_at AS invited_at, p.unit_id,
         p.must_acknowledge AND s.state NOT IN ('DECLINED', 'ENDED') AS must_acknowledge, p.answered_at
       FROM sip s JOIN sip_participant p ON p.sip_id = s.id LEFT JOIN sip_invitation i ON i.sip_id = s.id
       WHERE p.left_at IS NULL ORDER BY s.id, p.unit_id`,
      [
        [
          'care',
          `SELECT sip_id, episode_id, version, invited_at, p."unitId" AS unit_id,
             p."mustAcknowledge" AS must_acknowledge, p."answeredAt" AS answered_at
           FROM sip_copy, jsonb_to_recordset(participants)
             AS p("unitId" text, "mustAcknowledge" boolean, "answeredAt" timestamptz) ORDER BY sip_id, p."unitId"`,
        ],
      ],
    );
  });
});

describe('relations have their reasons', () => {
  test('each link gives one, and nothing else does', async () => {
    await expectSame('care', `SELECT patient_id, unnest(unit_ids) AS unit_id FROM patient_link ORDER BY 1, 2`, [
      ['care', `SELECT patient_id, unit_id FROM care_relation WHERE basis = 'LINK' AND until IS NULL ORDER BY 1, 2`],
    ]);
  });

  test('each ongoing plan gives its participants one; of ended plans, and for who has left, they have ended', async () => {
    await expectSame(
      'sip',
      `SELECT s.patient_id, s.id AS basis_id, p.unit_id,
         s.state NOT IN ('INITIATED', 'PREPARING', 'INVITED', 'ACTIVE') OR p.left_at IS NOT NULL AS ended
       FROM sip s JOIN sip_participant p ON p.sip_id = s.id ORDER BY 1, 2, 3`,
      [
        [
          'care',
          `SELECT patient_id, basis_id, unit_id, until IS NOT NULL AS ended FROM care_relation WHERE basis = 'SIP'
           ORDER BY 1, 2, 3`,
        ],
      ],
    );
  });

  test('each party of an episode has one, with an end when the episode is closed or the unit has left', async () => {
    await expectSame(
      'care',
      `SELECT e.patient_id, e.id AS basis_id, p.unit_id, e.state = 'CLOSED' OR p.left_at IS NOT NULL AS ended
       FROM care_episode e JOIN episode_party p ON p.episode_id = e.id ORDER BY 1, 2, 3`,
      [
        [
          'care',
          `SELECT patient_id, basis_id, unit_id, until IS NOT NULL AS ended FROM care_relation WHERE basis = 'EPISODE'
           ORDER BY 1, 2, 3`,
        ],
      ],
    );
  });
});

test('what an episode counts as outstanding is what its recipients owe', async () => {
  await expectSame('care', 'SELECT id, outstanding FROM care_episode ORDER BY 1', [
    [
      'care',
      `SELECT e.id, count(r.*) FILTER (WHERE r.state IN ('UNREAD', 'READ'))::int AS outstanding
       FROM care_episode e JOIN message m ON m.episode_id = e.id JOIN message_recipient r ON r.message_id = m.id
       GROUP BY 1 ORDER BY 1`,
    ],
  ]);
});

test('every person, unit and patient that is named anywhere exists', async () => {
  const ids = async (subgraph: SubgraphName, sql: string) => new Set((await ask(subgraph, sql)).map(({ id }) => id));
  const users = await ids('identity', 'SELECT id FROM "user"');
  const units = await ids('organisation', 'SELECT id FROM unit');
  const patients = await ids('care', 'SELECT id FROM patient');
  const episodes = await ids('care', 'SELECT id FROM care_episode');
  const named = async (subgraph: SubgraphName, sql: string) =>
    (await ask(subgraph, sql)).map(({ id }) => id).filter((id) => id !== null);
  const unknown = (known: ReadonlySet<unknown>, all: readonly unknown[]) => all.filter((id) => !known.has(id));
  expect(
    unknown(
      users,
      await named(
        'care',
        `SELECT unnest(ARRAY[assessed_by_user_id, ready_judged_by_user_id]) AS id FROM care_episode
         UNION SELECT sent_by_user_id FROM message UNION SELECT saved_by_user_id FROM planning_section
         UNION SELECT unnest(ARRAY[read_by_user_id, acknowledged_by_user_id, handed_on_by_user_id]) FROM message_recipient`,
      ),
    ),
  ).toEqual([]);
  expect(
    unknown(
      users,
      await named(
        'sip',
        `SELECT initiated_by_user_id AS id FROM sip UNION SELECT answered_by_user_id FROM sip_participant
         UNION SELECT recorded_by_user_id FROM sip_consent UNION SELECT sent_by_user_id FROM sip_invitation`,
      ),
    ),
  ).toEqual([]);
  expect(unknown(units, await named('care', 'SELECT unit_id AS id FROM care_relation'))).toEqual([]);
  expect(unknown(units, await named('sip', 'SELECT unit_id AS id FROM sip_participant'))).toEqual([]);
  expect(unknown(units, await named('identity', 'SELECT unit_id AS id FROM assignment'))).toEqual([]);
  expect(unknown(patients, await named('sip', 'SELECT patient_id AS id FROM sip'))).toEqual([]);
  expect(unknown(episodes, await named('sip', 'SELECT episode_id AS id FROM sip'))).toEqual([]);
});
