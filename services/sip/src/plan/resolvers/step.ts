import { type ChangedMeanwhile, changedMeanwhile, type NotPermitted, notPermitted } from '@samplan/kit/problem';
import type { Result } from '@samplan/kit/result';
import type { Context } from '../../context.ts';
import { permit } from '../../policy.ts';
import type { Sip, SipChange } from '../domain.ts';

/** What a step of a plan came to. */
export type Step<P> = { readonly sip: Sip } | { readonly problem: P | NotPermitted | ChangedMeanwhile };

/**
 * One step of a plan by the coordination-responsible unit: may the viewer, is it in reach, does the rule allow it, was nobody
 * first.
 * @param rule - decides on the plan as it is.
 */
export async function coordinate<P>(
  input: { readonly sipId: string; readonly version: number },
  context: Context,
  rule: (sip: Sip, userId: string, now: Date) => Result<SipChange, P> | Promise<Result<SipChange, P>>,
): Promise<Step<P>> {
  const { viewer, sips, access } = context;
  const grant = permit(viewer, 'sip.coordinate');
  if (!grant.ok) return { problem: access.refuse('sip.coordinate') };
  const now = context.now();
  const [sip] = await sips.find(grant.value, [input.sipId], access);
  if (!sip) return { problem: notPermitted() };
  if (sip.version !== input.version) return { problem: changedMeanwhile() };
  const change = await rule(sip, grant.value.viewer.userId, now);
  if (!change.ok) {
    // A plan is read in several statements: what was refused may be half of what somebody changed between them.
    const [latest] = await sips.find(grant.value, [input.sipId], access);
    return { problem: latest?.version === sip.version ? change.problem : changedMeanwhile() };
  }
  const saved = await sips.save(grant.value, sip, change.value, access, now);
  return saved ? { sip: saved } : { problem: changedMeanwhile() };
}
