import type { Json } from '@samplan/testing/ask';
import { type DemoRegion, demoRegion } from '@samplan/testing/demo-region';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** What the demo region shows of access itself, as those see it whose work it is. */

let region: DemoRegion;
beforeAll(async () => {
  region = await demoRegion();
});
afterAll(() => region.close());

describe('orders of access', () => {
  const ORDERS = `{ accessOrders { edges { node { id version kind state role reason viewerCan person { familyName user { id } }
    steps { system doneAt } history { event state at by { id } } } } } }`;

  async function orders(organisation: string, username: string): Promise<readonly Json[]> {
    const answer = await (await region.as(organisation, username)).ask(ORDERS);
    return answer.at('accessOrders').edges.map(({ node }: Json) => node);
  }

  test('are there in every state, each with its history from placing on (K15)', async () => {
    const all = [
      ...(await orders('region-vasternorrland', 'admin.region')),
      ...(await orders('sundsvall', 'admin.vof')),
      ...(await orders('katrineholm', 'admin.soc')),
      ...(await orders('katrineholm', 'admin.bif')),
    ];
    const states = new Set(all.map(({ state }) => state));
    expect([...states].toSorted()).toEqual(['DELIVERED', 'DONE', 'EXECUTED', 'PLACED', 'REFUSED', 'WITHDRAWN']);
    for (const { state, history } of all) {
      expect(history[0]).toMatchObject({ event: 'PLACED', by: expect.anything() });
      expect(history.at(-1).state).toBe(state);
      const instants = history.map(({ at }: Json) => at);
      expect(instants).toEqual(instants.toSorted());
      expect(instants.every((at: string) => new Date(at) <= region.clock.now())).toBe(true);
    }
  });

  test('what was refused or withdrawn says why', async () => {
    const closed = (await orders('region-vasternorrland', 'admin.region')).filter(({ state }) => state !== 'PLACED');
    expect(closed.map(({ state, reason }) => [state, reason])).toEqual([
      ['WITHDRAWN', 'Fel roll, en ny beställning läggs.'],
      ['REFUSED', 'Anställningen är inte beslutad än.'],
    ]);
  });

  test('one waits for another system when the account is made', async () => {
    const begun = (await orders('sundsvall', 'admin.vof')).find(({ state }) => state === 'PLACED');
    expect(begun?.steps.map(({ system, doneAt }: Json) => [system, doneAt !== null])).toEqual([
      ['SAMPLAN', true],
      ['LIFECARE_SP', false],
    ]);
  });

  test('the credentials of one wait for the orderer, who can fetch them, and the new user must change the password (F-403)', async () => {
    const manager = await region.as('sundsvall', 'chef.bistand');
    const [order] = (await manager.ask(ORDERS))
      .at('accessOrders')
      .edges.map(({ node }: Json) => node)
      .filter(({ state }: Json) => state === 'EXECUTED');
    expect(order.viewerCan).toEqual(['COLLECT']);
    const collected = await manager.ask(
      `mutation ($input: CollectCredentialsInput!) { collectCredentials(input: $input) {
        ... on CollectCredentialsOk { credentials { system username password } order { state } } } }`,
      { input: { orderId: order.id, message: 'SAMPLAN' } },
    );
    const { credentials, order: after } = collected.at('collectCredentials');
    expect(after.state).toBe('DELIVERED');
    const user = await region.as('sundsvall', credentials[0].username);
    const missing = (await user.ask('{ myContext { capabilities missing { code } } }')).at('myContext');
    expect(missing.capabilities).toEqual([]);
    expect(missing.missing).toContainEqual({ code: 'PASSWORD_MUST_CHANGE' });
  });

  test('the principal’s order of school staff is an appointment (F-010)', async () => {
    const principal = await region.as('katrineholm', 'rektor.duveholmsgymnasiet');
    const answer = await principal.ask(
      '{ appointments(kind: SIP_USER) { edges { node { unit { name } appointedBy { id } user { familyName } } } } me { id } }',
    );
    const { id } = answer.at('me');
    const nodes: readonly Json[] = answer.at('appointments').edges.map(({ node }: Json) => node);
    const own = nodes.filter(({ unit }) => unit.name === 'Duveholmsgymnasiet');
    expect(own).toHaveLength(3); // by order, directly, and who was staff from the beginning
    for (const node of own) expect(node.appointedBy).toEqual({ id });
  });
});

