import type { Json } from '@samplan/testing/ask';
import { confirmCareContact, registerPatient } from '@samplan/testing/operations';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import { hours, newIdentityNumber, patientInput } from '@samplan/testing/story';
import {
  completeTransitionStep,
  episodeOf,
  REMAINING,
  setTransitionPlan,
  sourceFile,
} from '@samplan/testing/transition';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshFolder } from './folder.ts';
import { give, givenTo } from './giving.ts';

let region: TestRegion;
let manager: Person;
let nurse: Person;
let centre: Person;

beforeAll(async () => {
  region = await testRegion();
  manager = await region.staff('Avd 11 Medicin, Sundsvall', 'SYSTEM_MANAGER');
  nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  centre = await region.staff('Hälsocentralen Nacksta', 'NURSE');
});
afterAll(() => region.close());

/** What a unit has left, as somebody sees it; null when that is nothing. */
async function leftAt(by: Person, unitId: string): Promise<Json> {
  const units: readonly Json[] = (await by.ask(`{ transitionRemaining ${REMAINING} }`)).at('transitionRemaining');
  return units.find(({ unit }) => unit.id === unitId) ?? null;
}

test('when a health centre owes a fixed care contact in an imported episode, then it is left there, and the step waits for it (F-240, G-007)', async () => {
  const fromOn = hours(region, 0).toISOString().slice(0, 10);
  const step = { key: 'contact', party: 'PRIMARY_CARE', text: 'Bekräfta vårdkontakt', fromOn };
  await setTransitionPlan(manager, { version: 0, steps: [{ ...step, condition: 'CARE_CONTACTS_CONFIRMED' }] });
  const number = newIdentityNumber();
  const { patient } = await registerPatient(nurse, patientInput(number));
  const unit = 'region-vasternorrland / Hälsocentralen Nacksta';
  const sample = episodeOf(region, 'P-1', number);
  const [notice] = sample.messages;
  const acknowledged = { state: 'ACKNOWLEDGED', acknowledgedAt: hours(region, -40).toISOString() };
  const episode = {
    ...sample,
    parties: [...sample.parties, unit],
    messages: [{ ...notice, recipients: [...notice.recipients, { unit, ...acknowledged }] }],
  };
  const by = `${manager.credentials.organisation}/${manager.credentials.username}`;
  const given = givenTo(region);
  const imported = await give(['import-episodes', sourceFile(freshFolder(), [episode]), '--by', by], given);
  expect(imported).toMatchObject({ code: 0, complained: [] });
  await region.settled();

  expect(await leftAt(centre, centre.unitId)).toMatchObject({ party: 'PRIMARY_CARE', unconfirmedCareContacts: 1 });
  expect(await leftAt(manager, centre.unitId)).toMatchObject({ unconfirmedCareContacts: 1, isComplete: false });
  expect(await completeTransitionStep(centre, { key: 'contact' })).toMatchObject({ __typename: 'TransitionWorkLeft' });

  const person = { personName: 'Test Vårdkontakt', personRole: 'Distriktssköterska' };
  await confirmCareContact(centre, { patientId: patient.id, version: 0, ...person });
  expect((await leftAt(centre, centre.unitId))?.unconfirmedCareContacts ?? 0).toBe(0);
  expect(await completeTransitionStep(centre, { key: 'contact' })).toMatchObject({
    __typename: 'CompleteTransitionStepOk',
  });
});
