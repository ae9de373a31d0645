/** How many values the converters behind recordings have, by the grids on which windows lie. */
import { chooseForms, countLevels } from '../../codecs/transforms/levels/forms.js';
import { describeForm } from '../recordings/description/grid-facts.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';
import { makeWindows } from './windows.js';

const WINDOWS = 8;
/** Of each window, of one channel. */
const FRAMES = 2 ** 15;
/** A window of fewer values, as of a dead channel, says nothing of the grid. */
const LEAST_VALUES = 3;

/** Of each of a few windows how many values its grid has within int16; 0 without a grid. */
export async function gridLevels(recordings: readonly Recording[], seed: number): Promise<number[]> {
  const windows = makeWindows(recordings, seed, () => ({ channels: 1, frames: FRAMES })).draw(WINDOWS);
  return (await Promise.all(windows.map(levelsOfWindow))).flat();
}

async function levelsOfWindow(window: Recording): Promise<number[]> {
  const { data, channels } = await loadSamples(window);
  const frames = data.length / channels;
  const counts = new Uint32Array(65536);
  const levels = Array.from({ length: channels }, (_, c) =>
    countLevels(data.subarray(c * frames, (c + 1) * frames), counts),
  ).filter(({ values }) => values.length >= LEAST_VALUES);
  return chooseForms(levels, frames).forms.map(form => {
    const { kind, levels: count } = describeForm(form).facts;
    return kind === 'grid' ? count : 0;
  });
}
