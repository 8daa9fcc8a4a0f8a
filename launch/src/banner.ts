import type { DemoSignIn } from './demo/sign-ins.ts';

/** What a new user needs to begin: environment, addresses, and who to sign in as. */
export function banner(environment: string, url: URL, signIns: readonly DemoSignIn[]): string {
  const width = (of: (signIn: DemoSignIn) => string): number => Math.max(...signIns.map((signIn) => of(signIn).length));
  const columns =
    signIns.length > 0 ? [width((s) => s.organisation), width((s) => s.username), width((s) => s.role)] : [];
  const rows = signIns.map((s) =>
    [s.organisation, s.username, s.role]
      .map((text, i) => text.padEnd(columns[i] ?? 0))
      .join('  ')
      .concat(`  ${s.unit}`),
  );
  return [
    '',
    `  Samplan runs in the environment ${environment}.`,
    '',
    `  GraphQL         ${new URL('/graphql', url)}`,
    ...(environment === 'PRODUCTION' ? [] : [`  Query explorer  ${new URL('/explorer', url)}`]),
    ...(rows.length > 0
      ? ['', `  Demo sign-ins, all with the password ${signIns[0]?.password}:`, '', ...rows.map((row) => `    ${row}`)]
      : []),
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}
