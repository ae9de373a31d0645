/** Chains by the ids that containers hold. */
import { openChain } from '../../codecs/chain.js';
import { type Chain, splitStage } from '../../codecs/chain-id.js';
import type { Registry } from '../../codecs/codec.js';
import { parseTypedChain } from '../grid/typed.js';
import type { OpenById } from './decode.js';

/** Opens a fresh codec at each call; of a stage that is not there it is said that it may be a plugin's. */
export function openerOf(registry: Registry): OpenById {
  return async id => openChain(storedChain(id, registry));
}

/** @throws Error in one line if a stage is missing, which may be a plugin's, or a parameter is wrong */
export function storedChain(id: string, registry: Registry): Chain {
  const names = id.split('+').map(stage => splitStage(stage)[0]);
  const unknown = names.find(name => !registry.has(name));
  if (unknown === undefined) return parseTypedChain(id, registry);
  // nobody has typed it, so that nothing near was meant
  throw new Error(
    `chain ${JSON.stringify(id)}: no stage ${JSON.stringify(unknown)}; a stage of a plugin needs --plugin`,
  );
}
