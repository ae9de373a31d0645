/** A chain run stage by stage over one recording, and what each stage leaves and writes. */
import { concatenate, withLength } from '../../codecs/bytes/stream.js';
import type { Chain } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import type { ExplainFacts } from '../processes/tasks.js';
import { type MeasureEntropies, openEntropies, sumOfEntropies } from './entropies.js';
import { partsOf } from './parts/parts.js';
import { arePiecesAffordable, type Coding, piecesOf, stretchEnds } from './pieces.js';
import { type OpenStages, openStages } from './stages.js';

/** A chain that has encoded, with all that was seen on the way. */
export interface TakenApart {
  readonly facts: Omit<ExplainFacts, 'pieces'>;
  /** The chain's stream, as the chain as a whole makes it. */
  readonly bytes: Uint8Array;
  readonly coding: Coding;
}

/**
 * Encodes.
 * @param onStep called as each stage is done
 * @throws Error with the stage's name in front if a stage throws, or returns something else than it has to
 */
export async function takeApart(chain: Chain, samples: Samples, onStep: () => void): Promise<TakenApart> {
  const [stages, measure] = [await openStages(chain), await openEntropies()];
  const { transforms, sides, input } = await runTransforms(stages, samples, measure, onStep);
  const payload = await stages.coder.encode(input);
  onStep();
  const joined = concatenate([...sides.map(withLength), payload]);
  const { compressors, bytes } = await runCompressors(stages, joined, onStep);
  const ends = stretchEnds(input.data.length / input.channels);
  const facts = {
    samples: samples.data.length,
    given: await entropiesOf(samples, measure),
    transforms,
    coder: {
      stage: stages.coder.id,
      bytes: payload.length,
      parts: partsOf(chain.coder.stage.name, payload),
    },
    compressors,
  };
  const coding = { encode: spendingOf(stages), input, ends, entropies: await measure(input, ends) };
  return { facts, bytes, coding };
}

/** How many steps `takeApart` has for a chain. */
export function stagesIn({ transforms, compressors }: Chain): number {
  return transforms.length + 1 + compressors.length;
}

/** Shares out the bits of coder and compressors; null where that would take too many calls. */
export async function piecesOfChain(
  { coder }: Chain,
  coding: Coding,
  onStep: () => void,
): Promise<ExplainFacts['pieces']> {
  const { input, ends } = coding;
  if (!arePiecesAffordable(coder.stage.isolation, input.channels, ends.length)) return null;
  return piecesOf(coding, onStep);
}

/** What the stages behind the transforms make of samples. */
function spendingOf({ coder, compressors }: OpenStages): Coding['encode'] {
  return async samples => {
    let bytes = await coder.encode(samples);
    for (const { encode } of compressors) bytes = await encode(bytes);
    return bytes;
  };
}

async function entropiesOf(samples: Samples, measure: MeasureEntropies) {
  const channels = await measure(samples, [samples.data.length / samples.channels]);
  return sumOfEntropies(channels.flat());
}

async function runTransforms(
  stages: OpenStages,
  samples: Samples,
  measure: MeasureEntropies,
  onStep: () => void,
) {
  const transforms: ExplainFacts['transforms'][number][] = [];
  const sides: Uint8Array[] = [];
  let input = samples;
  for (const { id, encode } of stages.transforms) {
    const { samples: left, side } = await encode(input);
    const leaves = await entropiesOf(left, measure);
    transforms.push({ stage: id, sideBytes: withLength(side).length, leaves });
    sides.push(side);
    input = { ...samples, ...left };
    onStep();
  }
  return { transforms, sides, input };
}

async function runCompressors(stages: OpenStages, joined: Uint8Array, onStep: () => void) {
  const compressors: ExplainFacts['compressors'][number][] = [];
  let bytes = joined;
  for (const { id, encode } of stages.compressors) {
    bytes = await encode(bytes);
    compressors.push({ stage: id, bytes: bytes.length });
    onStep();
  }
  return { compressors, bytes };
}
