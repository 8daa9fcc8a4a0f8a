import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { sdlOf } from '@samplan/schema/sdl';
import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { overview } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admissionInput, admitted, newKey, patientInput } from '@samplan/testing/story';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = 'Avd 11 Medicin, Sundsvall';
const READ_ONLY = { errors: [{ extensions: { code: 'SYSTEM_READ_ONLY' } }] };
const MODE = 'query { readMode { since reason } }';

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('read mode (F-206, f.7 121), %s', (_, shape) => {
  let region: TestRegion;
  let nurse: Person;
  let physician: Person;
  let assessor: Person;
  let manager: Person;
  let made: { readonly episode: Json; readonly noticeId: string; readonly patientId: string };

  beforeAll(async () => {
    region = await testRegion({ shape });
    nurse = await region.staff(WARD, 'NURSE');
    physician = await region.staff(WARD, 'PHYSICIAN');
    assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
    made = await admitted(region, { nurse, physician, recipients: [assessor] });
  });
  afterAll(() => region.close());

  test('nobody but the region’s system managers can begin it', async () => {
    const municipal = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
    for (const person of [nurse, physician, assessor, municipal]) {
      expect(await does.setReadMode(person, { isOn: true, reason: 'Nej.' })).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
    }
    expect((await nurse.ask(MODE)).data).toEqual({ readMode: null });
  });

  test('when it begins, then everyone in region and municipalities sees it with its reason, at once', async () => {
    const { readMode } = await does.setReadMode(manager, { isOn: true, reason: 'Arkivering pågår.' });
    for (const person of [nurse, assessor]) expect((await person.ask(MODE)).data).toEqual({ readMode });
    expect(readMode.reason).toBe('Arkivering pågår.');
  });

  test('then every change is refused in every subgraph, nothing is written, and the attempt is logged', async () => {
    const before = await counts();
    const episodeId = made.episode.id;
    const attempts = [
      does.registerPatient(nurse, patientInput()),
      does.admitPatient(nurse, admissionInput(region, physician, made.patientId, [assessor])),
      does.acknowledgeMessage(assessor, { messageId: made.noticeId }),
      does.sendExtraMessage(nurse, { idempotencyKey: newKey(), episodeId, text: 'Nej.' }),
      does.initiateSip(nurse, {
        idempotencyKey: newKey(),
        patientId: made.patientId,
        initiationReason: 'Nej.',
        participants: [{ unitId: assessor.unitId }],
      }),
      does.registerBlock(nurse, { patientId: made.patientId, scope: 'UNIT', requestedBy: 'PATIENT' }),
    ];
    for (const refused of await Promise.all(attempts)) expect(refused).toMatchObject(READ_ONLY);
    expect(await counts()).toEqual(before);
    const denied = await region.databases.care.query("SELECT 1 FROM kit.access_log WHERE reason = 'READ_MODE'");
    expect(denied.length).toBeGreaterThan(0);
  });

  test('then everything can be read, people sign in, and what is read is logged', async () => {
    const later = await region.staff(WARD, 'NURSE');
    expect((await overview(later, { first: 10 })).totalCount).toBe(1);
    const seen = await assessor.ask(
      'query ($id: ID!) { careEpisode(id: $id) { messages { text } patient { sips { id } } } }',
      {
        id: made.episode.id,
      },
    );
    expect(seen.at('careEpisode').messages).toHaveLength(1);
    const read = await region.databases.care.query('SELECT 1 FROM kit.access_log WHERE user_id = $1', [later.userId]);
    expect(read.length).toBeGreaterThan(0);
  });

  test('when it ends, then everything can be done again, and who decided what stands in the history', async () => {
    expect((await does.setReadMode(manager, { isOn: false, reason: 'Klart.' })).readMode).toBeNull();
    expect((await does.acknowledgeMessage(assessor, { messageId: made.noticeId })).__typename).toBe(
      'AcknowledgeMessageOk',
    );
    const rows = await region.databases.identity.query(
      'SELECT is_on, reason, decided_by_user_id FROM read_mode_decision ORDER BY version',
    );
    expect(rows).toEqual([
      { is_on: true, reason: 'Arkivering pågår.', decided_by_user_id: manager.userId },
      { is_on: false, reason: 'Klart.', decided_by_user_id: manager.userId },
    ]);
  });

  async function counts(): Promise<readonly Json[]> {
    return await Promise.all([
      region.databases.care.query(
        'SELECT (SELECT count(*) FROM patient) AS p, (SELECT count(*) FROM care_episode) AS e, (SELECT count(*) FROM message) AS m',
      ),
      region.databases.sip.query('SELECT count(*) FROM sip'),
      region.databases.identity.query('SELECT count(*) FROM block'),
    ]);
  }
});

/** What goes on in read mode: signing in and out, guarding accounts, and taking out what is to be worked from. Each with thought. */
const GOES_ON = [
  'acceptResponsibilities',
  'changePassword',
  'chooseAssignment',
  'confirmSecondFactor',
  'endOtherSessions',
  'endServiceAccount',
  'endServiceAccountKey',
  'endSession',
  'exportCareEpisode',
  'exportOpenCases',
  'finishOidcSignIn',
  'issueServiceToken',
  'reauthenticate',
  'refreshSession',
  'removeSecondFactor',
  'reportCredentialsSuspected',
  'sendSignInCode',
  'setReadMode',
  'signIn',
  'signInWithCard',
  'signOut',
  'startOidcSignIn',
];

test('the operations that go on in read mode are these and no more', () => {
  const marked = SUBGRAPHS.flatMap((name) =>
    parse(sdlOf(name)).definitions.flatMap((definition) =>
      'fields' in definition && definition.name?.value === 'Mutation'
        ? (definition.fields ?? []).flatMap((field) =>
            field.directives?.some(({ name: directive }) => directive.value === 'duringReadMode')
              ? [field.name.value]
              : [],
          )
        : [],
    ),
  );
  expect(marked.sort()).toEqual(GOES_ON);
});
