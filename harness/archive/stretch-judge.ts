/** Chunks of a lossy copy beside the original, and what comes of a stretch of them. */
import type { Samples } from '../../codecs/codec.js';
import type { JudgedStretch } from '../processes/tasks.js';
import { measureStretch } from '../quality/quality.js';
import { heldErrors, pick } from './copy.js';
import type { PlannedStream } from './format.js';
import { lossyChannels } from './stretches.js';

export interface StretchJudge {
  /**
   * The next chunk.
   * @param promised by how much samples may be off; null where nothing is promised
   * @returns what is not as it has to be, if anything
   */
  readonly add: (decoded: Samples, recorded: Samples, promised: number | null) => string | undefined;
  /** @param seed of the flicker floor; null if no figures are wanted */
  readonly end: (seed: number | null) => JudgedStretch;
}

/** @param frames of the stretch, or the most that it may have */
export function makeStretchJudge(
  planned: Pick<PlannedStream, 'channels' | 'exact' | 'sampleRateHz' | 'microvolts'>,
  frames: number,
): StretchJudge {
  const places = lossyChannels(planned);
  const [decodedPlanes, recordedPlanes] = [0, 1].map(() => new Int16Array(places.length * frames));
  let [at, greatestError] = [0, 0];
  let promisedError: number | null = 0;
  return {
    add: (decoded, recorded, promised) => {
      const held = heldErrors(decoded, recorded, planned, promised);
      if (held.breach !== undefined) return held.breach;
      greatestError = Math.max(greatestError, held.greatestError);
      promisedError = promised === null || promisedError === null ? null : Math.max(promisedError, promised);
      const count = recorded.data.length / recorded.channels;
      for (const [samples, planes] of [
        [decoded, decodedPlanes],
        [recorded, recordedPlanes],
      ] as const) {
        const { data } = pick(samples, places);
        for (let c = 0; c < places.length; c++) {
          planes.set(data.subarray(c * count, (c + 1) * count), c * frames + at);
        }
      }
      at += count;
      return undefined;
    },
    end: seed => {
      if (seed === null) return { promisedError, greatestError, quality: null };
      const [decoded, recorded] = [decodedPlanes, recordedPlanes].map(planes => ({
        data: at === frames ? planes : narrowed(planes, places.length, frames, at),
        channels: places.length,
      }));
      const quality =
        places.length === 0
          ? { decoded: [], floor: [] }
          : measureStretch(recorded, decoded, planned.sampleRateHz, microvoltsOf(planned, places), seed);
      return { promisedError, greatestError, quality };
    },
  };
}

function microvoltsOf({ microvolts }: Pick<PlannedStream, 'microvolts'>, places: readonly number[]) {
  return typeof microvolts === 'object' ? places.map(channel => microvolts[channel]) : microvolts;
}

/** The first frames of each plane. */
function narrowed(planes: Int16Array, channels: number, frames: number, taken: number): Int16Array {
  const narrow = new Int16Array(channels * taken);
  for (let c = 0; c < channels; c++) {
    narrow.set(planes.subarray(c * frames, c * frames + taken), c * taken);
  }
  return narrow;
}
