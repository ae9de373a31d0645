/**
 * Which converter profiles can be of the converter that made some recordings.
 *
 * A profile has a threshold for each code of its converter, and its file does not say which values the codes stand for.
 * But the transform `levels` finds the grid on which the values of a recording lie, and a grid that is scaled to int16
 * has as many values within int16 as the converter has codes: 1024 of 10 bits. On any other grid, or on none, a
 * profile is of no use.
 */
import type { ConverterProfile } from '../../codecs/converter/profile.js';
import type { Recording } from '../recordings/recording.js';
import { gridLevels } from './grid-levels.js';

/** Few values determine the step of a grid, and so its number of values, only so far. */
const TOLERANCE = 1 / 64;

/** Those whose number of codes most windows of the recordings have. */
export async function fittingProfiles(
  profiles: readonly ConverterProfile[],
  recordings: readonly Recording[],
  seed: number,
): Promise<ConverterProfile[]> {
  const levels = await gridLevels(recordings, seed);
  return profiles.filter(({ thresholds }) => {
    const codes = thresholds.length - 1;
    const fitting = levels.filter(count => Math.abs(count - codes) <= TOLERANCE * codes);
    return fitting.length > levels.length / 2;
  });
}
