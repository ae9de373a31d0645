/** Samples as codes of their converter, in which errors are counted. */
import { channelsOf } from '../../codecs/bytes/shape.js';
import type { Samples } from '../../codecs/codec.js';
import { chooseForms, countLevels } from '../../codecs/transforms/levels/forms.js';
import { type Grid, valueAt } from '../../codecs/transforms/levels/grid.js';

/** What a channel's samples are divided by. */
export interface CodeScale {
  /** Steps of int16 that a code takes, on average: 1 of a channel that lies on no grid. */
  readonly stepsPerCode: number;
  /** In codes; a value between two codes comes between them. */
  readonly toCodes: (samples: Int16Array) => Float64Array;
}

/** One for each channel, found as `levels` finds grids. */
export function codeScales(samples: Samples): CodeScale[] {
  const counts = new Uint32Array(65536);
  const channels = channelsOf(samples);
  const { forms } = chooseForms(
    channels.map(channel => countLevels(channel, counts)),
    samples.data.length / samples.channels,
  );
  const tables = new Map<string, Float64Array>();
  return forms.map(form => {
    if (form.type !== 'grid') return { stepsPerCode: 1, toCodes: values => Float64Array.from(values) };
    const { numerator, denominator } = form.grid.step;
    const key = JSON.stringify(form.grid);
    const table = tables.get(key) ?? tableOf(form.grid);
    tables.set(key, table);
    return {
      stepsPerCode: numerator / denominator,
      toCodes: values => Float64Array.from(values, value => table[value & 0xffff]),
    };
  });
}

/** By sample modulo 2^16: values on the grid are whole. */
function tableOf(grid: Grid): Float64Array {
  const { numerator, denominator } = grid.step;
  return Float64Array.from({ length: 65536 }, (_, k) => {
    const value = (k << 16) >> 16;
    const place = (value * denominator - grid.phase) / numerator;
    const code = Math.round(place);
    return valueAt(grid, code) === value ? code : place;
  });
}
