/**
 * A chain as an implant would run it. What codes samples on arrival goes on from beginning to end; all else is given
 * block by block, each coded alone. Transforms at the head of a chain that hold nothing and lose nothing (`levels`) see
 * the whole recording, since there the converter gives codes at once.
 */
import { type ChainCodec, openChain } from '../../codecs/chain.js';
import type { Chain, Configured } from '../../codecs/chain-id.js';
import type { Samples, Transform, Transformed } from '../../codecs/codec.js';
import { headOf, type LiveChain, liveOf } from '../../codecs/live.js';

export interface AsSent {
  /** Of the whole chain; null where it needs blocks of samples. */
  readonly live: LiveChain | null;
  /** What the converter would give, and the way back from it. */
  readonly head: (samples: Samples) => Promise<Headed>;
  /** A fresh instance of what is behind the head. */
  readonly open: () => Promise<ChainCodec>;
}

interface Headed {
  readonly given: Samples;
  readonly back: (samples: Samples) => Promise<Samples>;
}

/** Takes a chain apart for an implant. */
export function asSent(chain: Chain): AsSent {
  const head = headOf(chain);
  const rest = { ...chain, transforms: chain.transforms.slice(head.length) };
  return {
    live: liveOf(chain) ?? null,
    head: samples => throughHead(head, samples),
    open: () => openChain(rest),
  };
}

async function throughHead(head: readonly Configured<Transform>[], samples: Samples): Promise<Headed> {
  let given = samples;
  const sides: Uint8Array[] = [];
  for (const { stage, values } of head) {
    const codec = await stage.open(values);
    const transformed: Transformed = await codec.encode({ ...given, data: given.data.slice() });
    sides.push(transformed.side);
    given = { ...samples, ...transformed.samples };
  }
  return {
    given,
    back: async decoded => {
      let result = decoded;
      for (const [k, { stage, values }] of [...head.entries()].reverse()) {
        const codec = await stage.open(values);
        result = await codec.decode({ samples: result, side: sides[k] });
      }
      return result;
    },
  };
}
