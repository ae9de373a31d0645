/** Power by frequency, and how it changes over time. */
import { element, paragraph } from '../../report/page/element.js';
import type { RecordingView, Spectrogram } from '../model.js';
import { colour, rising } from './colours.js';
import { colourKey, pixelMap } from './pixels.js';
import { axis, makePlot, short } from './plots.js';
import { unpackBytes, unpackFloat32 } from './unpack.js';

export function spectra(view: RecordingView): HTMLElement[] {
  const { spectrum, spectrogram } = view;
  if (spectrum === null) return [paragraph('Too short for a spectrum: 1,024 frames are the least.')];
  const levels = unpackFloat32(spectrum.float32);
  // frequency 0 holds what is left of the mean
  const frequencies = Array.from({ length: levels.length - 1 }, (_, k) => (k + 1) * spectrum.hzPerBin);
  const box = makePlot({
    label: `Spectrum of ${view.name}, 0 to ${short(view.sampleRateHz / 2)} Hz`,
    height: 260,
    data: () => [frequencies, Array.from(levels.subarray(1))],
    options: () => ({
      legend: { show: false },
      scales: { x: { time: false, distr: 3, range: [frequencies[0], frequencies[frequencies.length - 1]] } },
      axes: [
        axis('Hz', {
          splits: (_, _axis, least, most) => roundNumbers(least, most),
          filter: (_, numbers) => numbers,
          values: (plot, numbers) =>
            numbers.map(number => (isNamed(number, plot.width < NARROW) ? short(number) : '')),
        }),
        axis('dB to one step', { size: 56 }),
      ],
      series: [{}, { stroke: colour('accent'), width: 1.5, points: { show: false } }],
    }),
  });
  return [
    box.element,
    paragraph(
      'The steeper the fall, the better neighbouring samples predict each other: prediction turns what lies above the ' +
        'floor into bits saved. A flat spectrum is white noise, of which nothing can be predicted.',
    ),
    ...(spectrogram === null ? [] : [spectrogramOf(view, spectrogram)]),
  ];
}

/** Below so many pixels, powers of ten alone have their name at the axis. */
const NARROW = 600;

/** Between two numbers, 1 to 9 times each power of ten. */
function roundNumbers(least: number, most: number): number[] {
  const numbers: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(least)); power <= most; power *= 10) {
    for (let digit = 1; digit <= 9; digit++) numbers.push(digit * power);
  }
  return numbers.filter(number => number >= least && number <= most);
}

function isNamed(number: number, isNarrow: boolean): boolean {
  const digit = Math.round(number / 10 ** Math.floor(Math.log10(number) + 1e-9));
  return digit === 1 || (!isNarrow && (digit === 2 || digit === 5));
}

function spectrogramOf({ name, frames, sampleRateHz }: RecordingView, spectrogram: Spectrogram): HTMLElement {
  const { columns, rows, hzPerRow, leastDb, mostDb } = spectrogram;
  const levels = unpackBytes(spectrogram.bytes);
  const top = short(rows * hzPerRow);
  const map = pixelMap(
    {
      ...{ columns, rows, label: `Spectrogram of ${name}: 0 to ${top} Hz over time` },
      colourAt: (column, row) => rising(levels[column * rows + row] / 255),
    },
    'spectrogram',
  );
  return element(
    'figure',
    {},
    map,
    element(
      'figcaption',
      {},
      `0 to ${short(frames / sampleRateHz)} s across, 0 to ${top} Hz up; `,
      colourKey(`${Math.round(leastDb)} dB `, ` ${Math.round(mostDb)} dB`, rising),
      '. Where it changes over time, coders that adapt gain over those that do not.',
    ),
  );
}
