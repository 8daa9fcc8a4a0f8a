import type { SplitFederation } from '@samplan/launch/split';
import { until } from './until.ts';

/** Kills a process of a federation as a power failure would. */
export async function kill(running: SplitFederation, name: Parameters<SplitFederation['pid']>[0]): Promise<void> {
  const pid = running.pid(name);
  process.kill(pid, 'SIGKILL');
  await until(`${name} is dead`, async () => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  });
}

/**
 * Lets a process of a federation stand still during some work, as on a machine that is out of breath. It notices nothing of it.
 */
export async function standingStill(
  running: SplitFederation,
  name: Parameters<SplitFederation['pid']>[0],
  work: () => Promise<void>,
): Promise<void> {
  process.kill(running.pid(name), 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(running.pid(name), 'SIGCONT');
  }
}
