/** A chain run stage by stage over one recording, and what each stage leaves and writes. */
import { concatenate, withLength } from '../../codecs/bytes/stream.js';
import { type Chain, printStage } from '../../codecs/chain-id.js';
import type { Samples, Transformed } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import type { ExplainFacts } from '../processes/tasks.js';
import { type MeasureEntropies, openEntropies, sumOfEntropies } from './entropies.js';
import { partsOf } from './parts/parts.js';
import { arePiecesAffordable, type Coding, piecesOf, stretchEnds } from './pieces.js';

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
  const measure = await openEntropies();
  const { transforms, sides, input } = await runTransforms(chain, samples, measure, onStep);
  const ends = stretchEnds(input.data.length / input.channels);
  const entropies = await measure(input, ends);
  const { stage, values } = chain.coder;
  const coder = await stage.open(values);
  const encode = (given: Samples) => inStage(stage.name, async () => bytesFrom(await coder.encode(given)));
  const payload = await encode(copyOf(input));
  onStep();
  const joined = concatenate([...sides.map(withLength), payload]);
  const { compressors, bytes } = await runCompressors(chain, joined, onStep);
  const facts = {
    samples: samples.data.length,
    given: await total(measure, samples),
    transforms,
    coder: { stage: printStage(chain.coder), bytes: payload.length, parts: partsOf(stage.name, payload) },
    compressors,
  };
  return { facts, bytes, coding: { encode, input, ends, entropies } };
}

/** How many steps `takeApart` has for a chain. */
export function stagesIn({ transforms, compressors }: Chain): number {
  return transforms.length + 1 + compressors.length;
}

/** Shares out the coder's bits; null where that would take too many calls. */
export async function piecesOfChain(
  chain: Chain,
  coding: Coding,
  onStep: () => void,
): Promise<ExplainFacts['pieces']> {
  const { isolation } = chain.coder.stage;
  if (!arePiecesAffordable(isolation, coding.input.channels, coding.ends.length)) return null;
  return piecesOf(coding, onStep);
}

async function total(measure: MeasureEntropies, samples: Samples) {
  const channels = await measure(samples, [samples.data.length / samples.channels]);
  return sumOfEntropies(channels.flat());
}

async function runTransforms(chain: Chain, samples: Samples, measure: MeasureEntropies, onStep: () => void) {
  const transforms: ExplainFacts['transforms'][number][] = [];
  const sides: Uint8Array[] = [];
  let input = samples;
  for (const { stage, values } of chain.transforms) {
    const codec = await stage.open(values);
    const given = input;
    const transformed = await inStage(stage.name, async () =>
      transformedFrom(await codec.encode(copyOf(given)), given),
    );
    input = transformed.samples;
    sides.push(transformed.side);
    transforms.push({
      stage: printStage({ stage, values }),
      sideBytes: withLength(transformed.side).length,
      leaves: await total(measure, input),
    });
    onStep();
  }
  return { transforms, sides, input };
}

async function runCompressors(chain: Chain, joined: Uint8Array, onStep: () => void) {
  const compressors: ExplainFacts['compressors'][number][] = [];
  let bytes = joined;
  for (const configured of chain.compressors) {
    bytes = await compress(configured, bytes);
    compressors.push({ stage: printStage(configured), bytes: bytes.length });
    onStep();
  }
  return { compressors, bytes };
}

async function compress(
  { stage, values }: Chain['compressors'][number],
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const codec = await stage.open(values);
  return inStage(stage.name, async () => bytesFrom(await codec.encode(bytes)));
}

/** A stage that writes to its input shall not change what was seen of it. */
function copyOf({ data, channels }: Samples): Samples {
  return { data: data.slice(), channels };
}

async function inStage<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const message = messageOf(cause);
    throw new Error(message.startsWith(`${name}: `) ? message : `${name}: ${message}`, { cause });
  }
}

function bytesFrom(returned: Uint8Array): Uint8Array {
  if (!(returned instanceof Uint8Array)) throw new Error('encode did not return bytes');
  return returned;
}

function transformedFrom(returned: Transformed, { data, channels }: Samples): Transformed {
  const given = returned?.samples;
  if (!(given?.data instanceof Int16Array) || !(returned.side instanceof Uint8Array)) {
    throw new Error('encode did not return samples and side information');
  }
  if (given.channels !== channels || given.data.length !== data.length) {
    throw new Error(
      `encode made ${given.data.length} samples of ${given.channels} channels of ${data.length} of ${channels}`,
    );
  }
  return returned;
}
