import type { GraphQLField } from 'graphql';
import type { Sql } from '../db/sql.ts';
import type { RequestContext } from '../server/context.ts';
import { coded } from '../server/errors.ts';
import type { Viewer } from './viewer.ts';

/** Can the viewer only read for now (F-206)? Who has chosen no assignment belongs to no region yet. */
export async function isReadOnly(sql: Sql, viewer: Viewer | null): Promise<boolean> {
  if (!viewer?.assignment) return false;
  const rows = await sql.$queryRawUnsafe<unknown[]>(
    'SELECT 1 FROM kit.read_mode WHERE is_on AND $1 = ANY (principal_ids)',
    viewer.assignment.principalId,
  );
  return rows.length > 0;
}

/** Is the operation done in read mode too: declared `@duringReadMode`? */
export function isDoneInReadMode({ astNode }: Pick<GraphQLField<unknown, unknown>, 'astNode'>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'duringReadMode') ?? false;
}

/**
 * Refuses what would change something while the viewer's region is in read mode. The attempt is in the access log.
 * @throws GraphQLError `SYSTEM_READ_ONLY`
 */
export async function refuseInReadMode(
  context: Pick<RequestContext, 'isReadOnly' | 'access'>,
  coordinate: string,
): Promise<void> {
  if (!(await context.isReadOnly())) return;
  context.access.denied(coordinate, 'READ_MODE');
  throw coded('SYSTEM_READ_ONLY');
}
