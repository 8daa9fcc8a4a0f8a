import { isId, newId } from '@samplan/kit/id';
import { pageOf, pageRequest } from '@samplan/kit/page';
import { freeText } from '@samplan/kit/person/free-text';
import { BadInput } from '@samplan/kit/server/errors';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers, PatientAccessResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import type { ReviewScope } from '../domain.ts';
import { csvOf, MAX_EXPORT, textOf } from '../export.ts';
import { instantsOf } from '../input.ts';
import { permit, type ReviewReach } from '../policy.ts';

/** Before anything was logged. */
const BEGINNING = '2020-01-01';

export const patientAccesses: NonNullable<QueryResolvers['patientAccesses']> = async (
  _,
  { patientId, ...page },
  context,
) => {
  const { viewer, accesses, access, now } = context;
  const request = pageRequest(page);
  const grant = permit(viewer, 'patient-accesses.read');
  if (!grant.ok) {
    access.denied('patient-accesses.read', 'NO_CAPABILITY', { patientId });
    return null;
  }
  const scope = scopeOf(grant.value.reach, patientId, instantsOf(BEGINNING, stockholmDay(now())));
  const rows = await accesses.list(scope, request);
  access.read(grant.value, [{ patientId }]);
  const { edges, pageInfo } = pageOf(rows, request, (row) => row.id);
  return { edges: [...edges], pageInfo };
};

export const PatientAccess: PatientAccessResolvers = {
  unit: ({ unitId }) => (unitId ? { id: unitId } : null),
};

export const exportPatientAccesses: NonNullable<MutationResolvers['exportPatientAccesses']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, accesses, accessExports, userById, access } = context;
  const { patientId, format, fromOn = null, toOn = null } = input;
  const grant = permit(viewer, 'patient-accesses.export');
  if (!grant.ok) return access.refuse('patient-accesses.export', { patientId });
  if (!isId(patientId)) {
    throw new BadInput('input.patientId', 'WRONG_VALUE', 'Fältet input.patientId är inget id.');
  }
  const purpose = freeText('input.purpose', input.purpose, 200);
  const now = context.now();
  const from = fromOn ?? BEGINNING;
  const to = toOn ?? stockholmDay(now);
  if (from > to)
    throw new BadInput('input.toOn', 'OUT_OF_RANGE', 'Perioden i fältet input.toOn slutar innan den börjar.');

  const scope = scopeOf(grant.value.reach, patientId, instantsOf(from, to));
  const rows = await accesses.list(scope, { first: MAX_EXPORT, after: null });
  if (rows.length > MAX_EXPORT) {
    return {
      __typename: 'TooManyAccesses',
      code: 'PATIENT_ACCESSES_TOO_MANY',
      message: `Utdraget skulle ha fler än ${MAX_EXPORT} åtkomster. Välj en kortare period.`,
    };
  }
  const units = await accessExports.unitNames([...new Set(rows.flatMap(({ unitId }) => unitId ?? []))]);
  const exporter = await userById.load(grant.value.viewer.userId);
  const id = newId('exp');
  const exportedBy = exporter ? `${exporter.givenName} ${exporter.familyName}` : grant.value.viewer.userId;
  const mark = { id, patientId, exportedBy, exportedAt: now, purpose, from: fromOn, to: toOn };
  const isCsv = format === 'CSV';
  const content = isCsv ? csvOf(mark, rows, units) : textOf(mark, rows, units);
  await accessExports.note(grant.value, { id, patientId, purpose, format, accessCount: rows.length }, access, now);
  return {
    __typename: 'ExportPatientAccessesOk',
    export: {
      id,
      fileName: `atkomster-${stockholmDay(now)}.${isCsv ? 'csv' : 'txt'}`,
      mediaType: isCsv ? 'text/csv; charset=utf-8' : 'text/plain; charset=utf-8',
      content,
      accessCount: rows.length,
      exportedAt: now,
    },
  };
};

/** Every access in reach to one patient. */
function scopeOf(
  { principalId, administrationId }: ReviewReach,
  patientId: string,
  instants: Pick<ReviewScope, 'fromAt' | 'toAt'>,
): ReviewScope {
  return { principalId, administrationId, unitId: null, userIds: [], patientId, ...instants };
}
