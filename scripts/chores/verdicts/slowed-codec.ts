/**
 * slowed: a built-in coder that takes NCB_SLOWER_PERCENT more time than it needs, by waiting after each call. A plugin
 * for `npm run verdicts`: what it does to the times is known, so that it can be seen whether `ncb compare` finds it.
 */
import { builtInStages, type Codec, defineCoder, type Samples } from 'neural-codec-bench';

const SHARE = Number(process.env.NCB_SLOWER_PERCENT ?? 0) / 100;

const CODERS = ['rice', 'huffman', 'rans', 'bitpack', 'shuffle', 'bitshuffle', 'arithmetic', 'flac'] as const;

/** The same call, drawn out. */
function slowed<In, Out>(call: (input: In) => Out): (input: In) => Out {
  return input => {
    const start = performance.now();
    const output = call(input);
    const end = performance.now() + SHARE * (performance.now() - start);
    while (performance.now() < end);
    return output;
  };
}

async function openCoder(name: string): Promise<Codec<Samples, Uint8Array>> {
  const stage = builtInStages.find(known => known.name === name);
  if (stage?.kind !== 'coder') throw new Error(`${name} is no coder`);
  const values = Object.entries(stage.parameters).map(([key, parameter]) => [key, parameter.default]);
  return stage.open(Object.fromEntries(values));
}

export const slowedCoder = defineCoder({
  name: 'slowed',
  family: 'entropy',
  summary: 'a built-in coder and NCB_SLOWER_PERCENT of its time again',
  parameters: {
    as: { type: 'choice', choices: CODERS, default: 'rice', sweep: CODERS, meaning: 'which' },
  },
  open: async ({ as }) => {
    const codec = await openCoder(as);
    if (codec.asynchronous) throw new Error(`${as} is asynchronous`);
    return { encode: slowed(codec.encode), decode: slowed(codec.decode) };
  },
});
