/** Which chains are candidates: what the presets hold, and more settings of what tends to be smallest. */
import { isolationOf } from '../../codecs/chain.js';
import { type Grid, type PlannedChain, planChains } from '../grid/grid.js';
import { PRESETS, type PresetName, presetGrids } from '../grid/presets.js';
import { profileGrids } from '../grid/profile-grids.js';
import { type Plugged, pluginsBehind, registryWith } from '../plugins/plugged.js';

/** The settings of other systems: kept for comparison with what they published. */
const LEFT_OUT: readonly string[] = ['prior-art'] satisfies PresetName[];

const WIDER: readonly Grid[] = [
  {
    transforms: 'none,delta,lpc:order=16/32,levels,levels+delta,levels+lpc:order=8/16/32',
    coders: 'arithmetic:*,flac:level=8',
    compressors: 'none',
  },
  {
    transforms: 'levels+lpc:order=4/24/32',
    coders: 'rans,rans:bits=14,arithmetic:*',
    compressors: 'none',
  },
  { transforms: 'none,levels,levels+delta', coders: 'raw,bitshuffle', compressors: 'zstd:level=22,brotli' },
];

/**
 * Chains in the order in which they are tried: those asked for, those that end with a coder, then the slower ones
 * that compress its bytes. Chains that start programs take part if they are asked for or plugged in.
 * @throws Error with one line if a chain asked for is wrong
 */
export function candidateChains(asked: readonly string[], plugged: Plugged): PlannedChain[] {
  const registry = registryWith(plugged);
  const presets = (Object.keys(PRESETS) as PresetName[]).filter(name => !LEFT_OUT.includes(name));
  const given = profileGrids(plugged.profiles.map(({ profile }) => profile));
  const grids = [...presets.flatMap(name => presetGrids(name, plugged.stages)), ...WIDER, ...given];
  const named = presets.flatMap(name => PRESETS[name].named);
  const held = presets.flatMap(name => PRESETS[name].chains);
  const first = new Set(planChains([], asked, registry).map(({ id }) => id));
  const chains = planChains(grids, [...asked, ...held], registry, named).filter(
    planned =>
      isolationOf(planned.chain) === 'in-process' ||
      first.has(planned.id) ||
      pluginsBehind(planned.chain, plugged).length > 0,
  );
  return chains.toSorted((a, b) => placeOf(a, first) - placeOf(b, first));
}

/** Where time is short, those come first that model most: several transforms and an entropy coder. */
function placeOf({ id, chain }: PlannedChain, first: ReadonlySet<string>): number {
  if (first.has(id)) return -1;
  const modelled = chain.transforms.length + (chain.coder.stage.family === 'entropy' ? 1 : 0);
  return 10 * chain.compressors.length - modelled + MOST_MODELLED;
}

const MOST_MODELLED = 9;
