/** What changed between two runs, in a sentence, and which chains a page shows first. */
import { count } from './format.js';
import type { ComparedChain, ComparedTime } from './model.js';

/** A way in which a chain may differ. */
export type Change = 'failed' | 'larger' | 'slower' | 'ok' | 'smaller' | 'faster';

/** Kinds of change, the worst first, as `ncb compare` ranks them. */
const CHANGES: readonly Change[] = ['failed', 'larger', 'slower', 'ok', 'smaller', 'faster'];

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
  return isUnclear(chain) ? CHANGES.length : CHANGES.length + 1;
}

/** As `3 chains smaller by up to 1.20 %, 2 slower by up to ×1.31; 40 the same`. */
export function changeHeadline(chains: readonly ComparedChain[]): string {
  if (chains.length === 0) return 'No chain on a recording is in both.';
  const changed = CHANGES.flatMap(change => {
    const those = chains.filter(chain => changesOf(chain).includes(change));
    return those.length === 0 ? [] : [{ number: those.length, text: WORDS[change](those) }];
  });
  const rest = chains.filter(chain => changesOf(chain).length === 0);
  const unclear = rest.filter(isUnclear).length;
  const unjudged = rest.filter(isUnjudged).length;
  const same = rest.length - unclear - unjudged;
  const alike = [
    ...(same > 0 ? [`${same} the same`] : []),
    ...(unjudged > 0 ? [`${unjudged} of the same size, speeds not judged`] : []),
    ...(unclear > 0 ? [`${unclear} of the same size, speed unclear`] : []),
  ];
  if (changed.length === 0)
    return `No change that can be told from noise, of ${count(chains.length, 'chain')}: ${alike.join(', ')}.`;
  const [first, ...more] = changed;
  const said = [
    `${count(first.number, 'chain')} ${first.text}`,
    ...more.map(({ number, text }) => `${number} ${text}`),
  ];
  return `${[said.join(', '), ...(alike.length > 0 ? [alike.join(', ')] : [])].join('; ')}.`;
}

const WORDS: Readonly<Record<Change, (chains: readonly ComparedChain[]) => string>> = {
  failed: () => 'newly failed on some recording',
  larger: chains => `larger${sizeText(chains)}`,
  slower: chains =>
    `slower by up to ${timesText(
      Math.max(
        ...chains
          .flatMap(timesOf)
          .filter(isSlower)
          .map(({ ratio }) => ratio),
      ),
    )}`,
  ok: () => 'newly ok on some recording',
  smaller: chains => `smaller${sizeText(chains)}`,
  faster: chains =>
    `faster by up to ${timesText(
      Math.max(
        ...chains
          .flatMap(timesOf)
          .filter(isFaster)
          .map(({ ratio }) => 1 / ratio),
      ),
    )}`,
};

function sizeText(chains: readonly ComparedChain[]): string {
  const most = Math.max(...chains.map(chain => Math.abs(sizeChangeOf(chain))));
  return most === 0 ? ' in its model only' : ` by up to ${percentText(most)}`;
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

function isSlower({ verdict }: ComparedTime): boolean {
  return verdict === 'slower';
}

function isFaster({ verdict }: ComparedTime): boolean {
  return verdict === 'faster';
}

function isUnclear(chain: ComparedChain): boolean {
  return timesOf(chain).some(({ verdict }) => verdict === 'unclear');
}

function isUnjudged(chain: ComparedChain): boolean {
  return (
    !isUnclear(chain) &&
    timesOf(chain).some(({ verdict }) => verdict === 'withheld' || verdict === 'untested')
  );
}
