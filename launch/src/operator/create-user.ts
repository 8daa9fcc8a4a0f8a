import { PrismaPg } from '@prisma/adapter-pg';
import { appointProvisioned } from '@samplan/identity/appointment/provision.prisma';
import { capabilitiesOf } from '@samplan/identity/assignment/matrix';
import { PrismaClient as IdentityClient } from '@samplan/identity/generated/prisma/client';
import { hashPassword } from '@samplan/identity/user/password';
import { type PasswordFault, passwordFaults, SPECIAL_CHARACTERS } from '@samplan/identity/user/password-rules';
import { provisionWithin } from '@samplan/identity/user/provision.prisma';
import { ADMINISTRATION_KINDS, ROLES, type Role, UNIT_KINDS } from '@samplan/kit/access/viewer';
import type { Database } from '@samplan/kit/db/database';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { isHsaIdOfPerson } from '@samplan/kit/person/hsa-id';
import { ENVIRONMENTS, type Environment } from '@samplan/kit/server/subgraph';
import { PrismaClient as OrganisationClient } from '@samplan/organisation/generated/prisma/client';
import { z } from 'zod';
import { StartFailure } from '../failure.ts';
import { type Command, EXIT, parsed, type Workplace, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';

const OPTIONS = {
  organisation: { type: 'string' },
  username: { type: 'string' },
  'given-name': { type: 'string' },
  'family-name': { type: 'string' },
  unit: { type: 'string' },
  role: { type: 'string' },
  environment: { type: 'string' },
  'hsa-id': { type: 'string' },
} as const;

const LACKS: Readonly<Record<PasswordFault, string>> = {
  LENGTH: 'must be 8 to 30 characters, where å, ä and ö count as two',
  NO_UPPER_CASE: 'must have an upper-case letter',
  NO_LOWER_CASE: 'must have a lower-case letter',
  NO_DIGIT: 'must have a digit',
  NO_SPECIAL_CHARACTER: `must have one of ${SPECIAL_CHARACTERS}`,
  FOREIGN_CHARACTER: `may have only letters a to ö, digits and ${SPECIAL_CHARACTERS}`,
  MONTH_AND_YEAR: 'may not be built on a month and a year',
  OWN_NAME: "may not hold the user's name or username",
  COMMON_WORD: 'may not be built on common words, places or names of systems',
};

/** What the command is given. */
interface Wanted {
  readonly organisation: string;
  readonly username: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Of the unit. */
  readonly unit: string;
  /** Of the person: whose card signs in; null where nobody has told. */
  readonly hsaId: string | null;
  readonly role: Role;
  readonly environment: Environment;
}

/** Makes the first accounts of an installation. */
export const createUser: Command = {
  name: 'create-user',
  usage:
    '--organisation <short name> --username <name> --given-name <name> --family-name <name> --unit <HSA-id> --role <role> --environment <environment> [--hsa-id <HSA-id>]',
  summary: 'Makes an account with a role at a unit; asks for the password.',
  details: [
    'The password is typed twice, or read from the first line of standard input. It is never an argument, which others',
    'on the machine could read. The user must change it after the first sign-in.',
    '--hsa-id names the person in HSA: that person’s SITHS card alone is converted to, and finds the account at an identity provider.',
    'School staff who are appointed need a principal at the school, whose appointment it is: make that account first.',
    `Roles: ${ROLES.join(', ')}.`,
    `Environments: ${ENVIRONMENTS.join(', ')}. The account can be used in that one alone.`,
  ],
  async run(args, at) {
    const wanted = readWanted(args);
    const unit = await withDatabase(at, 'organisation', ({ pool }) => findUnit(pool, wanted));
    const password = await at.terminal.askSecret('Password');
    const faults = passwordFaults(password, wanted);
    if (faults.length > 0) throw new StartFailure(`The password ${faults.map((fault) => LACKS[fault]).join('; ')}.`);
    await makeAccount(wanted, unit, await hashPassword(password), at);
    at.terminal.say(`${wanted.username} can sign in to ${wanted.organisation} as ${wanted.role} at ${unit.name}.`);
    return EXIT.DONE;
  },
};

function readWanted(args: readonly string[]): Wanted {
  const { values } = parsed({ args: [...args], options: OPTIONS });
  const text = (name: keyof typeof OPTIONS): string => {
    const value = values[name]?.trim().normalize('NFKC');
    if (!value) throw new WrongUsage(`--${name} is missing.`);
    if (value.length > 100) throw new WrongUsage(`--${name} is longer than 100 characters.`);
    return value;
  };
  const role = ROLES.find((known) => known === text('role'));
  if (!role) throw new WrongUsage(`There is no role ${text('role')}; there are ${ROLES.join(', ')}.`);
  const environment = ENVIRONMENTS.find((known) => known === text('environment'));
  if (!environment) {
    throw new WrongUsage(`There is no environment ${text('environment')}; there are ${ENVIRONMENTS.join(', ')}.`);
  }
  return {
    organisation: text('organisation').toLowerCase(),
    username: text('username').toLowerCase(),
    givenName: text('given-name'),
    familyName: text('family-name'),
    unit: text('unit'),
    hsaId: values['hsa-id'] === undefined ? null : readHsaId(text('hsa-id')),
    role,
    environment,
  };
}

function readHsaId(text: string): string {
  const hsaId = text.toUpperCase();
  if (!isHsaIdOfPerson(hsaId)) throw new WrongUsage(`--hsa-id is not as SE2321000180-ABC1: ${text}`);
  return hsaId;
}

const unitKinds = z.object({
  kind: z.enum(UNIT_KINDS),
  administration: z.object({ kind: z.enum(ADMINISTRATION_KINDS) }),
});

/** The unit of the account, when the role has rights there. */
async function findUnit(pool: Database['pool'], { organisation, unit: hsaId, role }: Wanted) {
  const db = new OrganisationClient({ adapter: new PrismaPg(pool) });
  try {
    const unit = await db.unit.findUnique({
      where: { hsaId, isActive: true, administration: { principal: { slug: organisation } } },
      include: { administration: true },
    });
    if (!unit) {
      throw new StartFailure(
        `${organisation} has no unit ${hsaId} in use; check both, or import the file of the organisation first.`,
      );
    }
    const { kind, administration } = unitKinds.parse(unit);
    if (capabilitiesOf(administration.kind, role, kind).length === 0) {
      throw new StartFailure(`The role ${role} has no rights at ${unit.name} (${administration.kind}, ${kind}).`);
    }
    return unit;
  } finally {
    await db.$disconnect();
  }
}

async function makeAccount(
  { organisation, username, givenName, familyName, role, environment, hsaId }: Wanted,
  unit: { readonly id: string; readonly principalId: string },
  passwordHash: string,
  at: Workplace,
): Promise<void> {
  await withDatabase(at, 'identity', async ({ pool }) => {
    const db = new IdentityClient({ adapter: new PrismaPg(pool) });
    const assignments = [{ unitId: unit.id, role, validTo: null }];
    const { principalId } = unit;
    try {
      const account = {
        principalId,
        environment,
        username,
        passwordHash,
        passwordMustChange: true,
        givenName,
        familyName,
        hsaId,
      };
      await transact(db, async (tx) => {
        const made = await provisionWithin(tx, [{ ...account, assignments }], at.now());
        const without = await appointProvisioned(tx, made, at.now());
        if (without > 0) throw new StartFailure('The school has no principal who appoints; make that account first.');
      });
    } catch (error) {
      if (isDuplicate(error)) throw new StartFailure(await whatIsTaken(db, { organisation, username, hsaId }));
      throw error;
    } finally {
      await db.$disconnect();
    }
  });
}

/** What an account that could not be made has in common with another. */
async function whatIsTaken(
  db: IdentityClient,
  { organisation, username, hsaId }: Pick<Wanted, 'organisation' | 'username' | 'hsaId'>,
): Promise<string> {
  const isHsaId = hsaId !== null && (await db.user.count({ where: { hsaId } })) > 0;
  return isHsaId
    ? `Another account has the HSA-id ${hsaId} already.`
    : `${organisation} has a user ${username} already.`;
}
