import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { sdlOf } from '@samplan/schema/sdl';
import { Kind, parse, type ValueNode, visit } from 'graphql';
import { expect, test } from 'vitest';
import { CAPABILITIES } from './capability.ts';

/** Every string in a value of lists. */
function stringsIn(value: ValueNode): readonly string[] {
  if (value.kind === Kind.LIST) return value.values.flatMap(stringsIn);
  return value.kind === Kind.STRING ? [value.value] : [];
}

test.each(SUBGRAPHS)('when %s requires a scope, then it is a capability of the permission matrix', (subgraph) => {
  const known: ReadonlySet<string> = new Set(CAPABILITIES);
  const scopes: string[] = [];
  visit(parse(sdlOf(subgraph)), {
    Directive: (directive) => {
      if (directive.name.value !== 'requiresScopes') return;
      for (const argument of directive.arguments ?? []) scopes.push(...stringsIn(argument.value));
    },
  });
  expect(scopes.filter((scope) => !known.has(scope))).toEqual([]);
});
