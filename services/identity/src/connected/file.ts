import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { ok, type Result, refused } from '@samplan/kit/result';
import { z } from 'zod';
import { CHANNELS, type ConnectedSystem, type ConnectedSystems, EXECUTORS, PARTIES } from './domain.ts';

const code = z.string().regex(/^[A-Z][A-Z_]{1,39}$/);
const text = z.string().trim().min(1).max(200);
const pair = <T extends z.ZodType>(value: T) => z.strictObject({ inHouse: value, private: value });
const executors = z.array(z.enum(EXECUTORS)).min(1);
const steps = z.array(z.strictObject({ action: code, by: executors }));

const system = z.strictObject({
  code,
  name: text,
  source: text,
  channels: pair(z.enum(CHANNELS)),
  tools: pair(text).optional(),
  credentials: z.strictObject({ to: z.enum(['ORDERER', 'USER']), message: code }).nullable(),
  needsFixedAddress: z.boolean(),
  userIdIsIdentityNumber: z.boolean(),
  isSiths: z.boolean(),
  entitlements: z.array(z.strictObject({ code, name: text })).min(1),
  decidedBy: executors,
  steps: z.strictObject({ GRANT: steps.min(1), CHANGE: steps, MOVE: steps, END: steps.min(1) }),
});

const file = z.strictObject({
  systems: z.array(system),
  handOver: z.array(z.strictObject({ action: code, party: z.enum(PARTIES), source: text })),
});

/**
 * Reads the file of connected systems and checks everything that can be checked in it.
 * @returns the systems; or every fault, each in one sentence that says where.
 */
export function readConnectedSystems(content: unknown): Result<ConnectedSystems, readonly string[]> {
  const parsed = file.safeParse(content);
  if (!parsed.success) {
    return refused(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`));
  }
  const faults = systemFaults(parsed.data);
  return faults.length === 0 ? ok(parsed.data) : refused(faults);
}

function systemFaults({ systems, handOver }: ConnectedSystems): readonly string[] {
  const idle = PARTIES.filter((party) => !handOver.some((duty) => duty.party === party));
  return [
    ...repeated(systems.map((each) => each.code)).map((twice) => `${twice}: stands twice`),
    ...systems.flatMap(twiceWithin),
    ...addresseeFaults(systems),
    ...idle.map((party) => `handOver: ${party} has no duty, and both have (F-174)`),
  ];
}

function twiceWithin({ code: name, entitlements, steps: by }: ConnectedSystem): readonly string[] {
  const actions = Object.entries(by).flatMap(([work, list]) =>
    repeated(list.map((each) => each.action)).map((twice) => `${name}.${work}: ${twice} stands twice`),
  );
  const given = repeated(entitlements.map((each) => each.code));
  return [...given.map((twice) => `${name}: entitlement ${twice} stands twice`), ...actions];
}

/** A message goes to one addressee, whichever systems share it. */
function addresseeFaults(systems: readonly ConnectedSystem[]): readonly string[] {
  const addressees = new Map<string, string>();
  return systems.flatMap(({ code: name, credentials }) => {
    if (!credentials) return [];
    const known = addressees.get(credentials.message) ?? credentials.to;
    addressees.set(credentials.message, known);
    const other = `${name}: message ${credentials.message} goes to somebody else for another system`;
    return known === credentials.to ? [] : [other];
  });
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}

/**
 * The connected systems of this installation, from `services/identity/data/connected-systems.json`.
 * @throws Error naming every fault.
 */
export function loadConnectedSystems(): ConnectedSystems {
  const at = path.join(projectRoot(), 'services/identity/data/connected-systems.json');
  const read = readConnectedSystems(JSON.parse(readFileSync(at, 'utf8')));
  if (!read.ok) throw new Error(`connected-systems.json: ${read.problem.join('; ')}`);
  return read.value;
}
