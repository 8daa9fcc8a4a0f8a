import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import { newId } from '@samplan/kit/id';
import { notPermitted } from '@samplan/kit/problem';
import type { Result } from '@samplan/kit/result';
import { BadInput } from '@samplan/kit/server/errors';
import { addDays, type Day, stockholmDay } from '@samplan/kit/time';
import type { Context } from '../../context.ts';
import type { AlreadyConsented, MutationResolvers, SharingScope } from '../../generated/resolvers.ts';
import { reasonText } from '../../reason.ts';
import {
  MAX_CONSENT_DAYS,
  type RegistrationFrame,
  registerConsent,
  registerInability,
  type SharingConsent,
} from '../domain.ts';
import { permit } from '../policy.ts';
import type { ConsentRefusal } from '../problems.ts';

export const registerSharingConsent: NonNullable<MutationResolvers['registerSharingConsent']> = async (
  _,
  { input },
  context,
) => {
  const { patientId, givenBy, obtained, isInformed } = input;
  const grant = permit(context.viewer, 'sharing-consent.register');
  if (!grant.ok) return context.access.refuse('sharing-consent.register', { patientId });
  const given = { givenBy, obtained, isInformed, childIsMature: input.childIsMature ?? false };
  const registered = await register(grant.value, input, context, (frame, now) => registerConsent(frame, given, now));
  return 'problem' in registered
    ? registered.problem
    : { __typename: 'RegisterSharingConsentOk', consent: registered.consent };
};

export const registerInabilityToConsent: NonNullable<MutationResolvers['registerInabilityToConsent']> = async (
  _,
  { input },
  context,
) => {
  const { patientId, isMoreThanTemporary, noReasonToBelieveOpposition } = input;
  const grant = permit(context.viewer, 'sharing-inability.register');
  if (!grant.ok) return context.access.refuse('sharing-inability.register', { patientId });
  const importance = reasonText('input.importance', input.importance);
  const attitude = reasonText('input.attitude', input.attitude);
  const inability = { isMoreThanTemporary, importance, attitude, noReasonToBelieveOpposition };
  const registered = await register(grant.value, input, context, (frame, now) =>
    registerInability(frame, inability, now),
  );
  return 'problem' in registered
    ? registered.problem
    : { __typename: 'RegisterInabilityToConsentOk', consent: registered.consent };
};

interface Asked {
  readonly patientId: string;
  readonly scope: SharingScope;
  readonly fromOn?: Day | null | undefined;
  readonly validTo: Day;
}

type Registered =
  | { readonly consent: SharingConsent }
  | { readonly problem: ConsentRefusal | AlreadyConsentedModel | ReturnType<typeof notPermitted> };

type AlreadyConsentedModel = Omit<AlreadyConsented, 'consent'> & {
  readonly __typename: 'AlreadyConsented';
  readonly consent: SharingConsent;
};

/** What both registrations have in common: the days, what is known of the patient, and storing. */
async function register(
  grant: Grant<'sharing-consent.register' | 'sharing-inability.register', UnitReach>,
  { patientId, scope, fromOn, validTo }: Asked,
  { sharing, access, now: clock }: Context,
  rule: (frame: RegistrationFrame, now: Date) => Result<SharingConsent, ConsentRefusal>,
): Promise<Registered> {
  const now = clock();
  const first = firstDay(fromOn, now);
  checkLastDay(validTo, first);
  const facts = await sharing.patientFacts(grant, patientId, access, now);
  if (!facts) return { problem: notPermitted() };
  const frame = { id: newId('shc'), patientId, scope, validFrom: first, validTo, ...facts, viewer: grant.viewer };
  const consent = rule(frame, now);
  if (!consent.ok) return consent;
  const same = await sharing.register(grant, consent.value, access, now);
  if (!same) return { consent: consent.value };
  const problem: AlreadyConsentedModel = {
    __typename: 'AlreadyConsented',
    code: 'CONSENT_IN_FORCE',
    message: 'Samtycket är redan registrerat. Återkalla det först om det ska ändras.',
    consent: same,
  };
  return { problem };
}

/** @throws BadInput `TOO_EARLY`: nothing is allowed afterwards. */
function firstDay(given: Day | null | undefined, now: Date): Day {
  const today = stockholmDay(now);
  if (!given) return today;
  if (given < today) {
    throw new BadInput('input.fromOn', 'TOO_EARLY', 'Fältet input.fromOn får inte ligga i det förflutna.');
  }
  return given;
}

/** @throws BadInput `TOO_EARLY` or `TOO_LATE`. */
function checkLastDay(last: Day, first: Day): void {
  if (last < first) {
    throw new BadInput('input.validTo', 'TOO_EARLY', 'Fältet input.validTo får inte ligga före första dagen.');
  }
  if (last > addDays(first, MAX_CONSENT_DAYS)) {
    throw new BadInput('input.validTo', 'TOO_LATE', 'Fältet input.validTo får ligga högst ett år efter första dagen.');
  }
}
