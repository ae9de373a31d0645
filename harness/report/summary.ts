/** What a run says in sentences: the answers at its head, and what stands beneath a chart for who cannot see it. */
import { count, excess, figure, fixed, ordinal } from './format.js';
import { frontOf } from './front.js';
import { wellKnown } from './known.js';
import type { ReportChain, ReportRun, Speed } from './model.js';
import { complete } from './pick.js';
import { chainPoints } from './points.js';

/** Within this of the best ratio, speed decides. */
const NEAR_BEST = 0.9;

interface Headline {
  readonly smallest: ReportChain | undefined;
  /** The fastest to encode within 10 % of its ratio, if that is another one. */
  readonly fast: ReportChain | undefined;
}

/** @param chains largest ratio first, without those that failed */
export function headline(chains: readonly ReportChain[]): Headline {
  const [smallest] = chains;
  if (smallest === undefined || smallest.encodeXrt === null) return { smallest, fast: undefined };
  const near = chains.filter(({ ratio }) => (ratio ?? 0) >= NEAR_BEST * (smallest.ratio ?? 0));
  const fast = near.reduce((a, b) => ((b.encodeXrt ?? 0) > (a.encodeXrt ?? 0) ? b : a));
  return { smallest, fast: fast === smallest ? undefined : fast };
}

/** One of the answers at the head of a page. */
export interface Answer {
  readonly question: string;
  /** The codec that is the answer. */
  readonly codec: string;
  readonly text: string;
  readonly isYours: boolean;
}

/** What is best, where the user's chains stand, and what is the best that everybody knows. */
export function answers(run: ReportRun): Answer[] {
  const ranked = complete(run.chains);
  const { smallest, fast } = headline(ranked);
  if (smallest === undefined) return yourAnswers(run.chains);
  const [known] = [...wellKnown(ranked)].filter(([chain]) => chain !== smallest).sort(byRatio);
  return [
    answer('Smallest', smallest.chain, [
      ...figuresOf(smallest),
      ...(fast || smallest.encodeXrt === null ? [] : [NONE_FASTER]),
    ]),
    ...(fast === undefined ? [] : [answer('Fastest within 10 %', fast.chain, figuresOf(fast))]),
    ...yourAnswers(run.chains),
    ...(known === undefined
      ? []
      : [answer('Best well-known', known[1], [...figuresOf(known[0]), excessText(known[0], smallest)])]),
  ];
}

const NONE_FASTER = 'no chain within 10 % of that ratio encodes faster';

function byRatio([a]: readonly [ReportChain, string], [b]: readonly [ReportChain, string]): number {
  return (b.ratio ?? 0) - (a.ratio ?? 0);
}

function answer(question: string, codec: string, parts: readonly string[], isYours = false): Answer {
  return { question, codec, text: parts.join(', '), isYours };
}

/** Of a grid of the user's so many, the best first. */
const MOST_OF_YOURS = 3;

function yourAnswers(chains: readonly ReportChain[]): Answer[] {
  const yours = chains.filter(({ standing }) => standing !== null);
  const more = yours.length - MOST_OF_YOURS;
  return yours.slice(0, MOST_OF_YOURS).map((chain, index) => {
    const rest = more > 0 && index === MOST_OF_YOURS - 1 ? [`and ${more} more of yours`] : [];
    return answer(
      'Yours',
      chain.chain,
      [standingText(chain), ...figuresOf(chain), ...beatenText(chain), ...rest],
      true,
    );
  });
}

/** As `14th of 60, +4.9 % to the smallest`. */
export function standingText({ standing, failed }: ReportChain): string {
  if (standing === null) return '';
  const { rank, of, excess: beyond } = standing;
  if (rank === null)
    return failed > 0
      ? `not ranked: failed on ${count(failed, 'recording')}`
      : 'not ranked: measured on fewer recordings';
  return rank === 1
    ? `the smallest of ${of}`
    : `${ordinal(rank)} of ${of}, ${excess(beyond)} to the smallest`;
}

function beatenText({ dominatedBy }: ReportChain): string[] {
  return dominatedBy === '' ? [] : [`beaten at everything by ${dominatedBy}`];
}

/** As `+5.6 % to the smallest`, of chains over the same samples. */
function excessText(chain: ReportChain, smallest: ReportChain): string {
  return `${excess(chain.encodedBytes / smallest.encodedBytes - 1)} to the smallest`;
}

function figuresOf({ ratio, encodeXrt, decodeXrt }: ReportChain): string[] {
  return [
    ...(ratio === null ? [] : [`ratio ${fixed(ratio, 3)}`]),
    ...(encodeXrt === null ? [] : [`encodes ${figure(encodeXrt)}×, decodes ${figure(decodeXrt)}× real time`]),
  ];
}

/** What a chart of ratio and a speed shows, in words. */
export function tradeoffSummary({ chains }: ReportRun, speed: Speed): string {
  const points = chainPoints(complete(chains), speed);
  const rivals = points.filter(({ chain }) => chain.onFront !== null && chain.isolation === 'in-process');
  const front = frontOf(rivals.map(point => ({ x: point.xrt, y: point.ratio, point })));
  const named = front.map(
    ({ point }) => `${point.chain.chain} (${fixed(point.ratio, 3)} at ${figure(point.xrt)})`,
  );
  return `${count(points.length, 'chain')}. On the front of ratio and ${speed} speed, by falling ratio: ${named.join(', ') || 'none'}.`;
}
