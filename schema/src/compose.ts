import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { SUBGRAPHS } from '../events/contract.ts';
import { sdlOf } from './sdl.ts';

/** The subgraphs do not fit together. The message lists why. */
export class CompositionFailed extends Error {
  override readonly name = 'CompositionFailed';
}

/**
 * Composes the subgraphs into one supergraph. Hints count as errors: they are places where two owners mean different things.
 *
 * The mark `for: SECURITY` is taken away, because Apollo Gateway refuses to load what it does not enforce itself; every
 * subgraph enforces the directives on its own fields instead.
 *
 * @returns SDL of the supergraph. Addresses in it are names only; the gateway is told the real ones when it starts.
 * @throws CompositionFailed on any error or hint.
 */
export function compose(
  sdls: ReadonlyMap<string, string> = new Map(SUBGRAPHS.map((name) => [name, sdlOf(name)])),
): string {
  const result = composeServices(
    [...sdls].map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
  );
  const complaints = [...(result.errors ?? []), ...(result.hints ?? [])].map((complaint) => complaint.toString());
  if (complaints.length > 0 || !result.supergraphSdl) throw new CompositionFailed(complaints.join('\n\n'));
  return `${result.supergraphSdl.replaceAll(', for: SECURITY)', ')').trimEnd()}\n`;
}
