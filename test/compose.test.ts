import path from 'node:path';
import { cardEntryOf, cardEnv } from '@samplan/gateway/card/env';
import { gatewayEnv } from '@samplan/gateway/env';
import { identityEnv } from '@samplan/identity/env';
import { subgraphEnv } from '@samplan/kit/env';
import { installationEnv } from '@samplan/launch/env';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { PROCESSES } from '../launch/build.ts';
import { environmentOf, filledCompose, networks, secrets, servicesOf, textOf } from './compose-file.ts';

const VARIABLES = secrets();
const services = servicesOf(VARIABLES);
const ENV = {
  migrate: installationEnv,
  identity: identityEnv,
  organisation: subgraphEnv,
  care: subgraphEnv,
  sip: subgraphEnv,
  gateway: gatewayEnv,
  operator: installationEnv,
};
const OURS = Object.keys(ENV) as (keyof typeof ENV)[]; // keys of a literal

function get(name: string) {
  const service = services[name];
  if (!service) throw new Error(`no service ${name}`);
  return service;
}

describe('the file', () => {
  test('when it is filled in, then it is what the Compose Specification allows', () => {
    const { $schema: _, ...schema } = JSON.parse(textOf('test/compose-spec/schema.json'));
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    validate(filledCompose(VARIABLES));
    expect(validate.errors).toBeNull();
  });

  test.each(Object.keys(VARIABLES))('when %s is not filled in, then nothing starts', (name) => {
    expect(() => filledCompose({ ...VARIABLES, [name]: '' })).toThrow(`${name} is missing: fill in .env`);
  });

  test('when services are named, then they are PostgreSQL, those with a known environment, and no others', () => {
    expect(Object.keys(services).sort()).toEqual([...OURS, 'postgres'].sort());
  });
});

describe('what runs', () => {
  test.each(OURS)('when %s starts, then its command is a bundled process', (name) => {
    const { entrypoint, command = [] } = get(name);
    const [program, file] = entrypoint ?? command;
    expect(program).toBe('node');
    expect(Object.keys(PROCESSES).map((process) => `launch/dist/${process}.js`)).toContain(file);
  });

  test.each([...SUBGRAPHS, 'gateway'])('when %s starts, then it is the process of its name', (name) => {
    expect(get(name).command).toEqual(['node', `launch/dist/${name}.js`]);
  });

  test.each(Object.keys(services))(
    'when %s is compromised, then it has no root, no capability and no disk to write',
    (name) => {
      expect(get(name)).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        user: expect.stringMatching(/^(1000:1000|postgres)$/),
      });
    },
  );

  test('when the images are named, then by an exact version', () => {
    for (const { image } of Object.values(services)) expect(image).toMatch(/:\d+\.\d+(\.\d+)?$/);
  });
});

describe('environments', () => {
  test.each(OURS)(
    'when %s reads its environment, then it has all that it requires and nothing that it does not know',
    (name) => {
      const environment = environmentOf(get(name), VARIABLES);
      const schema = ENV[name];
      expect(schema.safeParse(environment).error?.issues ?? []).toEqual([]);
      expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining(Object.keys(environment)));
    },
  );

  test('when nothing is said, then it is production, and sessions are as strong as identity demands there', () => {
    const environment = environmentOf(get('identity'), VARIABLES);
    expect(environment['SAMPLAN_ENVIRONMENT']).toBe('PRODUCTION');
    expect(environment).not.toHaveProperty('SESSION_MIN_ASSURANCE');
  });

  test('when a deployment decides about sessions, then identity hears it', () => {
    const decided = { SESSION_IDLE_MINUTES: '15', SESSION_MAX_HOURS: '8', SESSION_MIN_ASSURANCE: 'LOA2' };
    const variables = { ...VARIABLES, ...decided };
    const identity = servicesOf(variables)['identity'];
    expect(identity && environmentOf(identity, variables)).toMatchObject(decided);
  });

  test('when processes look for the subgraphs, then each listens where they look', () => {
    const { SAMPLAN_SUBGRAPH_URLS } = subgraphEnv.parse(environmentOf(get('care'), VARIABLES));
    for (const name of SUBGRAPHS) {
      const { PORT, HOST } = environmentOf(get(name), VARIABLES);
      expect(SAMPLAN_SUBGRAPH_URLS.get(name)?.href).toBe(`http://${name}:${PORT}/`);
      expect([HOST, get(name).expose]).toEqual(['0.0.0.0', [PORT]]);
    }
  });

  test('when subgraphs keep secrets, then none has the login or the key of another', () => {
    const environments = SUBGRAPHS.map((name) => environmentOf(get(name), VARIABLES));
    for (const variable of ['DATABASE_URL', 'SAMPLAN_KEY_SECRET']) {
      expect(new Set(environments.map((environment) => environment[variable])).size).toBe(SUBGRAPHS.length);
    }
  });

  test('when the gateway is compromised, then it knows no secret; when a subgraph is, then no owner of tables', () => {
    const known = (name: string) => Object.values(environmentOf(get(name), VARIABLES)).join(' ');
    for (const secret of Object.values(VARIABLES)) expect(known('gateway')).not.toContain(secret);
    const owners = Object.entries(VARIABLES).filter(([name]) => /OWNER_PASSWORD|POSTGRES_PASSWORD/.test(name));
    for (const name of [...SUBGRAPHS, 'operator']) {
      for (const [, secret] of owners) expect(known(name)).not.toContain(secret);
    }
  });
});

