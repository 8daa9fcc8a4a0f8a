import type {
  ScopeRefused,
  ServiceAccountKeyTaken,
  ServiceAccountNameTaken,
  ServiceTokenRefused,
  TooManyServiceAccountKeys,
} from '../generated/resolvers.ts';
import { MAX_KEYS } from './domain.ts';

/** Another service account has the name. */
export function nameTaken(): ServiceAccountNameTaken {
  return {
    __typename: 'ServiceAccountNameTaken',
    code: 'SERVICE_ACCOUNT_NAME_TAKEN',
    message: 'Ett annat tjänstekonto har redan namnet. Välj ett annat namn.',
  };
}

/** The key is registered already. */
export function keyTaken(): ServiceAccountKeyTaken {
  return {
    __typename: 'ServiceAccountKeyTaken',
    code: 'SERVICE_ACCOUNT_KEY_TAKEN',
    message: 'Nyckeln är redan registrerad. Skapa ett nytt nyckelpar.',
  };
}

/** As many keys work as may. */
export function tooManyKeys(): TooManyServiceAccountKeys {
  return {
    __typename: 'TooManyServiceAccountKeys',
    code: 'SERVICE_ACCOUNT_TOO_MANY_KEYS',
    message: `Kontot har redan ${MAX_KEYS} nycklar. Avsluta en av dem först.`,
  };
}

/** One answer for everything that is wrong with an assertion. */
export function tokenRefused(): ServiceTokenRefused {
  return {
    __typename: 'ServiceTokenRefused',
    code: 'SERVICE_TOKEN_REFUSED',
    message: 'Intyget godtas inte. Kontrollera kontots id, nyckel, mottagare och tider, och använd varje jti en gång.',
  };
}

/** A right was asked for that the account does not have. */
export function scopeRefused(): ScopeRefused {
  return {
    __typename: 'ScopeRefused',
    code: 'SERVICE_TOKEN_SCOPE_REFUSED',
    message: 'Kontot har inte alla rättigheter i fältet input.scope. Begär färre eller be systemförvaltaren.',
  };
}
