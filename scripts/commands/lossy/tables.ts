/** The tables: what is of the grade, and the curve. */

import type { LossyAnswer } from '../../../harness/lossy/answer.js';
import type { Measured } from '../../../harness/lossy/measured.js';
import { reaches } from '../../../harness/quality/grade.js';
import type { TotalQuality } from '../../../harness/quality/total.js';
import { formatFigure, formatFixed, formatTable, type TextColumn } from '../shared/terminal.js';
import { percent } from './words.js';

interface Row {
  readonly use: string;
  /** A step, or what is no step. */
  readonly step: string;
  readonly chain: string;
  /** Null of noise, which is not coded. */
  readonly size: Pick<Measured, 'bitsPerSample' | 'ratio'> | null;
  /** Null if nothing was lost. */
  readonly quality: TotalQuality | null;
}

/** 16 bits over these are what a ratio is of codes. */
const SAMPLE_BITS = 16;

/** The ratio of a converter's own codes to what is written; null where there are none. */
export function codeRatioOf(ratio: number, codeBits: number | null): number | null {
  return codeBits === null ? null : (ratio * codeBits) / SAMPLE_BITS;
}

function figuresAt(codeBits: number | null): TextColumn<Row>[] {
  return [
    { title: 'bits', text: ({ size }) => formatFixed(size?.bitsPerSample ?? null, 3), align: 'right' },
    { title: 'ratio', text: ({ size }) => formatFigure(size?.ratio.ratio ?? null), align: 'right' },
    ...(codeBits === null
      ? []
      : [
          {
            title: `${codeBits}-bit`,
            text: ({ size }: Row) => formatFigure(size && codeRatioOf(size.ratio.ratio, codeBits)),
            align: 'right',
          } as const,
        ]),
    {
      title: 'band',
      text: ({ quality }) => formatFixed(quality?.band_rmse_sigma ?? null, 3),
      align: 'right',
    },
    {
      title: 'found',
      text: ({ quality }) => formatFixed(quality?.strong_recall ?? null, 4),
      align: 'right',
    },
    {
      title: 'right',
      text: ({ quality }) => formatFixed(quality?.strong_precision ?? null, 4),
      align: 'right',
    },
    { title: 'peak', text: ({ quality }) => peakOf(quality), align: 'right' },
    {
      title: 'r p5',
      text: ({ quality }) => formatFixed(quality?.waveform_r_p05 ?? null, 3),
      align: 'right',
    },
    { title: 'grade', text: gradeOf, align: 'left' },
  ];
}

function peakOf(quality: TotalQuality | null): string {
  const error = quality?.peak_error_p95 ?? null;
  return error === null ? '-' : percent(error);
}

function gradeOf({ quality }: Row): string {
  return quality === null ? 'lossless' : (quality.grade ?? 'not judged');
}

/** The answer and what else there is, smallest first; the grade where not all are of the one asked for. */
export function formatChains({ answer, others, own, codeBits, grade }: LossyAnswer): string {
  const beside = [...others, ...own].filter(({ chain }) => chain !== answer?.chain);
  const rows = [...(answer === null ? [] : [answer]), ...beside].map(rowOf);
  const areAll = rows.every(({ quality }) => quality === null || reaches(quality.grade, grade));
  const figures = figuresAt(codeBits).filter(({ title }) => title !== 'grade' || !areAll);
  return formatTable(rows, [
    { title: 'use', text: ({ use }) => use, align: 'left' },
    { title: 'chain', text: ({ chain }) => chain, align: 'left', identifies: true },
    ...figures,
  ]);
}

function rowOf(measured: Measured): Row {
  const { use, step, chain, quality } = measured;
  return { use: use ?? 'yours', step: step === null ? '' : String(step), chain, size: measured, quality };
}

/** Further apart than this steps are shown, and those next to the end of the grade. */
const THIN = 1.25;

/** Step by step, with half a code of noise before the first that loses something. */
export function formatCurve({ curve, curveName, floor, grade, codeBits }: LossyAnswer): string[] {
  const end = curve.findLastIndex(({ quality }) => quality !== null && reaches(quality.grade, grade));
  let last = 0;
  const shown = curve.filter(({ step }, k) => {
    const isShown = (step ?? 0) >= THIN * last || Math.abs(k - end) <= 1 || k === curve.length - 1;
    if (isShown) last = step ?? 0;
    return isShown;
  });
  const noise = floor && { use: '', step: 'noise', chain: '', size: null, quality: floor.quality };
  const rows = shown.map(rowOf);
  const first = rows.findIndex(({ quality }) => quality !== null);
  const table = formatTable(noise === null ? rows : rows.toSpliced(Math.max(0, first), 0, noise), [
    { title: 'step', text: ({ step }) => step, align: 'right' },
    ...figuresAt(codeBits),
  ]);
  return [`by step N, of ${curveName}`, table];
}

/** What the columns are. */
export function legendOf({ codeBits, floor }: LossyAnswer): string[] {
  return [
    'step N: off by E = (N - 1) / 2 codes at most; ratio: of 16-bit samples',
    ...(codeBits === null ? [] : [`${codeBits}-bit: ratio of the codes that the samples stand for`]),
    'band: error at 300 to 6000 Hz, in sigma; found, right: spikes of 6 sigma;',
    'peak: error of peaks, 95th percentile; r p5: of waveforms, 5th percentile',
    ...(floor === null ? [] : ['noise: of half a code, which no codec can be blamed for (flicker floor)']),
  ];
}
