import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { SupergraphManager } from '@apollo/gateway';
import { type Log, traceOf } from '@samplan/kit/server/log';

/** How often to look whether the file changed. */
const LOOK_MS = 500;

/**
 * Gives the gateway the supergraph of a file, and each later content of the file. A content that does not hold is refused, and
 * the earlier supergraph stays in use.
 * @param file - as `schema/supergraph.graphql`.
 */
export function supergraphFile(file: string, log: Log): SupergraphManager {
  return {
    async initialize({ update }) {
      let current = readFileSync(file, 'utf8');
      watchFile(file, { interval: LOOK_MS, persistent: false }, () => {
        try {
          const next = readFileSync(file, 'utf8');
          if (next === current) return;
          update(next);
          current = next;
          log.info({ event: 'supergraph.reloaded' });
        } catch (error) {
          log.error({ event: 'supergraph.refused', ...traceOf(error) });
        }
      });
      return { supergraphSdl: current, cleanup: async () => unwatchFile(file) };
    },
  };
}
