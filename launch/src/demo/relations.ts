import type { LoadedRelation } from '@samplan/care/patient/load.prisma';
import { addHours } from '@samplan/kit/time';
import type { careRelationChanged } from '@samplan/schema/events/care';
import type { EventData } from '@samplan/schema/events/contract';
import { chanceOf } from './chance.ts';
import type { DemoPatient } from './patients.ts';
import type { DemoPlan } from './plan-course.ts';

/** The relations that links and plans give units to patients (G-070). */
export function demoRelations(patients: readonly DemoPatient[], plans: readonly DemoPlan[]): readonly LoadedRelation[] {
  const chance = chanceOf('relations');
  const linked = patients.flatMap(({ patient, addressing }) => {
    const { housingUnitId, homeHealthUnitId, listedHealthCentreId, psychiatricOutpatientUnitId } = addressing;
    const since = addHours(patient.registeredAt, 1);
    return [housingUnitId, homeHealthUnitId, listedHealthCentreId, psychiatricOutpatientUnitId].flatMap((unitId) =>
      unitId === null
        ? []
        : [{ patientId: patient.id, unitId, basis: 'LINK' as const, basisId: '', since, until: null }],
    );
  });
  const planned = plans.flatMap(({ sip, endedAt }) =>
    sip.participants.map(({ unitId }) => ({
      patientId: sip.patientId,
      unitId,
      basis: 'SIP' as const,
      basisId: sip.id,
      since: sip.initiatedAt,
      until: endedAt,
    })),
  );
  return [...linked, ...planned].map((relation) => ({
    id: chance.id('rel', relation.since),
    ...relation,
    version: relation.until === null ? 1 : 2,
  }));
}

/** A relation as care tells it. */
export function toldOf(relation: LoadedRelation): EventData<typeof careRelationChanged> {
  const { id, patientId, unitId, since, until, version } = relation;
  return {
    relationId: id,
    patientId,
    unitId,
    since: since.toISOString(),
    until: until?.toISOString() ?? null,
    version,
  };
}
