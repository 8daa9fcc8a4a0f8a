import type { Json } from '@samplan/testing/ask';
import * as does from '@samplan/testing/operations';
import type { Person } from '@samplan/testing/region';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { World } from './plans.ts';
import { consentTo, deniedRights, initiativeFor, patientOf, putInState, refusal, startedPlan, world } from './plans.ts';

let at: World;
let manager: Person;
let local: Person;
beforeAll(async () => {
  at = await world(['region-sormland', 'region-vasternorrland', 'timra', 'sundsvall']);
  manager = await at.region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
  local = await at.region.staff('Socialtjänsten, vuxna', 'ADMINISTRATOR');
});
afterAll(() => at.region.close());

async function table(by: Person): Promise<Json> {
  const answer = await by.ask(`{ sipStatistics { asOf total
    cells { municipalityCode coordinatingPrincipal ongoing }
    byMunicipality { municipalityCode ongoing } byPrincipal { coordinatingPrincipal ongoing } } }`);
  return answer.at('sipStatistics');
}

const cell = async (by: Person, municipalityCode: string, coordinatingPrincipal: string): Promise<number> =>
  (await table(by)).cells.find(
    (c: Json) => c.municipalityCode === municipalityCode && c.coordinatingPrincipal === coordinatingPrincipal,
  )?.ongoing;
const sundsvall = (principal: string) => cell(manager, '2281', principal);

describe('what is counted (F-212, G-171)', () => {
  test('when there are no plans in a municipality, then its cells are there and zero (K1)', async () => {
    const { cells, byMunicipality } = await table(manager);
    expect(cells).toHaveLength(8);
    expect(byMunicipality.map(({ municipalityCode }: Json) => municipalityCode)).toEqual(['2262', '2281']);
    expect(await cell(manager, '2262', 'PRIMARY_CARE')).toBe(0);
  });

  test.each([
    ['the municipality', () => at.assessor, 'MUNICIPALITY'],
    ['the health centre', () => at.healthCentre, 'PRIMARY_CARE'],
    ['the ward', () => at.wardNurse, 'INPATIENT_CARE'],
  ])('when a plan led by %s is started, then it is counted there and in every sum', async (_, leader, principal) => {
    const before = await table(manager);
    const input = initiativeFor(await patientOf(at), [at.homeNurse, at.healthCentre, at.wardNurse]);
    await does.initiateSip(at.assessor, { ...input, coordinationResponsibleUnitId: leader().unitId });
    const after = await table(manager);
    const of = (t: Json) => [
      t.cells.find((c: Json) => c.municipalityCode === '2281' && c.coordinatingPrincipal === principal).ongoing,
      t.byMunicipality.find((c: Json) => c.municipalityCode === '2281').ongoing,
      t.byPrincipal.find((c: Json) => c.coordinatingPrincipal === principal).ongoing,
      t.total,
    ];
    expect(of(after)).toEqual(of(before).map((n: number) => n + 1));
    expect(Date.parse(after.asOf)).toBeGreaterThanOrEqual(Date.parse(before.asOf));
  });

  test('when a plan is handed over, then it is counted under the new principal and no longer under the old one', async () => {
    const sip = await startedPlan(at);
    const [municipality, primaryCare] = [await sundsvall('MUNICIPALITY'), await sundsvall('PRIMARY_CARE')];
    await does.changeCoordinationResponsible(at.assessor, {
      sipId: sip.id,
      version: 1,
      unitId: at.healthCentre.unitId,
    });
    expect([await sundsvall('MUNICIPALITY'), await sundsvall('PRIMARY_CARE')]).toEqual([
      municipality - 1,
      primaryCare + 1,
    ]);
  });

  test('when a plan is followed, then it is counted; when it ends or is declined, then no longer', async () => {
    const sip = await startedPlan(at);
    const before = await sundsvall('MUNICIPALITY');
    await putInState(at, sip.id, 'ACTIVE');
    expect(await sundsvall('MUNICIPALITY')).toBe(before);
    await putInState(at, sip.id, 'ENDED');
    expect(await sundsvall('MUNICIPALITY')).toBe(before - 1);
    const other = await startedPlan(at);
    await does.recordSipConsent(at.assessor, consentTo(other, { isGiven: false }));
    expect(await sundsvall('MUNICIPALITY')).toBe(before - 1);
  });
});

describe('who sees which numbers', () => {
  test('when a municipality counts, then it sees itself, with the numbers that the region sees', async () => {
    const { byMunicipality, total } = await table(local);
    const seen = (await table(manager)).byMunicipality.find((c: Json) => c.municipalityCode === '2281');
    expect(byMunicipality).toEqual([seen]);
    expect(total).toBe(seen.ongoing);
  });

  test('when another region counts, then it sees nothing of these municipalities', async () => {
    const other = await at.region.staff('Region Sörmland, förvaltning', 'SYSTEM_MANAGER');
    expect(await table(other)).toMatchObject({ cells: [], byMunicipality: [], total: 0 });
  });

  test('when a role that works with patients counts, then FORBIDDEN, and the attempt is logged', async () => {
    for (const person of [at.assessor, at.healthCentre, at.socialWorker]) {
      const answer = await person.ask('{ sipStatistics { total } }');
      expect(answer.data?.sipStatistics ?? null).toBeNull();
      expect(refusal(answer)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await deniedRights(at, person)).toContain('Query.sipStatistics');
    }
  });
});
