/** What encoding takes in silicon, by operations that are counted as a part of what is measured is sent. */
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
  /** Frames that chains which need blocks are given at a time. */
  readonly blockFrames: number;
  readonly onCounted: (done: number, total: number) => void;
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
  { plugged, nodeNm, blockFrames, onCounted, jobs, signal }: EnergyOptions,
): Promise<ReadonlyMap<string, KnownEnergy>> {
  const registry = registryWith(plugged);
  const chains = candidates.map(({ id }) => parseTypedChain(id, registry));
  const counted = await countChains(chains, [partOf(array)], {
    ...{ plugged, jobs, signal, onCounted },
    sentFrames: blockFrames,
  });
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

/** The beginning, of all channels: they share what a block has once. What lies in no file is taken whole, of few parts. */
function partOf(array: Recording): Recording {
  const { source, channels, frames } = array;
  const taken = Math.max(1, Math.floor(COUNTED_SAMPLES / channels));
  if (taken >= frames) return array;
  const parts = source.type === 'stacked' ? source.parts : [array];
  const isCut = parts.every(part => part.source.type === 'file');
  const cut = isCut ? parts.map(part => beginningOf(part, taken)) : parts.slice(0, COUNTED_PARTS);
  return cut.length === 1 ? cut[0] : stackedRecording(cut);
}

function beginningOf(recording: Recording, taken: number): Recording {
  const { channels } = recording;
  const frames = Math.min(taken, recording.frames);
  return excerptOf(recording, { firstFrame: 0, frames, firstChannel: 0, channels });
}
