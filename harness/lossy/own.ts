/** Chains of the user's own, that are measured as they are. */
import { printChain } from '../../codecs/chain-id.js';
import { lossOf } from '../../codecs/loss.js';
import { parseTypedChain } from '../grid/typed.js';
import { type Plugged, pluginsBehind, registryWith } from '../plugins/plugged.js';

export interface OwnChain {
  readonly id: string;
  /** Specifiers of the plugins and profiles that it needs. */
  readonly plugins: readonly string[];
  readonly isLossy: boolean;
}

/**
 * Each once.
 * @throws Error with one line if one is wrong, or what it leaves are no samples
 */
export function ownChains(asked: readonly string[], plugged: Plugged): OwnChain[] {
  const registry = registryWith(plugged);
  const chains = asked.map(text => {
    const chain = parseTypedChain(text, registry);
    const loss = lossOf(chain);
    if (loss === 'events' || loss === 'counts' || loss === 'power') {
      throw new Error(
        `chain ${JSON.stringify(text)}: what it leaves are ${loss}, no samples, and have no grade; ncb sweep measures it`,
      );
    }
    return { id: printChain(chain), plugins: pluginsBehind(chain, plugged), isLossy: loss !== 'none' };
  });
  return [...new Map(chains.map(chain => [chain.id, chain])).values()];
}
