import { expect, test } from 'vitest';
import { type NamedUnit, unitsCalled } from './references.ts';

const principal = { slug: 'sundsvall', name: 'Sundsvalls kommun' };
const unit = (id: string, name: string, parentUnitId: string | null = null): NamedUnit => ({
  id,
  hsaId: `SE2120002411-${id}`,
  name,
  parentUnitId,
  principal,
});
const UNITS = [
  unit('home', 'Hemtjänsten'),
  unit('north', 'Norr', 'home'),
  unit('team', 'Team 1', 'north'),
  unit('care', 'Hemsjukvården'),
  unit('other', 'Team 1', 'care'),
  { ...unit('away', 'Team 1'), principal: { slug: 'timra', name: 'Timrå kommun' } },
];

test.each([
  ['by HSA-id', 'SE2120002411-team', ['team']],
  ['by the whole path', 'sundsvall / Hemtjänsten / Norr / Team 1', ['team']],
  ['by the name of the municipality, levels between left out', 'Sundsvalls kommun / Hemtjänsten / Team 1', ['team']],
  ['by a name that others of the municipality have too', 'sundsvall / Team 1', ['team', 'other']],
  ['by levels in another order', 'sundsvall / Norr / Hemtjänsten / Team 1', []],
  ['by the municipality alone', 'sundsvall', []],
  ['in another municipality', 'timra / Team 1', ['away']],
  ['by an HSA-id that nobody has', 'SE2120002411-nobody', []],
])('when a file calls a unit %s, then these are meant', (_how, reference, ids) => {
  expect(unitsCalled(reference, UNITS)).toEqual(ids);
});
