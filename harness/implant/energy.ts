/** What encoding takes in silicon, by operations that are counted on a part of what is measured. */
import { headOf } from '../../codecs/live.js';
import { parseTypedChain } from '../grid/typed.js';
import { sumOfOperations } from '../instrument/operation.js';
import { countChains } from '../operations/count.js';
import { energyOf } from '../operations/energy.js';
import { type Plugged, registryWith } from '../plugins/plugged.js';
import { excerptOf } from '../recordings/excerpt.js';
import type { Recording } from '../recordings/recording.js';
import { stackedRecording } from '../recordings/stacked.js';
import type { EnergyRange } from './demands.js';
import type { Candidate } from './measure.js';

/** Of a chain. */
export interface KnownEnergy {
  /** Null where it cannot be counted. */
  readonly energy: EnergyRange | null;
  /** Why not, or what is not counted. */
  readonly notes: readonly string[];
}

export interface EnergyOptions {
  readonly plugged: Plugged;
  readonly nodeNm: number;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/**
 * By the chain's id. Converters at the head of a chain (`levels`) are left out, since an implant has none to undo.
 * @param arrays of which the first is counted, or so much of it as tells
 * @throws Error in one line if counted code writes another stream than plain code
 */
export async function energiesOf(
  candidates: readonly Candidate[],
  [array]: readonly Recording[],
  { plugged, nodeNm, jobs, signal }: EnergyOptions,
): Promise<ReadonlyMap<string, KnownEnergy>> {
  const registry = registryWith(plugged);
  const chains = candidates.map(({ id }) => parseTypedChain(id, registry));
  const counted = await countChains(chains, [partOf(array)], { plugged, jobs, signal });
  return new Map(
    counted.map(({ chain, encode }, k): [string, KnownEnergy] => {
      if (encode.status !== 'counted') return [chain, { energy: null, notes: [encode.reason] }];
      const head = headOf(chains[k]).length;
      const operations = sumOfOperations(encode.stages.slice(head).map(stage => stage.operations));
      const energy = energyOf({ samples: encode.samples, operations }, { node: nodeNm });
      return [chain, { energy, notes: encode.notes }];
    }),
  );
}

const COUNTED_PARTS = 4;
const COUNTED_SAMPLES = 2 ** 19;

/** Some recordings of those side by side; of many channels, their beginning. */
function partOf(array: Recording): Recording {
  const { source, channels, frames } = array;
  if (source.type === 'stacked') return stackedRecording(source.parts.slice(0, COUNTED_PARTS));
  const taken = Math.max(1, Math.floor(COUNTED_SAMPLES / channels));
  if (source.type !== 'file' || taken >= frames) return array;
  return excerptOf(array, { firstFrame: 0, frames: taken, firstChannel: 0, channels });
}
