/** Which recordings a net is trained on, and which it is judged on, so that both take no more than a minute. */
import type { Recording } from '../../recordings/recording.js';
import { type NetSplit, stretchOf } from './train-net.js';

/** Samples of all recordings together that are learned from, and judged on, which takes longer. */
const MOST_LEARNED = 2 ** 23;
const MOST_JUDGED = 2 ** 22;

export interface NamedSplit extends NetSplit {
  /** Whether, for want of recordings, the last part of each was left out. */
  readonly splitInTime: boolean;
}

/**
 * Every so many-th recording by name is left out; of fewer recordings, the last part of each. Where there are too many
 * samples, it is the beginning of each that is taken.
 * @param every 2 or more
 */
export function splitForNet(recordings: readonly Recording[], every: number): NamedSplit {
  const byName = recordings.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const isLeft = (k: number) => k % every === every - 1;
  const splitInTime = byName.length < every;
  const cut = ({ frames }: Recording) => Math.floor((frames * (every - 1)) / every);
  const [training, left] = splitInTime
    ? [
        byName.map(one => stretchOf(one, 0, cut(one))),
        byName.map(one => stretchOf(one, cut(one), one.frames)),
      ]
    : [byName.filter((_, k) => !isLeft(k)), byName.filter((_, k) => isLeft(k))];
  return {
    training: beginnings(training, MOST_LEARNED),
    left: beginnings(left, MOST_JUDGED),
    splitInTime,
  };
}

/** Of recordings that are larger than an even share of what is left to all not smaller than themselves, the beginning. */
function beginnings(recordings: readonly Recording[], most: number): Recording[] {
  const samplesOf = ({ channels, frames }: Recording) => channels * frames;
  const bySize = recordings.toSorted((a, b) => samplesOf(a) - samplesOf(b));
  let [room, waiting, share] = [most, recordings.length, Infinity];
  for (const recording of bySize) {
    if (samplesOf(recording) > room / waiting) {
      share = room / waiting;
      break;
    }
    room -= samplesOf(recording);
    waiting--;
  }
  return recordings.map(recording => {
    const { channels, frames, source } = recording;
    const taken = Math.max(1, Math.floor(share / channels));
    return taken >= frames || source.type !== 'file' ? recording : stretchOf(recording, 0, taken);
  });
}
