/** Which chains are candidates: what the presets hold, and more settings of what tends to be smallest. */
import { isolationOf } from '../../codecs/chain.js';
import { lossOf } from '../../codecs/loss.js';
import { type Grid, type PlannedChain, planChains } from '../grid/grid.js';
import { PRESETS, type PresetName, presetGrids } from '../grid/presets.js';
import { trainedGrids } from '../grid/trained-grids.js';
import { parseLosslessChain } from '../grid/typed.js';
import { type Plugged, registryWith } from '../plugins/plugged.js';
import { byGiven, type Given, givenFinder } from './given.js';

/** A chain that may take part. */
export interface CandidateChain extends PlannedChain {
  /** What of the user's it holds; empty if nothing. */
  readonly given: readonly Given[];
  /** Whether it is of the preset `best`, and so is tried before all others. */
  readonly isBest: boolean;
}

/** The settings of other systems, kept for comparison with what they published; and what loses samples. */
const LEFT_OUT: readonly string[] = ['prior-art', 'lossy'] satisfies PresetName[];

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
 * Chains in the order in which they are tried: those of the preset `best`, those that hold what the user gave, those
 * that end with a coder, then the slower ones that compress its bytes. Chains that start programs take part if they
 * hold what was given; `raw`, which is no answer, if it was asked for.
 * @throws Error with one line if a chain asked for is wrong
 */
export function candidateChains(asked: readonly string[], plugged: Plugged): CandidateChain[] {
  const registry = registryWith(plugged);
  for (const text of asked) parseLosslessChain(text, registry);
  const presets = (Object.keys(PRESETS) as PresetName[]).filter(name => !LEFT_OUT.includes(name));
  const ofModels = trainedGrids(plugged.models.map(({ trained }) => trained));
  const grids = [...presets.flatMap(name => presetGrids(name, plugged.stages)), ...WIDER, ...ofModels];
  const named = presets.flatMap(name => PRESETS[name].named);
  const held = presets.flatMap(name => PRESETS[name].chains);
  const givenIn = givenFinder(asked, plugged);
  const best = new Map(PRESETS.best.chains.map((id, place) => [id, place]));
  const chains = planChains(grids, [...asked, ...held], registry, named)
    .map(planned => ({ ...planned, given: givenIn(planned), isBest: best.has(planned.id) }))
    .filter(
      ({ id, chain, given }) =>
        lossOf(chain) === 'none' &&
        (given.length > 0 || (isolationOf(chain) === 'in-process' && id !== 'raw')),
    );
  const [ofUser, others] = byGiven(chains);
  return [
    ...others
      .filter(({ isBest }) => isBest)
      .toSorted((a, b) => (best.get(a.id) ?? 0) - (best.get(b.id) ?? 0)),
    ...inTurn(ofUser.toSorted(byPlace)),
    ...others.filter(({ isBest }) => !isBest).toSorted(byPlace),
  ];
}

/** Where time is short, those come first that model most: several transforms and an entropy coder. */
function byPlace(a: PlannedChain, b: PlannedChain): number {
  return placeOf(a) - placeOf(b);
}

function placeOf({ chain }: PlannedChain): number {
  const modelled = chain.transforms.length + (chain.coder.stage.family === 'entropy' ? 1 : 0);
  return 10 * chain.compressors.length - modelled;
}

/** The first chain that holds each thing given, then the second of each: no plugin waits for all chains of another. */
function inTurn(chains: readonly CandidateChain[]): CandidateChain[] {
  const turns = new Map<Given, number>();
  const turned = chains.map(planned => {
    const turn = Math.min(...planned.given.map(given => turns.get(given) ?? 0));
    for (const given of planned.given) turns.set(given, (turns.get(given) ?? 0) + 1);
    return { planned, turn };
  });
  return turned.toSorted((a, b) => a.turn - b.turn).map(({ planned }) => planned);
}
