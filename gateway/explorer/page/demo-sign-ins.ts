import * as z from 'zod/mini';

const demoSignIns = z.object({
  signIns: z.array(
    z.object({
      organisation: z.string(),
      username: z.string(),
      password: z.string(),
      role: z.string(),
      unit: z.string(),
    }),
  ),
});

/** Somebody of the demo region to sign in as. */
export type DemoSignIn = z.infer<typeof demoSignIns>['signIns'][number];

/** Whom the gateway offers; nobody when it does not answer, and then one signs in by hand. */
export async function fetchDemoSignIns(): Promise<readonly DemoSignIn[]> {
  try {
    const response = await fetch('/explorer/demo-sign-ins', { redirect: 'error' });
    return demoSignIns.parse(await response.json()).signIns;
  } catch {
    return [];
  }
}
