/** Figures over the recordings: which are hard, and why. */
import type uPlot from 'uplot';
import { element, folded, paragraph, plainTable, scrollBox } from '../../report/page/element.js';
import type { RecordingFigures } from '../model.js';
import { colour } from './colours.js';
import { axis, makePlot } from './plots.js';

const SHOWN_IN_TABLE = 400;

export function overRecordings(recordings: readonly RecordingFigures[]): HTMLElement {
  const order = recordings.toSorted((a, b) => hardness(a) - hardness(b));
  const places = order.map((_, k) => k + 1);
  return element(
    'div',
    {},
    dots('bits a sample by prediction', places, order.map(hardness), order),
    paragraph(
      'From the easiest to the hardest: what linear prediction of a Gaussian signal with each spectrum takes. A codec ' +
        'that stays below has found more; one far above has missed what is there.',
    ),
    dots(
      'standard deviation, steps',
      places,
      order.map(({ standardDeviation }) => standardDeviation),
      order,
    ),
    paragraph(
      'In the same order: what is louder takes a bit more for each doubling, if nothing else changes.',
    ),
    dots(
      'spectral entropy',
      places,
      order.map(({ spectralEntropy }) => spectralEntropy),
      order,
    ),
    paragraph('In the same order: 1 is white noise. What is low has much that can be predicted.'),
    folded('All figures', scrollBox('Figures of recordings', table(order))),
  );
}

function hardness({ predictionBits, differenceBits }: RecordingFigures): number {
  return predictionBits ?? differenceBits ?? 0;
}

function dots(
  title: string,
  places: readonly number[],
  values: readonly (number | null)[],
  order: readonly RecordingFigures[],
): HTMLElement {
  const known = values.flatMap(value => (value === null ? [] : [value])).sort((a, b) => a - b);
  const range = known.length === 0 ? '' : `: ${known[0].toFixed(3)} to ${known[known.length - 1].toFixed(3)}`;
  const series: uPlot.Series = {
    label: title,
    width: 0,
    points: { show: true, size: 4, stroke: colour('accent'), fill: colour('accent') },
    value: (_, value, __, index) =>
      index === null || index === undefined || value === null
        ? ''
        : `${value.toFixed(3)} ${order[index].name}`,
  };
  return makePlot({
    label: `${title} of ${order.length} recordings, from the easiest to the hardest${range}`,
    height: 190,
    data: () => [[...places], [...values]],
    options: () => ({
      legend: { show: true, markers: { show: false } },
      cursor: { drag: { x: true, y: false } },
      scales: { x: { time: false } },
      axes: [axis('recordings, from easy to hard'), axis(title, { size: 56 })],
      series: [{ label: 'place' }, series],
    }),
  }).element;
}

function table(order: readonly RecordingFigures[]): HTMLElement {
  const fixed = (value: number | null, places: number) => (value === null ? '-' : value.toFixed(places));
  return plainTable(
    order.length > SHOWN_IN_TABLE ? `The hardest ${SHOWN_IN_TABLE} of ${order.length}` : 'Bits are a sample',
    [
      'recording',
      'channels',
      's',
      'SD',
      'clipped',
      'entropy',
      'differences',
      'predicted',
      'spectral entropy',
    ],
    order
      .toReversed()
      .slice(0, SHOWN_IN_TABLE)
      .map(one => [
        one.name,
        String(one.channels),
        one.durationS.toFixed(2),
        one.standardDeviation.toFixed(1),
        one.clippedSamples.toLocaleString('en-US'),
        fixed(one.entropyBits, 3),
        fixed(one.differenceBits, 3),
        fixed(one.predictionBits, 3),
        fixed(one.spectralEntropy, 3),
      ]),
  );
}
