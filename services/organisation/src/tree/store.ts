import type { AdministrationKind, UnitKind } from '@samplan/kit/access/viewer';
import type { PageRequest } from '@samplan/kit/page';
import type { HousingType } from '../generated/resolvers.ts';

/** Region or municipality. */
export interface Principal {
  readonly id: string;
  readonly kind: 'REGION' | 'MUNICIPALITY';
  readonly slug: string;
  /** Statistics Sweden's code. */
  readonly code: string;
  readonly name: string;
  readonly regionId: string | null;
}

/** A controller of its own within a principal. */
export interface Administration {
  readonly id: string;
  readonly principalId: string;
  readonly kind: AdministrationKind;
  readonly name: string;
}

/** Where people work and messages arrive. */
export interface Unit {
  readonly id: string;
  readonly principalId: string;
  readonly administrationId: string;
  readonly parentUnitId: string | null;
  readonly hsaId: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly housingType: HousingType | null;
  readonly isActive: boolean;
}

/** Which units to list. */
export interface UnitConditions {
  readonly nameContains: string | null;
  readonly kinds: readonly UnitKind[] | null;
  readonly principalId: string | null;
  readonly includeEnded: boolean;
}

/** The organisation trees. Not patient data: every signed-in user sees them. */
export interface TreeStore {
  /** Regions first, then municipalities, by name. */
  principals(): Promise<readonly Principal[]>;
  /** By id, in the order asked for. */
  findPrincipals(ids: readonly string[]): Promise<readonly (Principal | null)[]>;
  /** By id, in the order asked for. */
  findAdministrations(ids: readonly string[]): Promise<readonly (Administration | null)[]>;
  /** By principal, in the order asked for. */
  administrationsOf(principalIds: readonly string[]): Promise<readonly (readonly Administration[])[]>;
  /** By id, in the order asked for. */
  findUnits(ids: readonly string[]): Promise<readonly (Unit | null)[]>;
  /** The units below, by parent, in the order asked for. */
  childUnits(parentIds: readonly string[]): Promise<readonly (readonly Unit[])[]>;
  /** The units without a parent, by administration, in the order asked for. */
  rootUnits(administrationIds: readonly string[]): Promise<readonly (readonly Unit[])[]>;
  /** One page in name order, and one unit more when there are more. */
  listUnits(conditions: UnitConditions, page: PageRequest): Promise<readonly Unit[]>;
}
