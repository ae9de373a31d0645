/** What a run says in a sentence: the answer at its head, and what stands beneath a chart for who cannot see it. */
import { count, figure, fixed } from './format.js';
import { frontOf } from './front.js';
import type { ReportChain, ReportRun, Speed } from './model.js';
import { chartable } from './pick.js';

/** Within this of the best ratio, speed decides. */
const NEAR_BEST = 0.9;

export function answer(run: ReportRun): string {
  const ranked = complete(run.chains);
  const [best] = ranked;
  if (best === undefined) return 'No chain got through all recordings.';
  const smallest = `Smallest: ${best.chain} at a ratio of ${fixed(best.ratio, 3)} (${fixed(best.bitsPerSample, 2)} bits a sample)`;
  if (best.encodeXrt === null) return `${smallest}. Speeds were not measured.`;
  const near = ranked.filter(({ ratio }) => (ratio ?? 0) >= NEAR_BEST * (best.ratio ?? 0));
  const fast = near.reduce((a, b) => ((b.encodeXrt ?? 0) > (a.encodeXrt ?? 0) ? b : a));
  const speeds = `${smallest}, encoding ${figure(best.encodeXrt)} and decoding ${figure(best.decodeXrt)} times real time.`;
  if (fast === best) return `${speeds} No chain within 10 % of that ratio encodes faster.`;
  return `${speeds} Fastest to encode within 10 % of that: ${fast.chain}, ${fixed(fast.ratio, 3)} at ${figure(fast.encodeXrt)} times real time.`;
}

/** By ratio, largest first, as the chains of a run stand; without those that failed somewhere. */
function complete(chains: readonly ReportChain[]): ReportChain[] {
  return chartable(chains).filter(({ ratio, failed }) => ratio !== null && failed === 0);
}

export function tradeoffSummary({ chains }: ReportRun, speed: Speed): string {
  const xrtOf = (chain: ReportChain) => (speed === 'encode' ? chain.encodeXrt : chain.decodeXrt);
  const points = complete(chains).flatMap(chain => {
    const xrt = xrtOf(chain);
    return xrt === null || chain.ratio === null ? [] : [{ x: xrt, y: chain.ratio, chain }];
  });
  const front = frontOf(
    points.filter(({ chain }) => chain.onFront !== null && chain.isolation === 'in-process'),
  );
  const named = front.map(({ chain, x, y }) => `${chain.chain} (${fixed(y, 3)} at ${figure(x)})`);
  return `${count(points.length, 'chain')}. On the front of ratio and ${speed} speed, by falling ratio: ${named.join(', ') || 'none'}.`;
}
