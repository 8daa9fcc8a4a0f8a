import { ok, type Result, refused } from '@samplan/kit/result';
import { BadInput } from '@samplan/kit/server/errors';
import { z } from 'zod';
import { planOf } from './input.ts';
import type { Plan } from './store.ts';

const step = z.strictObject({
  key: z.string(),
  party: z.enum(['INPATIENT_CARE', 'PRIMARY_CARE', 'PSYCHIATRIC_OUTPATIENT', 'MUNICIPALITY', 'SYSTEM_MANAGEMENT']),
  text: z.string(),
  fromOn: z.iso.date(),
  untilOn: z.iso.date().nullish(),
  condition: z.enum(['MESSAGES_ACKNOWLEDGED', 'PLANNING_ANSWERED', 'CARE_CONTACTS_CONFIRMED']).nullish(),
});

/** A plan as the operator writes it: the input of `setTransitionPlan` without its version. */
const planFile = z.strictObject({
  readyUntilOn: z.iso.date().nullish(),
  readyHandling: z.enum(['REFUSE', 'MARK']).default('REFUSE'),
  steps: z.array(step),
});

/**
 * Reads a plan.
 * @returns the plan; or every fault, each in one sentence that says where.
 */
export function readPlanFile(content: unknown): Result<Omit<Plan, 'version'>, readonly string[]> {
  const parsed = planFile.safeParse(content);
  if (!parsed.success) {
    return refused(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`));
  }
  try {
    const { version: _version, ...plan } = planOf({ version: 0, ...parsed.data });
    return ok(plan);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const { field, reason } = error.extensions;
    return refused([`${String(field).replace(/^input\./, '')}: ${String(reason)}`]);
  }
}
