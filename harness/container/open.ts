/** Chains by the ids that containers hold. */
import { type Chain, messageOf, openChain, parseChain } from '../../codecs/chain.js';
import type { Registry } from '../../codecs/registry.js';
import type { OpenById } from './decode.js';

/** Opens a fresh codec at each call; of an id that cannot be parsed it is said that it may be a plugin's. */
export function openerOf(registry: Registry): OpenById {
  return async id => openChain(parseStored(id, registry));
}

function parseStored(id: string, registry: Registry): Chain {
  try {
    return parseChain(id, registry);
  } catch (cause) {
    throw new Error(`${messageOf(cause)}; a stage of a plugin needs --plugin`, { cause });
  }
}
