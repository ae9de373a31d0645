/** Chains by the ids that containers hold. */
import { messageOf, openChain, parseChain } from '../../codecs/chain.js';
import type { Registry } from '../../codecs/registry.js';
import type { OpenById } from './decode.js';

/** Opens a fresh codec at each call; an id that cannot be opened is said to be perhaps a plugin's. */
export function openerOf(registry: Registry): OpenById {
  return async id => {
    try {
      return await openChain(parseChain(id, registry));
    } catch (cause) {
      throw new Error(`${messageOf(cause)}; a stage of a plugin needs --plugin`, { cause });
    }
  };
}
