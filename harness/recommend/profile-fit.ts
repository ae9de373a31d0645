/**
 * Which converter profiles can be of the converter that made some recordings.
 *
 * A profile has a threshold for each code of its converter, and its file does not say which values the codes stand for.
 * But the transform `levels` finds the grid on which the values of a recording lie, and a grid that is scaled to int16
 * has as many values within int16 as the converter has codes: 1024 of 10 bits. On any other grid, or on none, a
 * profile is of no use.
 */
import type { ConverterProfile } from '../../codecs/converter/profile.js';
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
/** Few values determine the step of a grid, and so its number of values, only so far. */
const TOLERANCE = 1 / 64;

/** Those whose number of codes most windows of the recordings have. */
export async function fittingProfiles(
  profiles: readonly ConverterProfile[],
  recordings: readonly Recording[],
  seed: number,
): Promise<ConverterProfile[]> {
  const windows = makeWindows(recordings, seed, () => ({ channels: 1, frames: FRAMES })).draw(WINDOWS);
  const levels = (await Promise.all(windows.map(gridLevels))).flat();
  return profiles.filter(({ thresholds }) => {
    const codes = thresholds.length - 1;
    const fitting = levels.filter(count => Math.abs(count - codes) <= TOLERANCE * codes);
    return fitting.length > levels.length / 2;
  });
}

/** How many values the grid of each channel has within int16; 0 without a grid. */
async function gridLevels(window: Recording): Promise<number[]> {
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
