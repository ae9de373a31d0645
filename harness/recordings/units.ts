/** Spikes of single units whose times are known, without anybody having to find them: the ground truth of a recording. */
import type { Extent } from './excerpt.js';

export interface TrueUnit {
  readonly name: string;
  /** Of the recording, from 0: the one of its largest amplitude; null where that is not known. */
  readonly channel: number | null;
  /** Frames of the recording, rising, none twice. */
  readonly spikes: readonly number[];
}

/** What of them lies in an excerpt, by its own frames and channels. Units that have nothing there are left out. */
export function cutUnits(units: readonly TrueUnit[], extent: Extent): TrueUnit[] {
  const { firstFrame, frames, firstChannel, channels } = extent;
  return units.flatMap(({ name, channel, spikes }) => {
    const here = channel === null ? null : channel - firstChannel;
    if (here !== null && (here < 0 || here >= channels)) return [];
    const within = spikes.map(frame => frame - firstFrame).filter(frame => frame >= 0 && frame < frames);
    return within.length === 0 ? [] : [{ name, channel: here, spikes: within }];
  });
}
