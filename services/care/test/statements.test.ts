import type { Answer } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import { acknowledgeMessage, answerPlanningBasis, overview, sendExtraMessage } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { admitted, newKey } from '@samplan/testing/story';
import { afterAll, beforeAll, expect, test } from 'vitest';

let region: TestRegion;
let nurse: Person;
beforeAll(async () => {
  region = await testRegion();
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
});
afterAll(() => region.close());

const DEEP = `query ($first: Int) { overview(first: $first) { edges { node {
  patient { id addressing { listedHealthCentre { name } } sips { id } careEpisodes { id } }
  episode { parties { unit { name } } messages { text sentBy { familyName } episode { state } } sip { id }
            planningBasis { nursing { questions { answer } savedBy { familyName } } } }
  admission { message { recipients { unit { name } } } parties { unit { name } } }
} } } }`;

const PERSON = 'familyName';
const MESSAGE = `id text sender { name } sentBy { ${PERSON} } voided { reason } about { id } replaces { id } attachments { id }
  recipients { state unit { name } acknowledgedBy { ${PERSON} } } movements { kind by { ${PERSON} } from { name } to { name } }
  importedFrom { system } admission { assessedBy { ${PERSON} } }`;
const SECTION = `state unit { name } savedBy { ${PERSON} } questions { key answer } history { version by { ${PERSON} } } disagreements { id }`;
const EPISODE = `query ($id: ID!) { careEpisode(id: $id) { id state unseenChanges lookedAt viewerCan importedFrom { system }
  patient { givenName careContacts { kind unit { name } } } careContactsMissing { name } backRegistration { reason }
  dischargeReady { judgedBy { ${PERSON} } } transfer { at } transferredFrom { id } parties { unit { name } }
  messages { ${MESSAGE} } changes { kind by { ${PERSON} } byUnit { name } message { type } } planningBasis { sections { ${SECTION} } }
  carePlan { state parties { state unit { name } } steps { kind by { ${PERSON} } } }
  paymentLiability { current { explanation conditions { kind } } results { version } exceptions { id } counter { usedDays } } } }`;
const INBOX = `query ($first: Int) { unitInbox(first: $first) { totalCount edges { node { professions own { state unit { name } }
  message { ${MESSAGE} episode { id state } patient { familyName } } } } } }`;

/** The least of three: work in the background may fall between. */
async function leastOf(
  subgraph: 'care' | 'sip' | 'organisation' | 'identity',
  work: () => Promise<Answer>,
): Promise<number> {
  const once = () =>
    region.statements(subgraph, async () => {
      expect((await work()).errors).toEqual([]);
    });
  return Math.min(await once(), await once(), await once());
}
const GOING_HOME = `query ($first: Int) { overview(first: $first) { edges { node {
  patient { careContacts { history(first: 1) { version } } }
  planningTrack { isMeetingMissing followUp { groups { text } isSipStarted } } planningBasisDue { isOverdue parties { dueAt } }
  episode { planningTracks(first: 1) { version } dischargeInformation { missing history(first: 1) { version } }
            readyForHome { parts { items { isTicked } history(first: 1) { version } } } }
} } } }`;

test('when the overview shows more patients, then no subgraph sends more statements', async () => {
  const physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  const assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
  for (let i = 0; i < 25; i += 1) {
    const { episode } = await admitted(region, { nurse, physician, recipients: [assessor] });
    const of = { episodeId: episode.id, version: 0 };
    await does.setPlanningTrack(nurse, { ...of, track: 'YELLOW', followUpGroups: ['bothPrincipals'] });
    await does.tickReadyForHome(assessor, { ...of, items: [{ key: 'ready', isTicked: true }] });
    await does.saveDischargeInformation(nurse, { ...of, content: {} });
  }
  for (const subgraph of ['care', 'sip', 'organisation', 'identity'] as const) {
    const once = (first: number, query?: string) =>
      region.statements(subgraph, async () => {
        const answer = query ? await nurse.ask(query, { first }) : await overview(nurse, { first });
        expect(answer.errors ?? []).toEqual([]);
      });
    // The least of three: work in the background may fall between.
    const count = async (first: number, query?: string) =>
      Math.min(await once(first, query), await once(first, query), await once(first, query));
    expect(await count(25), subgraph).toBe(await count(2));
    for (const query of [DEEP, GOING_HOME]) {
      await count(25, query); // compiles what is compiled at first use
      expect(await count(25, query), subgraph).toBe(await count(2, query));
    }
  }
  expect(await region.statements('care', () => overview(nurse, { first: 25 }))).toBeLessThanOrEqual(12);
});

test('when a unit got more messages, or an episode has more of everything, then no subgraph sends more statements', async () => {
  const physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
  const others = ['Hemsjukvård Centrum', 'Hemsjukvård Nacksta', 'Hemsjukvård Alnö'];
  const homeNurses: Person[] = [];
  for (const name of others) homeNurses.push(await region.staff(name, 'NURSE'));
  const [homeNurse] = homeNurses;
  if (!homeNurse) throw new Error('there is one');
  const { episode: small } = await admitted(region, { nurse, physician, recipients: [homeNurse] });
  const { episode: large, noticeId } = await admitted(region, { nurse, physician, recipients: homeNurses });
  for (let i = 0; i < 20; i += 1) {
    await sendExtraMessage(nurse, { idempotencyKey: newKey(), episodeId: large.id, text: `Nr ${i}` });
  }
  for (const by of homeNurses) await acknowledgeMessage(by, { messageId: noticeId });
  const answers = [{ key: 'medication', answer: 'svar' }];
  // One part in each, so that both have what hangs on parts.
  await answerPlanningBasis(homeNurse, { episodeId: small.id, version: 0, answers });
  for (const by of homeNurses) await answerPlanningBasis(by, { episodeId: large.id, version: 0, answers });
  await acknowledgeMessage(homeNurse, {
    messageId: (await nurse.ask('query ($id: ID!) { careEpisode(id: $id) { messages { id } } }', { id: small.id })).at(
      'careEpisode',
    ).messages[0].id,
  });

  for (const subgraph of ['care', 'sip', 'organisation', 'identity'] as const) {
    const episode = (id: string) => leastOf(subgraph, () => nurse.ask(EPISODE, { id }));
    const inbox = (first: number) => leastOf(subgraph, () => homeNurse.ask(INBOX, { first }));
    await episode(large.id); // compiles what is compiled at first use
    await inbox(20);
    expect(await episode(large.id), subgraph).toBe(await episode(small.id));
    expect(await inbox(20), subgraph).toBe(await inbox(1));
  }
});
