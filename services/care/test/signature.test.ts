import { standardSettings } from '@samplan/identity/settings';
import type { Json } from '@samplan/testing/ask';
import { openCardDesk } from '@samplan/testing/cards/desk';
import { atReader, convertToCard } from '@samplan/testing/cards/sign-in';
import {
  answerPlanningBasis,
  correctPlanningSection,
  finaliseCarePlan,
  reportDischargeReady,
  signPlanningSection,
} from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { bearer, chooseAssignment, reauthenticate, refreshSession, startWork } from '@samplan/testing/sessions';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admitted, hours } from '@samplan/testing/story';
import { expect, test } from 'vitest';

const WARD = { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' } as const;
const MINUTES = 20;
const settings = { ...standardSettings('TRAINING'), signatureMinutes: MINUTES };

/** A report that obeys every rule, of an episode of its own. */
async function report(region: TestRegion): Promise<Record<string, unknown>> {
  const nurse = await region.staff(WARD.unit, 'NURSE');
  const physician = await region.staff(WARD.unit, 'PHYSICIAN');
  const recipients = [await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR')];
  const { episode } = await admitted(region, { nurse, physician, recipients });
  const judged = { judgedById: physician.userId, judgedAt: hours(region, 0) };
  return { episodeId: episode.id, version: episode.version, ...judged };
}

async function stateOf(by: Pick<Person, 'ask'>, episodeId: unknown): Promise<string> {
  const answer = await by.ask('query ($id: ID!) { careEpisode(id: $id) { state } }', { id: episodeId });
  return answer.at('careEpisode').state;
}

test.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])(
  'when who reports discharge-ready signed in too long ago, then FreshAuthenticationRequired says what to do and nothing is done until it is, %s (G-146)',
  async (_, shape) => {
    const region = await testRegion({ shape, settings });
    try {
      const { url } = region.running;
      const [first, second] = [await report(region), await report(region)];
      const account = await region.account([WARD]);
      let tokens: Json = await startWork(url, account);
      const later = async (minutes: number): Promise<Pick<Person, 'ask'>> => {
        region.clock.move({ minutes });
        ({ tokens } = await refreshSession(bearer(url), { refreshToken: tokens.refreshToken }));
        return bearer(url, tokens.accessToken);
      };
      const inTime = await later(MINUTES / 2);
      expect(await reportDischargeReady(inTime, first)).toMatchObject({
        __typename: 'ReportDischargeReadyOk',
      });

      const late = await later(MINUTES / 2); // refreshing proves nothing
      expect(await reportDischargeReady(late, second)).toEqual({
        __typename: 'FreshAuthenticationRequired',
        code: 'FRESH_AUTHENTICATION_REQUIRED',
        message: expect.stringContaining('reauthenticate'),
      });
      expect(await stateOf(late, second['episodeId'])).toBe('ADMITTED');
      expect(
        await region.databases.care.query(
          `SELECT kind, action FROM kit.access_log WHERE user_id = $1 AND reason = 'PROOF_TOO_OLD'`,
          [account.userId],
        ),
      ).toEqual([{ kind: 'DENIED', action: 'Mutation.reportDischargeReady' }]);

      const wrong = await reauthenticate(late, { password: 'Fel-losen-9' });
      expect(wrong.code).toBe('CURRENT_PASSWORD_WRONG');
      expect((await reportDischargeReady(late, second)).code).toBe('FRESH_AUTHENTICATION_REQUIRED');
      const proved = await reauthenticate(late, { password: account.password });
      const fresh = bearer(url, proved.tokens.accessToken);
      expect(await reportDischargeReady(fresh, second)).toMatchObject({ __typename: 'ReportDischargeReadyOk' });
    } finally {
      await region.close();
    }
  },
);

test('when a part is signed or corrected, or a plan finalised, long after the sign-in, then who does it is asked to prove who they are, and nothing is done (G-146)', async () => {
  const region = await testRegion({ settings });
  try {
    const { url } = region.running;
    const { episodeId } = await report(region);
    const account = await region.account([WARD]);
    const { accessToken, refreshToken } = await startWork(url, account);
    const fresh = bearer(url, accessToken);
    const answers = [{ key: 'reason', answer: 'Lunginflammation' }];
    expect(await answerPlanningBasis(fresh, { episodeId, version: 0, answers })).toMatchObject({
      section: { version: 1 },
    });
    region.clock.move({ minutes: MINUTES });
    const late = bearer(url, (await refreshSession(bearer(url), { refreshToken })).tokens.accessToken);
    const input = { episodeId, version: 1 };
    const outcomes = [
      await signPlanningSection(late, { ...input, confirmFinal: true }),
      await correctPlanningSection(late, { ...input, answers, reason: 'r', confirmFinal: true }),
      await finaliseCarePlan(late, { episodeId }),
    ];
    for (const { code } of outcomes) expect(code).toBe('FRESH_AUTHENTICATION_REQUIRED');
    const stored = await region.databases.care.query(
      'SELECT state, version FROM planning_section WHERE episode_id = $1',
      [episodeId],
    );
    expect(stored).toEqual([{ state: 'DRAFT', version: 1 }]);

    const proved = await reauthenticate(late, { password: account.password });
    const again = bearer(url, proved.tokens.accessToken);
    expect(await signPlanningSection(again, input)).toMatchObject({ section: { state: 'SIGNED' } });
  } finally {
    await region.close();
  }
});

test('when the session is bound to a card, then nobody is asked for more, hours after the sign-in (F-064)', async () => {
  const desk = await openCardDesk();
  const region = await testRegion({ shape: inOneProcess, cards: desk.entry, settings });
  try {
    const { cardUrl } = region.running;
    if (!cardUrl) throw new Error('no entry for cards');
    const account = await region.account([WARD]);
    const { organisation, username, password } = account;
    const card = await desk.issue();
    const converted = await convertToCard(atReader(cardUrl, card), { organisation, username, password });
    const [assignmentId] = account.assignmentIds;
    let { tokens } = await chooseAssignment(atReader(cardUrl, card, converted.tokens), { assignmentId });
    for (let i = 0; i < 4; i += 1) {
      region.clock.move({ minutes: 50 });
      ({ tokens } = await refreshSession(atReader(cardUrl, card), { refreshToken: tokens.refreshToken }));
    }
    const outcome = await reportDischargeReady(atReader(cardUrl, card, tokens), await report(region));
    expect(outcome).toMatchObject({ __typename: 'ReportDischargeReadyOk' });
    const { episodeId } = await report(region);
    const reader = atReader(cardUrl, card, tokens);
    const answers = [{ key: 'reason', answer: 'Lunginflammation' }];
    await answerPlanningBasis(reader, { episodeId, version: 0, answers });
    const signed = await signPlanningSection(reader, { episodeId, version: 1 });
    expect(signed).toMatchObject({ section: { state: 'SIGNED' } });
  } finally {
    await region.close();
    desk.close();
  }
});
