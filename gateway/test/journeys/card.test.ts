import { openCardDesk } from '@samplan/testing/cards/desk';
import { atReader, convertToCard, signInWithCard } from '@samplan/testing/cards/sign-in';
import { testRegion } from '@samplan/testing/region';
import { bearer, chooseAssignment, signIn } from '@samplan/testing/sessions';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { expect, test } from 'vitest';

const OVERVIEW = '{ overview { totalCount } organisations: principals { id } }';

test.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])(
  'a nurse converts to the card, signs in with it, chooses the ward, reads the overview and takes the card out, %s (F-060 to F-067)',
  async (_, shape) => {
    const desk = await openCardDesk();
    const region = await testRegion({ shape, cards: desk.entry });
    try {
      const { url, cardUrl } = region.running;
      if (!cardUrl) throw new Error('no entry for cards');
      const nurse = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }]);
      const { organisation, username, password } = nurse;
      const card = await desk.issue();
      const converted = await convertToCard(atReader(cardUrl, card), { organisation, username, password });
      expect(converted.__typename).toBe('ConvertToCardOk');
      expect((await signIn(bearer(url), { organisation, username, password })).code).toBe('CARD_SIGN_IN_REQUIRED');

      const { tokens } = await signInWithCard(atReader(cardUrl, card), {});
      const assignments = await atReader(cardUrl, card, tokens).ask('{ me { assignments { id unit { name } } } }');
      const [ward] = assignments.at('me').assignments;
      expect(ward.unit.name).toBe('Avd 11 Medicin, Sundsvall');
      const chosen = await chooseAssignment(atReader(cardUrl, card, tokens), { assignmentId: ward.id });
      const read = await atReader(cardUrl, card, chosen.tokens).ask(OVERVIEW);
      expect({ status: read.status, errors: read.errors }).toEqual({ status: 200, errors: [] });

      for (const without of [atReader(cardUrl, null, chosen.tokens), bearer(url, chosen.tokens.accessToken)]) {
        const { status, data } = await without.ask(OVERVIEW);
        expect({ status, data }).toEqual({ status: 401, data: null });
      }
    } finally {
      await region.close();
      desk.close();
    }
  },
);
