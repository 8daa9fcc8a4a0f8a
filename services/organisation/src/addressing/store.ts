import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import type { HousingType } from '../generated/resolvers.ts';
import type { Routing } from './domain.ts';

/** What organisation knows of a patient. */
export interface Addressing {
  readonly patientId: string;
  readonly municipalityCode: string;
  readonly postalCode: string;
  readonly housingType: HousingType | null;
  readonly housingUnitId: string | null;
  readonly homeHealthUnitId: string | null;
  readonly listedHealthCentreId: string | null;
  readonly psychiatricOutpatientUnitId: string | null;
  readonly decidingMunicipalityId: string | null;
  readonly version: number;
}

/** What to change of it. Fields that are left out keep their value. */
export type AddressingChange = Partial<
  Pick<
    Addressing,
    | 'housingType'
    | 'housingUnitId'
    | 'homeHealthUnitId'
    | 'listedHealthCentreId'
    | 'psychiatricOutpatientUnitId'
    | 'decidingMunicipalityId'
  >
>;

/** Grants that let read. */
export type ReadGrant = Grant<
  'addressing.read' | 'recipients.preview' | 'addressing.edit-municipal' | 'addressing.edit-psychiatric',
  UnitReach
>;

/** Patients' links. Reach: patients that the viewer's unit has a relation to (G-070). */
export interface AddressingStore {
  /** By patient, in the order asked for; null out of reach. */
  find(
    grant: ReadGrant,
    patientIds: readonly string[],
    access: AccessLog,
    now: Date,
  ): Promise<readonly (Addressing | null)[]>;
  /** Routing of the municipality that the patient's messages go to; null when it is not part of the installation. */
  routingFor(addressing: Addressing): Promise<Routing | null>;
  /**
   * Stores a change and tells care.
   * @returns the new state; or null, when somebody else was first.
   */
  save(
    grant: Grant<'addressing.edit-municipal' | 'addressing.edit-psychiatric', UnitReach>,
    before: Addressing,
    change: AddressingChange,
    access: AccessLog,
    now: Date,
  ): Promise<Addressing | null>;
}
