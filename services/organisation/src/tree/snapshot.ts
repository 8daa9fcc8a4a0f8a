import type { EventData } from '@samplan/schema/events/contract';
import { unitChanged } from '@samplan/schema/events/organisation';

/** A unit as it is stored. */
interface StoredUnit {
  readonly id: string;
  readonly name: string;
  readonly hsaId: string;
  readonly kind: string;
  readonly administrationId: string;
  readonly principalId: string;
  readonly isActive: boolean;
  readonly version: number;
}

/** The principal that a unit belongs to. */
interface Owner {
  readonly code: string;
  readonly slug: string;
  /** The region that the principal is or lies in. */
  readonly regionId: string;
}

/** A unit as the events tell it to other subgraphs. */
export function snapshotOf(
  unit: StoredUnit,
  administrationKind: string | undefined,
  owner: Owner,
): EventData<typeof unitChanged> {
  return {
    unitId: unit.id,
    name: unit.name,
    hsaId: unit.hsaId,
    kind: unit.kind,
    administrationId: unit.administrationId,
    administrationKind: unitChanged.data.shape.administrationKind.parse(administrationKind),
    principalId: unit.principalId,
    principalCode: owner.code,
    principalSlug: owner.slug,
    regionId: owner.regionId,
    isActive: unit.isActive,
    version: unit.version,
  };
}
