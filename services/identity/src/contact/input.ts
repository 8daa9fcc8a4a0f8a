import type { UpdateMyContactInput } from '../generated/resolvers.ts';
import { emailAddress } from '../mail/address.ts';
import { phoneNumber } from '../user/phone.ts';
import type { ContactData } from './domain.ts';

type Check = (field: string, value: string) => string;

/**
 * Reads how somebody is reached. What is empty is left out.
 * @throws BadInput
 */
export function contactOf(input: UpdateMyContactInput): ContactData {
  const read = (name: keyof ContactData, check: Check): string | null => {
    const value = input[name]?.trim() ?? '';
    return value === '' ? null : check(`input.${name}`, value);
  };
  return {
    phone: read('phone', phoneNumber),
    mobile: read('mobile', phoneNumber),
    fax: read('fax', phoneNumber),
    email: read('email', emailAddress),
  };
}
