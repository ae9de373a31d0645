/** What the user gave by an option, and which chains hold it. */
import { type Chain, parseChain, printChain, stagesOf } from '../../codecs/chain-id.js';
import type { PlannedChain } from '../grid/grid.js';
import { namesModel } from '../plugins/models.js';
import { type Plugged, registryWith } from '../plugins/plugged.js';

/** Every chain that holds it is the user's. */
export interface Given {
  readonly option: '--chain' | '--plugin' | '--profile';
  /** The chain's id, or the name of a plugin's stage, of a profile, of a model or of a topology. */
  readonly name: string;
}

/**
 * What of the user's a chain holds; nothing of most.
 * @param asked chains that the user named
 * @throws Error with one line if one of these is wrong
 */
export function givenFinder(
  asked: readonly string[],
  plugged: Plugged,
): (planned: PlannedChain) => readonly Given[] {
  const registry = registryWith(plugged);
  const ids = new Set(asked.map(text => printChain(parseChain(text, registry))));
  const chains = new Map([...ids].map(id => [id, { option: '--chain', name: id } as const]));
  const stages = new Map(plugged.stages.map(({ name }) => [name, { option: '--plugin', name } as const]));
  const models = plugged.models.map(({ trained }) => ({
    trained,
    given: { option: '--profile', name: trained.name } as const,
  }));
  return ({ id, chain }) => {
    const held = [
      chains.get(id),
      ...stagesOf(chain).map(({ stage }) => stages.get(stage.name)),
      ...stagesOf(chain).flatMap(({ values }) =>
        models.filter(({ trained }) => namesModel(values, trained)).map(({ given }) => given),
      ),
    ];
    return [...new Set(held)].filter(given => given !== undefined);
  };
}

/** Names of the profiles that coders of a chain are set to. */
export function profilesOf(chain: Chain): string[] {
  return stagesOf(chain).flatMap(({ values: { profile } }) => (typeof profile === 'string' ? [profile] : []));
}

/** Chains that hold something of the user's, and the others. */
export function byGiven<C extends { readonly given: readonly Given[] }>(chains: readonly C[]): [C[], C[]] {
  const isGiven = ({ given }: C) => given.length > 0;
  return [chains.filter(isGiven), chains.filter(chain => !isGiven(chain))];
}

/** Of everything that was given the first chain that holds it, each once, in their order. */
export function firstOfEach<C extends { readonly given: readonly Given[] }>(chains: readonly C[]): C[] {
  const seen = new Set<Given>();
  return chains.filter(({ given }) => {
    const unseen = given.filter(one => !seen.has(one));
    for (const one of unseen) seen.add(one);
    return unseen.length > 0;
  });
}
