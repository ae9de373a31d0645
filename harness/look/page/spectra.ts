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
        axis('Hz', { values: (_, values) => values.map(value => (value === null ? '' : short(value))) }),
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
      colourKey(`${short(leastDb)} dB `, ` ${short(mostDb)} dB`, rising),
      '. Where it changes over time, coders that adapt gain over those that do not.',
    ),
  );
}
