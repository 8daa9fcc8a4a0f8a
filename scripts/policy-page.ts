/** Writes who may do what in a subgraph, for people who read no code: `services/<name>/POLICY.md`. */
import { type EnumTypeDefinitionNode, Kind, parse } from 'graphql';
import { sdlOf } from '../schema/src/sdl.ts';
import { MATRIX } from '../services/identity/src/assignment/matrix.ts';
import { CAPABILITIES, meaningOf } from '../services/kit/src/access/capability.ts';
import type { Terms, Way } from '../services/kit/src/access/policy.ts';
import {
  ADMINISTRATION_KINDS,
  type AdministrationKind,
  type Role,
  type UnitKind,
} from '../services/kit/src/access/viewer.ts';

/** What an owner's people may do, by action. */
export type Allowed = (administration: AdministrationKind) => ReadonlyMap<string, Terms>;

/** Some roles of an owner that hold a right somewhere. */
export interface Holders {
  readonly roles: readonly Role[];
  readonly at: readonly UnitKind[] | 'OPERATIVE' | 'ANY';
  readonly source: string;
}

/** Who meets the terms of a rule: the rows of the permission matrix that hold its right where it holds. */
export function holdersOf(administration: AdministrationKind, { capability, at, ways }: Terms): readonly Holders[] {
  const rows = MATRIX.filter((row) => row.administration === administration);
  const all: readonly Way[] = ways ?? [{ capability }];
  return all
    .filter((way) => way.administration === undefined || way.administration === administration)
    .flatMap((way) => rows.filter((row) => row.may.includes(way.capability)).map((row) => ({ way, row })))
    .map(({ way, row }) => ({
      roles: row.roles.filter((role) => way.roles?.includes(role) ?? true),
      at: both(at, row.at),
      source: row.source,
    }))
    .filter((holders) => holders.at.length > 0 && holders.roles.length > 0);
}

/** The rights that terms may be met with. */
function rightsOf({ capability, ways }: Terms): string {
  const rights = new Set(ways?.map((way) => way.capability) ?? [capability]);
  return [...rights].map((right) => `\`${right}\``).join(' or ');
}

/** The kinds of unit at which both a rule and a row of the matrix hold. */
function both(ofRule: readonly UnitKind[], ofRow: Holders['at']): Holders['at'] {
  if (ofRule.length === 0) return ofRow;
  if (ofRow === 'ANY') return ofRule;
  if (ofRow === 'OPERATIVE') return ofRule.filter((kind) => kind !== 'ORGANISATIONAL');
  return ofRule.filter((kind) => ofRow.includes(kind));
}

const HEAD = (title: string, from: string) => `# ${title}

Written by \`codegen.ts\` from ${from}; change it there.
What does not stand here is denied. Source: rules (F-, G-, K-, e., f.) of the domain description.
`;

/**
 * The page of a subgraph with policies.
 * @param policies - by path of the file that holds the policy.
 */
export function policyPage(subgraph: string, policies: ReadonlyMap<string, Allowed>): string {
  const files = [...policies.keys()].map((file) => `\`${file}\``).join(', ');
  const from = `${files} and the permission matrix, \`services/identity/src/assignment/matrix.ts\``;
  const parts = ADMINISTRATION_KINDS.map((administration) => {
    const actions = [...policies.values()].flatMap((allowed) => [...allowed(administration)]);
    const body = actions.map(([action, terms]) => actionPart(administration, action, terms)).join('\n');
    return `## ${ownerName(administration)}\n\n${body || 'Nothing.\n'}`;
  });
  return `${HEAD(`Who may do what: ${subgraph}`, from)}\n${parts.join('\n')}`;
}

function actionPart(administration: AdministrationKind, action: string, terms: Terms): string {
  const { reaches, source } = terms;
  const holders = holdersOf(administration, terms).map(
    ({ roles, at, source: ofRow }) => `- ${roles.map(roleName).join(', ')}; at ${placesName(at)}. Source: ${ofRow}.\n`,
  );
  const who = holders.length > 0 ? [...new Set(holders)].join('') : '- Nobody: no role has the right.\n';
  const because = source ? ` Source: ${source}.` : '';
  return `### \`${action}\`\n\nReaches ${reaches}. Needs the right ${rightsOf(terms)}.${because}\n\n${who}`;
}

/** The page of identity: the permission matrix, and what each right is for. */
export function matrixPage(): string {
  const parts = ADMINISTRATION_KINDS.map((administration) => {
    const rows = MATRIX.filter((row) => row.administration === administration).map(({ roles, at, may, source }) => [
      roles.map(roleName).join(', '),
      placesName(at),
      [...may]
        .sort()
        .map((capability) => `\`${capability}\``)
        .join(', '),
      source,
    ]);
    return `## ${ownerName(administration)}\n\n${table(['Who', 'Where', 'Rights', 'Source'], rows)}`;
  });
  const rights = table(
    ['Right', 'What it is for'],
    CAPABILITIES.map((capability) => [`\`${capability}\``, meaningOf(capability)]),
  );
  const from = 'the permission matrix, `services/identity/src/assignment/matrix.ts`';
  return `${HEAD('The permission matrix', from)}
How far a right reaches is decided in the subgraph that it is used in: see its \`POLICY.md\`.

## The rights

${rights}
${parts.join('\n')}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}

const ROLE_NAMES = swedishNames(sdlOf('identity'), 'Role');
const UNIT_NAMES = swedishNames(sdlOf('organisation'), 'UnitKind');
const OWNER_NAMES = swedishNames(sdlOf('organisation'), 'AdministrationKind');

function roleName(role: Role): string {
  return inBoth(role, ROLE_NAMES);
}

function ownerName(administration: AdministrationKind): string {
  return `${administration} (sv. ${nameIn(OWNER_NAMES, administration)})`;
}

function placesName(at: Holders['at']): string {
  if (at === 'ANY') return 'every unit';
  if (at === 'OPERATIVE') return 'every unit but organisational levels';
  return at.map((kind) => inBoth(kind, UNIT_NAMES)).join(', ');
}

/** Both languages: `needs assessor (sv. biståndshandläggare)`. */
function inBoth(code: string, names: ReadonlyMap<string, string>): string {
  return `${code.toLowerCase().replaceAll('_', ' ')} (sv. ${nameIn(names, code)})`;
}

/** @throws Error when the SDL gives no Swedish name. */
function nameIn(names: ReadonlyMap<string, string>, code: string): string {
  const name = names.get(code);
  if (name === undefined) throw new Error(`the description of ${code} in SDL has no "sv. …"`);
  return name;
}

/** The Swedish terms that stand in the descriptions of an enum's values, after "sv.". */
function swedishNames(sdl: string, enumName: string): ReadonlyMap<string, string> {
  const found = parse(sdl).definitions.find(
    (node): node is EnumTypeDefinitionNode => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === enumName,
  );
  if (!found) throw new Error(`SDL has no enum ${enumName}`);
  const pairs = (found.values ?? []).flatMap(({ name, description }): readonly (readonly [string, string])[] => {
    // Ends at a rule number, a bracket, a full stop or a semicolon.
    const swedish = /\bsv\. (.+?)(?:, [FG]-\d|[).;])/i.exec(description?.value ?? '')?.[1];
    return swedish === undefined ? [] : [[name.value, swedish]];
  });
  return new Map(pairs);
}