describe('cards and files', () => {
  const CARDS = {
    CARD_PORT: '5443',
    CARD_SERVER_CERTIFICATE: 'cards/server.pem',
    CARD_SERVER_KEY: 'cards/server-key.pem',
    CARD_AUTHORITIES: 'cards/authorities.pem',
    CARD_REVOCATIONS: 'cards/revocations.pem',
  };

  test('when nothing is said of cards, then the gateway has no entry for them', () => {
    const known = gatewayEnv.parse(environmentOf(get('gateway'), VARIABLES));
    expect(cardEntryOf(known, 'PRODUCTION')).toBeNull();
  });

  test('when cards are told of, then the gateway hears all that its entry needs, and its port is published', () => {
    const variables = { ...VARIABLES, ...CARDS };
    const gateway = servicesOf(variables)['gateway'];
    expect(gateway && environmentOf(gateway, variables)).toMatchObject(CARDS);
    expect(Object.keys(CARDS).sort()).toEqual(Object.keys(cardEnv.shape).sort());
    expect(gateway?.ports[1]).toEqual({ target: 5443, host_ip: '127.0.0.1', published: '5443' });
  });

  test('when a card is shown at the gateway, then every subgraph knows where its word of that is checked', () => {
    const { PORT } = environmentOf(get('gateway'), VARIABLES);
    for (const name of SUBGRAPHS) {
      const { SAMPLAN_GATEWAY_URL } = subgraphEnv.parse(environmentOf(get(name), VARIABLES));
      expect(SAMPLAN_GATEWAY_URL).toBe(`http://gateway:${PORT}`);
    }
  });

  test('when identity is told of cards, mail and an identity provider, then it hears it', () => {
    const told = {
      CARD_URL: 'https://kort.samplan.example:4443',
      SMTP_URL: 'smtps://mail.example.org',
      SMTP_AUTHORITIES: 'keys/mail-authorities.pem',
      OIDC_ISSUER: 'https://idp.example.org',
      OIDC_CLIENT_ID: 'samplan',
      OIDC_CLIENT_KEY: 'keys/oidc.pem',
      OIDC_REDIRECT_URL: 'https://samplan.example.org/inloggad',
    };
    const variables = { ...VARIABLES, ...told };
    const identity = servicesOf(variables)['identity'];
    expect(identity && environmentOf(identity, variables)).toMatchObject(told);
  });

  /** Where .env.example says that a file lies, seen from the folder that the processes run in. */
  const examples = (names: readonly string[]): readonly string[] =>
    names.map((name) => new RegExp(`^#${name}=(.+)$`, 'm').exec(textOf('.env.example'))?.[1] ?? '');

  test.each([
    ['gateway', './cards:/samplan/cards:ro', Object.keys(CARDS).filter((name) => name !== 'CARD_PORT')],
    ['identity', './keys:/samplan/keys:ro', ['SMTP_AUTHORITIES', 'OIDC_CLIENT_KEY']],
  ])('when %s is given files, then it reads the folder that they lie in and no other’s', (name, volume, files) => {
    expect(get(name).volumes).toEqual([volume]);
    const [, folder = ''] = volume.split(':');
    for (const file of examples(files)) expect(path.posix.join('/samplan', file)).toMatch(new RegExp(`^${folder}/`));
    expect(
      textOf('Dockerfile')
        .match(/^WORKDIR .*$/gm)
        ?.at(-1),
    ).toBe('WORKDIR /samplan');
  });

  test('when files of the installation lie beside the sources, then neither git nor the image takes them', () => {
    expect(textOf('.gitignore').split('\n')).toEqual(expect.arrayContaining(['/cards/', '/keys/']));
    expect(textOf('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['cards', 'keys']));
  });
});

describe('networks', () => {
  test('when somebody comes from outside, then only the gateway has ports, on this machine unless it is decided otherwise', () => {
    expect(Object.keys(services).filter((name) => get(name).ports.length > 0)).toEqual(['gateway']);
    expect(get('gateway').ports).toEqual([
      { target: 4000, host_ip: '127.0.0.1', published: '4000' },
      { target: 4443, host_ip: '127.0.0.1', published: '4443' },
    ]);
  });

  test('when anybody but gateway and identity wants out, then there is no way', () => {
    expect(networks()).toMatchObject({ databases: { internal: true }, subgraphs: { internal: true } });
    const within = Object.keys(services).filter((name) => !['gateway', 'identity'].includes(name));
    for (const name of within)
      for (const network of get(name).networks) expect(networks()[network]?.internal).toBe(true);
  });

  test('when identity sends mail or asks the identity provider, then it has a way out that nobody shares', () => {
    expect(networks()['outward']).toEqual({ internal: false });
    expect(Object.keys(services).filter((name) => get(name).networks.includes('outward'))).toEqual(['identity']);
    expect(get('identity').networks).not.toContain('public');
  });

  test('when the gateway looks for PostgreSQL, then they share no network', () => {
    const shared = get('gateway').networks.filter((network) => get('postgres').networks.includes(network));
    expect(shared).toEqual([]);
  });

  test.each(OURS.filter((name) => name !== 'gateway'))('when %s asks its database, then it can reach it', (name) => {
    expect(get(name).networks).toEqual(expect.arrayContaining(get('postgres').networks));
  });
});

describe('order', () => {
  test('when all start, then PostgreSQL is healthy before migrations, which end well before subgraphs, which are healthy before the gateway', () => {
    expect(get('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    for (const name of SUBGRAPHS) {
      expect(get(name).depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    }
    expect(get('gateway').depends_on).toEqual(
      Object.fromEntries(SUBGRAPHS.map((name) => [name, { condition: 'service_healthy' }])),
    );
  });

  test.each(['postgres', ...SUBGRAPHS, 'gateway'])('when %s stays up, then its health is looked at', (name) => {
    expect(get(name).healthcheck?.test[0]).toBe('CMD');
  });

  test('when all start, then the operator is not among them', () => {
    expect(Object.keys(services).filter((name) => get(name).profiles.length > 0)).toEqual(['operator']);
  });
});