describe('appointments', () => {
  test('one unit has fewer expert users than a tenth of its staff, another has more (F-117)', async () => {
    const manager = await region.as('katrineholm', 'chef.vuxna');
    const answer = await manager.ask(
      '{ expertUserCoverage { unit { name } staffCount expertUserCount targetCount isReached } }',
    );
    const coverage: readonly Json[] = answer.at('expertUserCoverage');
    const of = (name: string) => coverage.find(({ unit }) => unit.name === name);
    expect(of('Socialtjänsten, vuxna')).toMatchObject({ expertUserCount: 1, isReached: false });
    expect(of('Socialtjänsten, barn och familj')).toMatchObject({ expertUserCount: 2, isReached: true });
    expect(of('Socialtjänsten, vuxna').expertUserCount / of('Socialtjänsten, vuxna').staffCount).toBeLessThan(0.1);
  });

  test('super-users are appointed by the operations manager of care and nursing and by the manager of a unit of social services (F-022, F-034)', async () => {
    const kinds = async (organisation: string, username: string) => {
      const answer = await (await region.as(organisation, username)).ask(
        '{ appointments(kind: SUPER_USER) { edges { node { unit { name } } } } }',
      );
      return answer.at('appointments').edges.map(({ node }: Json) => node.unit.name);
    };
    expect(await kinds('sundsvall', 'verksamhetschef.vof')).toEqual(['Hemtjänst Centrum']);
    expect(await kinds('katrineholm', 'chef.vuxna')).toEqual(['Socialtjänsten, barn och familj']);
  });

  test('the phone list of a unit names its contact persons (F-164)', async () => {
    const nurse = await region.as('sundsvall', 'ssk.hemtjanst-centrum');
    const home = (await nurse.ask('{ myContext { assignment { unit { id } } } }')).at('myContext').assignment.unit.id;
    const answer = await nurse.ask(
      'query ($unitId: ID!) { phoneList(unitId: $unitId) { kind phone system user { familyName } } }',
      { unitId: home },
    );
    expect(answer.at('phoneList')).toContainEqual({
      kind: 'CONTACT_PERSON',
      phone: '070-174 06 07',
      system: 'LIFECARE_PROVIDER',
      user: { familyName: expect.any(String) },
    });
  });
});

describe('what the region’s system manager sees', () => {
  test('a reporting tool has an account that can only count (F-212)', async () => {
    const manager = await region.as('region-vasternorrland', 'forvaltare.region');
    const answer = await manager.ask(
      '{ serviceAccounts { edges { node { name capabilities networks keys { kid } endedAt } } } }',
    );
    expect(answer.at('serviceAccounts').edges.map(({ node }: Json) => node)).toEqual([
      {
        name: 'Rapportverktyget',
        capabilities: ['statistics.read'],
        networks: ['192.0.2.0/24'],
        keys: [{ kid: expect.any(String) }],
        endedAt: null,
      },
    ]);
  });

  test('a patient was opened in an emergency, which has ended (G-083)', async () => {
    const manager = await region.as('region-vasternorrland', 'forvaltare.region');
    const answer = await manager.ask('{ exceptionalAccesses { kind reason endsAt unit { name } user { id } } }');
    const [opened, ...more] = answer.at('exceptionalAccesses');
    expect(more).toEqual([]);
    expect(opened).toMatchObject({ kind: 'EMERGENCY', unit: { name: 'Akutmottagning ssk, Ö-vik' } });
    expect(new Date(opened.endsAt) < region.clock.now()).toBe(true);
  });

  test('one log review is open, one is finished without remark, and one with a remark that is followed up (G-073, G-075)', async () => {
    const manager = await region.as('region-vasternorrland', 'forvaltare.region');
    const answer = await manager.ask(
      `{ logReviews { edges { node { unit { name } method seed state outcome note viewerMayReview openedAt
        followUps { note isClosed } } } } }`,
    );
    const reviews: readonly Json[] = answer.at('logReviews').edges.map(({ node }: Json) => node);
    const found = new Map(reviews.map((review) => [review.unit.name, review]));
    expect(found.get('Avd 11 Medicin, Sundsvall')).toMatchObject({
      state: 'OPEN',
      outcome: null,
      viewerMayReview: true,
    });
    expect(found.get('Avd 1 ssk, Ö-vik')).toMatchObject({ state: 'FINISHED', outcome: 'WITHOUT_REMARK' });
    expect(found.get('Hälsocentralen Skönsmon')).toMatchObject({
      state: 'FINISHED',
      outcome: 'WITH_REMARK',
      followUps: [{ isClosed: false }],
    });
    expect(found.size).toBe(3);
  });
});

describe('closed patients', () => {
  const PATIENT = 'query ($id: ID!) { patient(id: $id) { id familyName } }';

  test('one has blocked the data of psychiatric outpatient care, which the health centre is told of and nothing more (G-077)', async () => {
    const [blocked] = await region.databases.identity.query<{ id: string; unit: string }>(
      `SELECT b.patient_id AS id, u.username AS unit FROM block b JOIN protected_staff s ON true
       JOIN "user" u ON u.id = s.user_ids[1] JOIN kit.unit source ON source.unit_id = b.source_id
       WHERE source.kind = 'PSYCHIATRIC_OUTPATIENT' AND b.ended_at IS NULL`,
    );
    const nurse = await region.as('region-vasternorrland', blocked?.unit ?? '');
    const answer = await nurse.ask('query ($id: ID!) { patient(id: $id) { id blocks { since: registeredAt } } }', {
      id: blocked?.id,
    });
    expect(answer.at('patient')).toEqual({ id: blocked?.id, blocks: [{ since: expect.any(String) }] });
  });

  test('one has a protected identity, which one nurse of the health centre may open and no colleague (G-090)', async () => {
    const [hidden] = await region.databases.identity.query<{ id: string; nurse: string; colleague: string }>(
      `SELECT s.patient_id AS id, u.username AS nurse, replace(u.username, 'ssk.', 'dsk.') AS colleague
       FROM protected_staff s JOIN "user" u ON u.id = s.user_ids[1]`,
    );
    const named = await region.as('region-vasternorrland', hidden?.nurse ?? '');
    expect((await named.ask(PATIENT, { id: hidden?.id })).at('patient')).toMatchObject({ id: hidden?.id });
    const other = await region.as('region-vasternorrland', hidden?.colleague ?? '');
    expect((await other.ask(PATIENT, { id: hidden?.id })).data).toEqual({ patient: null });
  });
});
