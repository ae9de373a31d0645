/** Chains by the ids that containers hold. */
import { openChain } from '../../codecs/chain.js';
import { type Chain, splitStage } from '../../codecs/chain-id.js';
import type { Registry } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import { parseTypedChain } from '../grid/typed.js';
import type { OpenById } from './decode.js';

/** Opens a fresh codec at each call; of a stage that is not there it is said that it may be a plugin's. */
export function openerOf(registry: Registry): OpenById {
  return async id => openChain(parseStored(id, registry));
}

function parseStored(id: string, registry: Registry): Chain {
  try {
    return parseTypedChain(id, registry);
  } catch (cause) {
    const isPlugged = id.split('+').some(stage => !registry.has(splitStage(stage)[0]));
    throw new Error(messageOf(cause) + (isPlugged ? '; a stage of a plugin needs --plugin' : ''), { cause });
  }
}
