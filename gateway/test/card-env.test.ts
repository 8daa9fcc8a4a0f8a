import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cardEntryOf, cardEnv } from '@samplan/gateway/card/env';
import { EnvironmentInvalid } from '@samplan/kit/env';
import { createCardAuthority } from '@samplan/testing/cards/authority';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
const file = (name: string): string => path.join(folder, name);

/** Variables of an entry that accepts the cards of the file. */
const variables = (authorities: string) =>
  cardEnv.parse({
    CARD_PORT: '0',
    CARD_SERVER_CERTIFICATE: file('server.pem'),
    CARD_SERVER_KEY: file('server-key.pem'),
    CARD_AUTHORITIES: file(authorities),
    CARD_REVOCATIONS: file('revocations.pem'),
  });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'samplan-card-env-'));
  const [test, real] = [await createCardAuthority(), await createCardAuthority('Provens')];
  const { certificate, key } = await test.server(['localhost']);
  writeFileSync(file('test.pem'), test.certificates);
  writeFileSync(file('real.pem'), real.certificates);
  writeFileSync(file('mixed.pem'), real.certificates + test.certificates);
  writeFileSync(file('empty.pem'), '');
  writeFileSync(file('damaged.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  writeFileSync(file('revocations.pem'), await test.revocations());
  writeFileSync(file('server.pem'), certificate);
  writeFileSync(file('server-key.pem'), key);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the variables of the entry for cards', () => {
  test('when none is given, then there is no entry (F-052)', () => {
    expect(cardEntryOf(cardEnv.parse({}), 'TRAINING')).toBeNull();
  });

  test('when some are given, then the others are named', () => {
    const { CARD_REVOCATIONS: _, ...some } = variables('test.pem');
    expect(() => cardEntryOf(some, 'TRAINING')).toThrow(
      new EnvironmentInvalid('The entry for cards needs these variables too: CARD_REVOCATIONS.'),
    );
  });

  test.each([
    ['TRAINING', 'test.pem'],
    ['ACCEPTANCE', 'test.pem'],
    ['PRODUCTION', 'real.pem'],
  ] as const)('when in %s the cards of %s are accepted, then it starts (F-271, F-275)', (environment, authorities) => {
    expect(cardEntryOf(variables(authorities), environment)?.authorities).toHaveLength(2);
  });

  test.each([
    ['PRODUCTION', 'test.pem', /authority for test cards\. Test cards do not sign in to production/],
    ['PRODUCTION', 'mixed.pem', /authority for test cards/],
    ['TRAINING', 'real.pem', /authority for real cards\. Outside production only test cards sign in/],
    ['ACCEPTANCE', 'mixed.pem', /authority for real cards/],
    ['TRAINING', 'empty.pem', /without certificates/],
    ['TRAINING', 'damaged.pem', /cannot be read/],
    ['TRAINING', 'server.pem', /which is no authority/],
    ['TRAINING', 'nowhere.pem', /CARD_AUTHORITIES names a file that cannot be read/],
  ] as const)(
    'when in %s the file is %s, then it does not start and says why (f.2 27)',
    (environment, name, reason) => {
      expect(() => cardEntryOf(variables(name), environment)).toThrow(EnvironmentInvalid);
      expect(() => cardEntryOf(variables(name), environment)).toThrow(reason);
    },
  );
});
