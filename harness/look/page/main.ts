/** The page of `ncb info`: reads the data that stand in it and builds everything else. */
import { count } from '../../report/format.js';
import { element, paragraph, section } from '../../report/page/element.js';
import type { LookData, RecordingView } from '../model.js';
import { amplitudes } from './amplitudes.js';
import { correlationMap } from './correlation.js';
import { short } from './plots.js';
import { overRecordings } from './recordings.js';
import { signals } from './signals.js';
import { spectra } from './spectra.js';
import { relations } from './topology.js';

const data: LookData = JSON.parse(document.getElementById('data')?.textContent ?? '');

document
  .getElementById('content')
  ?.replaceChildren(
    header(),
    element(
      'main',
      { id: 'main' },
      answers(),
      ...data.views.map(viewSection),
      section(
        'amplitudes',
        data.recordings.length > 1 ? 'Amplitudes of all recordings' : 'Amplitudes',
        amplitudes(data.amplitudes),
      ),
      ...(data.recordings.length > 1
        ? [section('recordings', 'Over the recordings', overRecordings(data.recordings))]
        : []),
    ),
    element(
      'footer',
      {},
      paragraph(
        `Made by neural-codec-bench (ncb info --page) on ${data.created.slice(0, 10)}. This file needs no network.`,
      ),
    ),
  );

function header(): HTMLElement {
  const { recordings } = data;
  const seconds = recordings.reduce((sum, { durationS }) => sum + durationS, 0);
  const shapes = [
    ...new Set(recordings.map(one => `${count(one.channels, 'channel')} at ${short(one.sampleRateHz)} Hz`)),
  ];
  const shape = shapes.length === 1 ? shapes[0] : `${shapes.length} shapes, such as ${shapes[0]}`;
  return element(
    'header',
    {},
    element('h1', {}, data.given),
    paragraph(`${count(recordings.length, 'recording')}: ${shape}, ${short(seconds)} s in all`),
  );
}

/** What everybody asks first. */
function answers(): HTMLElement {
  const { recordings, amplitudes: counted } = data;
  const weight = ({ durationS, sampleRateHz, channels }: (typeof recordings)[number]) =>
    durationS * sampleRateHz * channels;
  const mean = (figure: (one: (typeof recordings)[number]) => number | null) => {
    const known = recordings.filter(one => figure(one) !== null);
    const samples = known.reduce((sum, one) => sum + weight(one), 0);
    return samples === 0
      ? null
      : known.reduce((sum, one) => sum + weight(one) * (figure(one) ?? 0), 0) / samples;
  };
  const clipped = recordings.reduce((sum, one) => sum + one.clippedSamples, 0);
  return element(
    'dl',
    { class: 'answers' },
    answer('By prediction', bits(mean(one => one.predictionBits))),
    answer('By differences', bits(mean(one => one.differenceBits))),
    answer('By values alone', bits(mean(one => one.entropyBits))),
    answer(
      'Converter',
      counted.step === null ? 'neighbouring integers' : `a grid of steps of ${short(counted.step)}`,
    ),
    answer('Clipped', clipped === 0 ? 'nothing' : `${clipped.toLocaleString('en-US')} samples`),
  );
}

function bits(value: number | null): string {
  if (value === null) return 'too short to tell';
  return `${value.toFixed(3)} bits a sample${value > 0 ? `, ratio ${(16 / value).toFixed(3)}` : ''}`;
}

function answer(question: string, text: string): HTMLElement {
  return element(
    'div',
    { class: 'answer-item' },
    element('dt', {}, question),
    element('dd', {}, element('strong', {}, text)),
  );
}

function viewSection(view: RecordingView, k: number): HTMLElement {
  const why = view.why === '' ? '' : ` (${view.why})`;
  const from = view.startS === null ? '' : `, from ${short(view.startS)} s on, behind a gap`;
  return section(
    `view-${k}`,
    `${view.name}${why}`,
    paragraph(
      `${count(view.channels, 'channel')} at ${short(view.sampleRateHz)} Hz, ${short(view.frames / view.sampleRateHz)} s${from}` +
        (view.stepUv === null ? '' : `; a step is ${short(Math.abs(view.stepUv))} µV`),
    ),
    signals(view),
    ...spectra(view),
    ...correlationMap(view),
    ...relations(view),
  );
}
