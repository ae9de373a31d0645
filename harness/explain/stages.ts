/** The stages of a chain opened one by one, each held to return what its kind returns, and to leave its input alone. */
import { type Chain, type Configured, printStage } from '../../codecs/chain-id.js';
import type { Codec, Samples, Stage, Transformed } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';

/** One direction of an opened stage; an error that it throws has the stage's name in front. */
interface OpenStage<In, Out> {
  /** Printable id. */
  readonly id: string;
  readonly encode: (input: In) => Promise<Out>;
}

export interface OpenStages {
  readonly transforms: readonly OpenStage<Samples, Transformed>[];
  readonly coder: OpenStage<Samples, Uint8Array>;
  readonly compressors: readonly OpenStage<Uint8Array, Uint8Array>[];
}

/** @throws UnsupportedError if a stage's package or program is missing here */
export async function openStages({ transforms, coder, compressors }: Chain): Promise<OpenStages> {
  return {
    transforms: await Promise.all(
      transforms.map(async own => opened(own, await own.stage.open(own.values), copyOf, checkTransformed)),
    ),
    coder: opened(coder, await coder.stage.open(coder.values), copyOf, checkBytes),
    compressors: await Promise.all(
      compressors.map(async own => opened(own, await own.stage.open(own.values), bytes => bytes, checkBytes)),
    ),
  };
}

/** @param copy of the input, for the stage to do its worst to */
function opened<In, Out>(
  { stage, values }: Configured<Stage>,
  codec: Codec<In, Out>,
  copy: (input: In) => In,
  check: (output: Out, input: In) => void,
): OpenStage<In, Out> {
  const { name } = stage;
  const encode = async (input: In) => {
    try {
      const output = await codec.encode(copy(input));
      check(output, input);
      return output;
    } catch (cause) {
      const message = messageOf(cause);
      throw new Error(message.startsWith(`${name}: `) ? message : `${name}: ${message}`, { cause });
    }
  };
  return { id: printStage({ stage, values }), encode };
}

function copyOf(samples: Samples): Samples {
  return { ...samples, data: samples.data.slice() };
}

function checkBytes(output: Uint8Array): void {
  if (!(output instanceof Uint8Array)) throw new Error('encode did not return bytes');
}

function checkTransformed(output: Transformed, { data, channels }: Samples): void {
  const made = output?.samples;
  if (!(made?.data instanceof Int16Array) || !(output.side instanceof Uint8Array)) {
    throw new Error('encode did not return samples and side information');
  }
  if (made.channels !== channels || made.data.length !== data.length) {
    const [is, was] = [made, { data, channels }].map(
      of => `${of.data.length} samples of ${of.channels} channels`,
    );
    throw new Error(`encode made ${is} of ${was}`);
  }
}
