/** Chains of the user's own, that are measured as they are. */
import { printChain } from '../../codecs/chain-id.js';
import { parseLossyChain } from '../grid/typed.js';
import { type Plugged, pluginsBehind, registryWith } from '../plugins/plugged.js';

export interface OwnChain {
  readonly id: string;
  /** Specifiers of the plugins and profiles that it needs. */
  readonly plugins: readonly string[];
  readonly isLossy: boolean;
}

/**
 * Each once.
 * @throws Error with one line if one is wrong, loses nothing, or gives back no samples
 */
export function ownChains(asked: readonly string[], plugged: Plugged): OwnChain[] {
  const registry = registryWith(plugged);
  const chains = asked.map(text => {
    const { chain } = parseLossyChain(text, registry);
    return { id: printChain(chain), plugins: pluginsBehind(chain, plugged), isLossy: true };
  });
  return [...new Map(chains.map(chain => [chain.id, chain])).values()];
}
