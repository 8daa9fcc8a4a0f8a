import type { EventData } from '@samplan/schema/events/contract';
import type { patientAddressingChanged } from '@samplan/schema/events/organisation';
import type { Addressing } from './store.ts';

/** A patient's links as the events tell them to care. */
export function snapshotOf({
  patientId,
  housingUnitId,
  homeHealthUnitId,
  listedHealthCentreId,
  psychiatricOutpatientUnitId,
  version,
}: Addressing): EventData<typeof patientAddressingChanged> {
  return {
    patientId,
    housingUnitId,
    homeHealthUnitId,
    listedHealthCentreId,
    psychiatricOutpatientUnitId,
    version,
  };
}
