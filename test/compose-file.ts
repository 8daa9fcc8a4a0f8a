import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { parse } from 'yaml';
import { z } from 'zod';

const service = z.looseObject({
  image: z.string(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  networks: z.array(z.string()),
  ports: z.array(z.looseObject({ target: z.coerce.number(), host_ip: z.string(), published: z.string() })).default([]),
  volumes: z.array(z.string()).default([]),
  expose: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  profiles: z.array(z.string()).default([]),
});
/** A service of docker-compose.yml. */
export type ComposeService = z.infer<typeof service>;

const composeFile = z.looseObject({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().default(false) })),
});

/** The variables of a deployment: what stands in its .env. */
export type Variables = Readonly<Record<string, string>>;

/** The text of a file of the project. */
export function textOf(file: string): string {
  return readFileSync(path.join(projectRoot(), file), 'utf8');
}

/** docker-compose.yml with its merge keys resolved and nothing filled in. */
export function rawCompose(): unknown {
  return parse(textOf('docker-compose.yml'), { merge: true });
}

/** docker-compose.yml as a deployment with the variables gets it. @throws Error when one is missing that must be given. */
export function filledCompose(variables: Variables): unknown {
  return filled(rawCompose(), variables);
}

/** The services of {@link filledCompose}. */
export function servicesOf(variables: Variables): Readonly<Record<string, ComposeService>> {
  return composeFile.parse(filledCompose(variables)).services;
}

/** The networks, and which of them have no way out. */
export function networks(): Readonly<Record<string, { readonly internal: boolean }>> {
  return composeFile.pick({ networks: true }).parse(rawCompose()).networks;
}

/** A service's environment: a variable without a value is the deployment's own, or left out. */
export function environmentOf({ environment }: ComposeService, variables: Variables): Variables {
  const pairs = Object.entries(environment).map(([name, value]) => [name, value ?? variables[name]] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Names of the variables that docker-compose.yml takes from .env. */
export function composeVariables(): ReadonlySet<string> {
  const inText = [...textOf('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
  const passedOn = Object.values(composeFile.pick({ services: true }).parse(filled(rawCompose(), secrets())).services)
    .flatMap(({ environment }) => Object.entries(environment))
    .flatMap(([name, value]) => (value === null ? [name] : []));
  return new Set([...inText, ...passedOn]);
}

/** A value for everything that must be given, made as .env.example says. */
export function secrets(): Variables {
  const required = [...textOf('docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name);
  return Object.fromEntries(
    [...new Set(required)].map((name) => [
      name,
      name.endsWith('_KEY_SECRET') ? randomBytes(32).toString('base64') : randomBytes(24).toString('hex'),
    ]),
  );
}

/** What the Compose Specification says of `${NAME}`, `${NAME:-default}` and `${NAME:?reason}`. */
function filled(node: unknown, variables: Variables): unknown {
  if (typeof node === 'string') {
    return node.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, how?: string, rest = '') => {
      const value = variables[name] ?? '';
      if (value === '' && how === '?') throw new Error(`${name} is missing: ${rest}`);
      return value === '' && how === '-' ? rest : value;
    });
  }
  if (Array.isArray(node)) return node.map((part) => filled(part, variables));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, filled(value, variables)]));
}
