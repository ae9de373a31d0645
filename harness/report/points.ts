/** Chains where a chart of ratio and speed has them. */
import type { ReportChain, Speed } from './model.js';

export interface Place {
  readonly xrt: number;
  readonly ratio: number;
}

export interface ChainPoint extends Place {
  readonly chain: ReportChain;
}

/** Those that can be drawn: measured without a failure, and timed. */
export function chainPoints(chains: readonly ReportChain[], speed: Speed): ChainPoint[] {
  return chains.flatMap(chain => {
    const xrt = speed === 'encode' ? chain.encodeXrt : chain.decodeXrt;
    return chain.failed > 0 || chain.ratio === null || xrt === null
      ? []
      : [{ chain, ratio: chain.ratio, xrt }];
  });
}
