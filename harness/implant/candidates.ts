/** Chains to measure, with the plugins, profiles, models and topologies that they need. */
import { type Chain, printChain } from '../../codecs/chain-id.js';
import { isProfile, shippedTrained } from '../../codecs/trained.js';
import { parseTypedChain } from '../grid/typed.js';
import { type Plugged, pluginsBehind, registryWith } from '../plugins/plugged.js';
import type { Recording } from '../recordings/recording.js';
import { fittingProfiles } from '../windows/profile-fit.js';
import { usualChains } from './chains.js';
import type { Candidate } from './measure.js';

export function candidateOf(chain: Chain, plugged: Plugged): Candidate {
  return { id: printChain(chain), plugins: pluginsBehind(chain, plugged) };
}

/** The usual chains, with a profile that fits the recordings, if one does. */
export async function usualCandidates(
  recordings: readonly Recording[],
  seed: number,
  plugged: Plugged,
): Promise<Candidate[]> {
  const known = [...plugged.models.map(({ trained }) => trained), ...shippedTrained];
  const [profile] = await fittingProfiles(known.filter(isProfile), recordings, seed);
  const registry = registryWith(plugged);
  return usualChains(profile?.name).map(text => candidateOf(parseTypedChain(text, registry), plugged));
}

/** Each chain once. */
export function distinct(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map(candidate => [candidate.id, candidate])).values()];
}
