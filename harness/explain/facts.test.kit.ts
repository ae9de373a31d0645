/** Explanations made up for tests. */
import { splitStage } from '../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import type { ExplainFacts } from '../processes/tasks.js';
import type { ExplainedChain } from './explain.js';

const registry = makeRegistry(builtInStages);

/** What a chain took of a recording of 8000 samples, in bytes: so many bytes are as many thousandths of a bit a sample. */
export interface Took {
  /** Of each transform. */
  readonly side: readonly number[];
  /** Entropies of what the coder is given, by how often values occur, and after prediction. */
  readonly order0: number;
  readonly predicted: number;
  readonly coder: number;
  readonly compressed?: readonly number[];
  readonly pieces?: ExplainFacts['pieces'];
}

export const SAMPLES = 8000;

/** @param chain of built-in stages, or of a coder that is none */
export function explained(chain: string, took: readonly Took[]): ExplainedChain {
  const stages = chain.split('+');
  const kinds = stages.map(stage => registry.get(splitStage(stage)[0])?.kind ?? 'coder');
  const coderAt = kinds.indexOf('coder');
  return {
    chain,
    failures: [],
    recordings: took.map((own, k) => ({
      recording: {
        name: `r${k}.wav`,
        sha256: '',
        channels: 1,
        frames: SAMPLES,
        sampleRateHz: 1000,
        source: { type: 'synthetic', set: 'implant', index: 0, seed: 1 },
      },
      firstFrame: 0,
      allFrames: SAMPLES,
      facts: factsOf(stages, coderAt, own),
    })),
  };
}

function factsOf(stages: readonly string[], coderAt: number, took: Took): ExplainFacts {
  const leaves = { order0: 8 * took.order0, normal: 8 * took.predicted, predicted: 8 * took.predicted };
  return {
    samples: SAMPLES,
    given: leaves,
    transforms: stages.slice(0, coderAt).map((stage, k) => ({ stage, sideBytes: took.side[k], leaves })),
    coder: { stage: stages[coderAt], bytes: took.coder, parts: null },
    compressors: stages.slice(coderAt + 1).map((stage, k) => ({ stage, bytes: took.compressed?.[k] ?? 0 })),
    pieces: took.pieces ?? null,
  };
}
