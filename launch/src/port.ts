import { createServer } from 'node:net';
import { StartFailure } from './failure.ts';

/**
 * Looks whether the gateway can listen, before anything takes time.
 * @throws StartFailure with what to do instead.
 */
export async function refuseTakenPort(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Readonly<Record<string, string>> = {
        EADDRINUSE: `Port ${port} is taken; stop what uses it or choose another with PORT=4001 npm start.`,
        EACCES: `You may not listen on port ${port}; choose one above 1023 with PORT=4000 npm start.`,
        EADDRNOTAVAIL: `The address ${host} does not belong to this machine; choose another HOST.`,
      };
      reject(
        new StartFailure(reasons[error.code ?? ''] ?? `Cannot listen on ${host}:${port}: ${error.code ?? error.name}.`),
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
