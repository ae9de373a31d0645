/** Blocks of frames, each with predictors of its own. */
import type { Shape } from '../../../bytes/shape.js';
import type { Samples } from '../../../codec.js';

const BLOCK_FRAMES = 2 ** 18;
/** Codes of all channels in a block, at most, as long as a block has 4096 frames. */
const BLOCK_CODES = 2 ** 23;
const FEW_CHANNELS = 16;

/** Frames of a block. */
export function blockFramesOf({ channels, frames }: Shape): number {
  const most = Math.max(4096, Math.min(BLOCK_FRAMES, Math.floor(BLOCK_CODES / channels)));
  return Math.max(1, Math.ceil(frames / Math.max(1, Math.ceil(frames / most))));
}

/** Blocks of samples, each as the frames that it has of every channel. */
export function blocksOf({ data, channels }: Samples, blockFrames: number): Int16Array[][] {
  const frames = data.length / channels;
  return Array.from({ length: Math.ceil(frames / blockFrames) }, (_, block) => {
    const from = block * blockFrames;
    const to = Math.min(frames, from + blockFrames);
    return Array.from({ length: channels }, (_, k) => data.subarray(k * frames + from, k * frames + to));
  });
}

/** Whether a block has so few channels that own predictions have averages: their weights cost nothing there. */
export function isFew(channels: number): boolean {
  return channels < FEW_CHANNELS;
}
