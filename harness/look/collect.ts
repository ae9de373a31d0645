/** What the page of `ncb info` is made of: figures of all recordings, and views of those that stand for the others. */
import { chooseForms } from '../../codecs/transforms/levels/forms.js';
import { codeOf } from '../../codecs/transforms/levels/grid.js';
import { type Described, describeRecordings } from '../recordings/description/describe.js';
import { type Histogram, levelsOf } from '../recordings/description/histogram.js';
import type { InfoRow } from '../recordings/description/info-row.js';
import { total } from '../recordings/description/statistics.js';
import type { Recording } from '../recordings/recording.js';
import type { Amplitudes, LookData, RecordingFigures, RecordingView } from './model.js';
import { viewOf } from './view.js';

export interface Looked extends Described {
  /** Null where no recording could be read. */
  readonly look: LookData | null;
}

/** Recordings that are drawn; of more, those that stand for the others. */
const MOST_VIEWS = 6;
/** Counting takes two passes over samples, and drawing one. */
const [COUNTING_PASSES, PASSES] = [2, 3];

/**
 * @param given what was typed
 * @param onProgress called now and then with how many samples are done, of how many
 */
export async function lookAt(
  recordings: readonly Recording[],
  given: string,
  onProgress: (done: number, total: number) => void,
): Promise<Looked> {
  const described = await describeRecordings(recordings, false, (done, all) =>
    onProgress(COUNTING_PASSES * done, PASSES * all),
  );
  const { rows } = described.info;
  if (rows.length === 0) return { ...described, look: null };
  const chosen = chooseViews(rows);
  const samples = (list: readonly Recording[]) =>
    list.reduce((sum, { channels, frames }) => sum + channels * frames, 0);
  const all = samples(recordings);
  const drawn = chosen.flatMap(({ row, why }) => {
    const recording = recordings.find(({ name }) => name === row.recording);
    return recording === undefined ? [] : [{ recording, why }];
  });
  const share = all / Math.max(1, samples(drawn.map(({ recording }) => recording)));
  let done = 0;
  const views: RecordingView[] = [];
  for (const { recording, why } of drawn) {
    views.push(
      await viewOf(recording, why, frames => {
        done += frames * recording.channels;
        onProgress(COUNTING_PASSES * all + share * done, PASSES * all);
      }),
    );
  }
  const look: LookData = {
    created: new Date().toISOString(),
    given,
    recordings: rows.map(figuresOf),
    amplitudes: amplitudesOf(described.samples),
    views,
  };
  return { ...described, look };
}

interface ChosenView {
  readonly row: InfoRow;
  readonly why: string;
}

/** All where they are few; else the hardest, the easiest, and some between. */
function chooseViews(rows: readonly InfoRow[]): ChosenView[] {
  if (rows.length <= MOST_VIEWS) return rows.map(row => ({ row, why: '' }));
  const hardness = ({ prediction_bits, code_difference_entropy_bits: bits }: InfoRow) =>
    prediction_bits ?? bits ?? 0;
  const order = rows.toSorted((a, b) => hardness(b) - hardness(a));
  return Array.from({ length: MOST_VIEWS }, (_, k) => {
    const row = order[Math.round((k * (order.length - 1)) / (MOST_VIEWS - 1))];
    const why = k === 0 ? 'hardest' : k === MOST_VIEWS - 1 ? 'easiest' : 'between';
    return { row, why };
  });
}

function figuresOf(row: InfoRow): RecordingFigures {
  return {
    name: row.recording,
    channels: row.channels ?? 1,
    sampleRateHz: row.sample_rate_hz ?? 1,
    durationS: row.duration_s,
    standardDeviation: row.standard_deviation,
    clippedSamples: row.clipped_samples,
    entropyBits: row.entropy_bits,
    differenceBits: row.code_difference_entropy_bits,
    predictionBits: row.prediction_bits,
    spectralEntropy: row.spectral_entropy,
  };
}

const MOST_BINS = 1200;
/** Of all samples, so many may lie outside of the picture, on either side. */
const BEYOND = 2e-5;

/** Codes on the grid that most samples lie on, or samples where there is none. */
export function amplitudesOf(samples: Histogram): Amplitudes {
  const [form] = chooseForms([levelsOf(samples)], total(samples)).forms;
  const codes = new Map<number, number>();
  for (let i = 0; i < samples.counts.length; i++) {
    if (samples.counts[i] === 0) continue;
    const value = i + samples.least;
    const code = form.type === 'grid' ? codeOf(form.grid, value) : value;
    codes.set(code, (codes.get(code) ?? 0) + samples.counts[i]);
  }
  const sorted = [...codes].sort(([a], [b]) => a - b);
  const all = total(samples);
  const first = boundOf(sorted, all);
  const last = boundOf(sorted.toReversed(), all);
  const codesPerBin = Math.max(1, Math.ceil((last - first + 1) / MOST_BINS));
  const counts = new Array<number>(Math.ceil((last - first + 1) / codesPerBin)).fill(0);
  let beyond = 0;
  for (const [code, count] of sorted) {
    if (code < first || code > last) beyond += count;
    else counts[Math.floor((code - first) / codesPerBin)] += count;
  }
  const step = form.type === 'grid' ? form.grid.step.numerator / form.grid.step.denominator : null;
  return { least: first, codesPerBin, counts, beyond, step };
}

/** The code from the one end on by which more than a few samples have come. */
function boundOf(codes: readonly (readonly [number, number])[], all: number): number {
  let seen = 0;
  for (const [code, count] of codes) {
    seen += count;
    if (seen > BEYOND * all) return code;
  }
  return codes[0][0];
}
