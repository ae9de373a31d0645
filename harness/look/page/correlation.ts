/** How much channels say of each other. */
import { element } from '../../report/page/element.js';
import type { RecordingView } from '../model.js';
import { eitherWay } from './colours.js';
import { colourKey, pixelMap } from './pixels.js';
import { unpackBytes } from './unpack.js';

const MOST = 254;
/** Beyond which a channel helps to predict another. */
const HELPFUL = 0.5;

export function correlationMap({ correlation, name, channels }: RecordingView): HTMLElement[] {
  if (correlation === null) return [];
  const { length } = correlation.channels;
  const levels = unpackBytes(correlation.bytes);
  const valueAt = (a: number, b: number) => (2 * levels[a * length + b]) / MOST - 1;
  const map = pixelMap(
    {
      ...{
        columns: length,
        rows: length,
        label: `Correlation of ${length} of ${channels} channels of ${name}`,
      },
      colourAt: (column, row) => eitherWay(levels[row * length + column] / MOST),
    },
    'correlation',
  );
  const nearest = Array.from({ length: length - 1 }, (_, k) => valueAt(k, k + 1)).sort((a, b) => a - b);
  const median = nearest[nearest.length >> 1];
  const says =
    Math.abs(median) > HELPFUL
      ? 'channels say much of each other: coders with references gain from it'
      : 'channels say little of each other: coders of single channels lose little';
  return [
    element(
      'figure',
      {},
      map,
      element(
        'figcaption',
        {},
        `Channel ${correlation.channels[0]} to ${correlation.channels[length - 1]} across and up; `,
        colourKey('-1 ', ' 1', eitherWay),
        `. Neighbours in this picture correlate by ${median.toFixed(2)} at the median: ${says}.`,
      ),
    ),
  ];
}
