import { isNetwork } from '@samplan/kit/auth/networks';
import { idList, text } from '@samplan/kit/graphql/input';
import { BadInput } from '@samplan/kit/server/errors';

/** The longest a network is written. */
const MAX_LENGTH = 60;

/**
 * Networks as somebody gives them.
 * @throws BadInput as `idList` and `text`, and `WRONG_VALUE`.
 */
export function networkList(field: string, given: readonly string[], most: number): readonly string[] {
  const networks = idList(field, given, most);
  for (const network of networks) {
    if (!isNetwork(text(field, network, MAX_LENGTH))) {
      throw new BadInput(field, 'WRONG_VALUE', `Ange nät i fältet ${field} som 192.0.2.0/24.`);
    }
  }
  return networks;
}
