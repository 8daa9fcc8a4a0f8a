import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { CLIENT_LIMITS, limitRule, MAX_TOKENS } from '@samplan/kit/server/limits';
import {
  buildSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { EXAMPLES_FOLDER, readExamples } from '../../explorer/examples.ts';
import * as operations from '../../explorer/page/operations.ts';
import { fill, type Recall } from '../../explorer/page/recall.ts';

const schema = buildSchema(readFileSync(path.join(projectRoot(), 'schema/api.graphql'), 'utf8'));
const rules = [...specifiedRules, limitRule(CLIENT_LIMITS)];
const examples = readExamples();

/** A visit in which everything was seen that examples can be filled with. */
const KNOWN: Recall = new Map<string, unknown>([
  ['pat', 'pat_1'],
  ['physician', 'usr_1'],
  ['recipients', ['unt_1', 'unt_2']],
  ['recipient', 'unt_1'],
  ['epi', 'epi_1'],
  ['epi.version', 1],
  ['msg', 'msg_1'],
  ['inv', 'inv_1'],
  ['hlp', 'hlp_1'],
  ['sip', 'sip_1'],
  ['sip.version', 2],
  ['sequence', 1],
  ['ord', 'ord_1'],
  ['ord.version', 1],
  ['usr', 'usr_2'],
  ['unt', 'unt_1'],
  ['rev', 'rev_1'],
  ['rev.version', 1],
]);

/** The only operation of a document. */
function operationOf(query: string): OperationDefinitionNode {
  const found = parse(query, { maxTokens: MAX_TOKENS }).definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  expect(found).toHaveLength(1);
  const [operation] = found;
  if (!operation) throw new Error('no operation');
  return operation;
}

test('when a file lies among the examples, then it is an operation or the variables of one', () => {
  const names = examples.flatMap(({ name }) => [`${name}.graphql`, `${name}.json`]);
  expect(readdirSync(EXAMPLES_FOLDER).sort()).toEqual(names.sort());
});

describe.each(examples)('the example $name', ({ query, variables }) => {
  test('asks for what the schema has, within the limits for clients', () => {
    expect(validate(schema, parse(query), rules)).toEqual([]);
  });

  test('has a name, which is the title of its tab', () => {
    expect(operationOf(query).name?.value).toMatch(/^[A-Z]/);
  });

  test('when everything is known that it is filled with, then its variables are those that the schema takes', () => {
    const filled = fill(variables, KNOWN, new Date(), () => 'key-1');
    expect(JSON.stringify(filled)).not.toMatch(/\{\{|…/);
    const definitions = operationOf(query).variableDefinitions ?? [];
    const { errors } = getVariableValues(schema, definitions, filled as Record<string, unknown>); // what JSON has at its top
    expect(errors).toBeUndefined();
    expect(Object.keys(filled as object).sort()).toEqual(definitions.map(({ variable }) => variable.name.value).sort());
  });
});

test.each(Object.entries(operations))("the page's own operation %s asks for what the schema has", (_, query) => {
  expect(validate(schema, parse(query), rules)).toEqual([]);
});
