/** What changed between two runs, in a sentence, and which chains a page shows first. */
import { greatest as greatestOf } from '../common/extremes.js';
import { count } from './format.js';
import type { ComparedChain, ComparedTime } from './model.js';

/** A way in which a chain may differ. */
type Change = 'failed' | 'larger' | 'slower' | 'ok' | 'smaller' | 'faster';

/** Kinds of change, the worst first, as `ncb compare` ranks them. */
const CHANGES: readonly Change[] = ['failed', 'larger', 'slower', 'ok', 'smaller', 'faster'];

/** The worst first; none where no change can be told from noise. */
export function changesOf(chain: ComparedChain): Change[] {
  const verdicts = timesOf(chain).map(({ verdict }) => verdict);
  const is: Readonly<Record<Change, boolean>> = {
    failed: chain.newlyFailed > 0,
    larger: chain.size === 'larger' || chain.modelSize === 'larger',
    slower: verdicts.includes('slower'),
    ok: chain.newlyOk > 0,
    smaller: chain.size === 'smaller' || chain.modelSize === 'smaller',
    faster: verdicts.includes('faster'),
  };
  return CHANGES.filter(change => is[change]);
}

/** Lower is more worth a look. */
export function rankOf(chain: ComparedChain): number {
  const [worst] = changesOf(chain);
  if (worst !== undefined) return CHANGES.indexOf(worst);
  return CHANGES.length + Number(!isUnclear(chain));
}

/** As `2 chains slower by up to ×1.31, 3 smaller by up to 1.20 %; 40 the same.` */
export function changeHeadline(chains: readonly ComparedChain[]): string {
  if (chains.length === 0) return 'No chain on a recording is in both.';
  const rest = restText(chains.filter(chain => changesOf(chain).length === 0));
  const changed = CHANGES.flatMap(change => {
    const those = chains.filter(chain => changesOf(chain).includes(change));
    return those.length === 0 ? [] : [[those.length, WORDS[change](those)] as const];
  });
  if (changed.length === 0) {
    return `No change that can be told from noise, of ${count(chains.length, 'chain')}: ${rest}.`;
  }
  const said = changed.map(
    ([number, text], index) => `${index === 0 ? count(number, 'chain') : number} ${text}`,
  );
  return `${said.join(', ')}${rest === '' ? '' : `; ${rest}`}.`;
}

const WORDS: Readonly<Record<Change, (chains: readonly ComparedChain[]) => string>> = {
  failed: () => 'newly failed on some recording',
  larger: chains => `larger${sizeText(chains, 'larger')}`,
  slower: chains => `slower by up to ${timesText(greatest(chains, 'slower', ({ ratio }) => ratio))}`,
  ok: () => 'newly ok on some recording',
  smaller: chains => `smaller${sizeText(chains, 'smaller')}`,
  faster: chains => `faster by up to ${timesText(greatest(chains, 'faster', ({ ratio }) => 1 / ratio))}`,
};

function sizeText(chains: readonly ComparedChain[], size: 'larger' | 'smaller'): string {
  const changes = chains.filter(chain => chain.size === size).map(chain => Math.abs(sizeChangeOf(chain)));
  return changes.length === 0 ? ' in its model only' : ` by up to ${percentText(greatestOf(changes) ?? 0)}`;
}

function greatest(
  chains: readonly ComparedChain[],
  verdict: ComparedTime['verdict'],
  of: (time: ComparedTime) => number,
): number {
  const times = chains.flatMap(timesOf).filter(time => time.verdict === verdict);
  return greatestOf(times, of) ?? 0;
}

/** What is said of chains without a change: speeds that could not be told are not called the same. */
function restText(chains: readonly ComparedChain[]): string {
  const kinds: readonly (readonly [string, (chain: ComparedChain) => boolean])[] = [
    ['over no recording that is ok in both', ({ size }) => size === null],
    ['of the same size, speed unclear', isUnclear],
    ['of the same size, speed not judged', isUnjudged],
    ['the same', () => true],
  ];
  let left = chains;
  const counts = kinds.flatMap(([words, is]) => {
    const those = left.filter(is).length;
    left = left.filter(chain => !is(chain));
    return those === 0 ? [] : [`${those} ${words}`];
  });
  return counts.toReversed().join(', ');
}

/** A few bytes of many are a difference, too. */
export function percentText(share: number): string {
  const percent = 100 * share;
  return `${percent.toFixed(percent !== 0 && Math.abs(percent) < 0.005 ? 5 : 2)} %`;
}

export function timesText(ratio: number): string {
  return `×${ratio.toFixed(2)}`;
}

/** Bytes beyond the base, as a share of these; 0 where they are not known of both. */
export function sizeChangeOf({ size, baseBytes, otherBytes }: ComparedChain): number {
  return size === null || baseBytes === 0 ? 0 : otherBytes / baseBytes - 1;
}

function timesOf({ encode, decode }: ComparedChain): ComparedTime[] {
  return [encode, decode].flatMap(time => time ?? []);
}

function isUnclear(chain: ComparedChain): boolean {
  return timesOf(chain).some(({ verdict }) => verdict === 'unclear');
}

function isUnjudged(chain: ComparedChain): boolean {
  return timesOf(chain).some(({ verdict }) => verdict === 'withheld' || verdict === 'untested');
}
