/**
 * Undoes a coarse grid: each channel's sample values become neighbouring integers, small differences staying small.
 *
 *   as is   code = value
 *   table   no grid found, but common values lie far apart: code = rank of the value, 0 at the least one >= 0
 *   grid    value(k) = (k * numerator + phase) / denominator, rounded down for k >= split, up for k < split: code = k,
 *           whether or not all k occur
 *
 * A few samples off the grid are exceptions: they take the nearest code, and what that misses is sent. Side
 * information, empty if all channels are as they are (varints; a sign is folded in as 0, -1, 1, -2 …):
 *
 *   steps n | n times:  numerator | denominator
 *   until all channels are there:
 *     tag = kind * 4 + (2 if there are exceptions) + (1 if a run)
 *     if a run:         how many further channels have the very same form
 *     kind 1, table     levels - 1 | first | gap - 1 to each of the others
 *     kind 2 + s, grid  phase on step s | split
 *     if exceptions:    count | each:  frames since the last | value less the code's
 */

import { channelsOf, shapeOf } from '../../bytes/shape.js';
import { defineTransform, NO_SIDE_INFORMATION, type Samples, type Transformed } from '../../codec.js';
import { withinInt16 } from '../../models/range.js';
import { errorPassedOn } from './error-passed-on.js';
import { chooseForms, type Form, isOnGrid, type Levels } from './forms.js';
import { codeOf, valueAt } from './grid.js';
import { type LevelMaps, openLevelMaps } from './maps.js';
import { type Exception, packPlans, readPlans } from './side.js';

function findExceptions(form: Form, { values }: Levels, data: Int16Array): Exception[] {
  if (form.type !== 'grid') return [];
  const { grid } = form;
  const strays = new Set(values.filter(value => !isOnGrid(grid, value)));
  const exceptions: Exception[] = [];
  if (strays.size === 0) return exceptions;
  for (let frame = 0; frame < data.length; frame++) {
    if (!strays.has(data[frame])) continue;
    exceptions.push({ frame, difference: data[frame] - valueAt(grid, codeOf(grid, data[frame])) });
  }
  return exceptions;
}

function encode(samples: Samples, maps: LevelMaps): Transformed {
  const { channels, frames } = shapeOf(samples);
  const from = channelsOf(samples);
  const levels = from.map(maps.levelsOf);
  const { forms, steps } = chooseForms(levels, frames);
  if (forms.every(form => form.type === 'as is')) {
    return { samples: { data: samples.data.slice(), channels }, side: NO_SIDE_INFORMATION };
  }
  const data = new Int16Array(samples.data.length);
  const to = channelsOf({ data, channels });
  const plans = forms.map((form, channel) => {
    maps.mapToCodes(form, levels[channel], from[channel], to[channel]);
    return { form, exceptions: findExceptions(form, levels[channel], from[channel]) };
  });
  return {
    samples: { data, channels },
    side: packPlans(plans, steps),
  };
}

function decode({ samples, side }: Transformed, maps: LevelMaps): Samples {
  const { channels, frames } = shapeOf(samples);
  if (side.length === 0 || frames === 0) return { data: samples.data.slice(), channels };
  const data = new Int16Array(samples.data.length);
  const from = channelsOf(samples);
  const to = channelsOf({ data, channels });
  for (const [channel, { form, exceptions }] of readPlans(side, channels, frames).entries()) {
    maps.mapToValues(form, from[channel], to[channel]);
    if (form.type !== 'grid') continue;
    for (const { frame, difference } of exceptions) {
      // behind a loss the code may be another one
      to[channel][frame] = withinInt16(valueAt(form.grid, from[channel][frame]) + difference);
    }
  }
  return { data, channels };
}

export const levels = defineTransform({
  name: 'levels',
  family: 'grid',
  summary: 'undoes a coarse grid (10-bit codes scaled to 16 bits), channel by channel',
  errorPassedOn,
  // a converter gives codes at once
  live: () => ({}),
  open: async () => {
    const maps = await openLevelMaps();
    return {
      encode: samples => encode(samples, maps),
      decode: transformed => decode(transformed, maps),
    };
  },
});
