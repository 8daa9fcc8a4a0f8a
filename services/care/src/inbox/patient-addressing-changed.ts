import { type Handler, on } from '@samplan/kit/events/inbox';
import { patientAddressingChanged } from '@samplan/schema/events/organisation';
import type { Prisma } from '../generated/prisma/client.ts';
import { endRelations, openRelations } from '../patient/relation.ts';

/** The units that a patient is linked to have a relation to the patient as long as the link stands (F-222). */
export const onPatientAddressingChanged: Handler<Prisma.TransactionClient> = on(
  patientAddressingChanged,
  async (tx, links, occurredAt) => {
    const { patientId, psychiatricOutpatientUnitId, version } = links;
    const unitIds = [
      links.housingUnitId,
      links.homeHealthUnitId,
      links.listedHealthCentreId,
      psychiatricOutpatientUnitId,
    ].filter((id) => id !== null);
    const before = await tx.patientLink.findUnique({ where: { patientId } });
    if (before && before.version >= version) return;
    const data = { unitIds, psychiatricOutpatientUnitId, version };
    await tx.patientLink.upsert({ where: { patientId }, create: { patientId, ...data }, update: data });

    const known = new Set(before?.unitIds ?? []);
    const added = unitIds.filter((id) => !known.has(id));
    const removed = [...known].filter((id) => !unitIds.includes(id));
    const basis = { basis: 'LINK', basisId: '', patientId } as const;
    await openRelations(
      tx,
      added.map((unitId) => ({ ...basis, unitId, until: null })),
      occurredAt,
    );
    if (removed.length > 0) await endRelations(tx, basis, occurredAt, occurredAt, removed);
  },
);
