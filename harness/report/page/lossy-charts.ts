/** The two charts of rate and distortion: bits against what is off, and against what is kept. */
import { GRADE_CAVEAT } from '../../quality/grade.js';
import { figure, fixed } from '../format.js';
import { curvesInWords } from '../lossy-summary.js';
import {
  allowances,
  ERRORS,
  gradeText,
  KEPT,
  keptLines,
  lossyPoints,
  type Measure,
  shortfall,
} from '../measures.js';
import type { LimitPoint, LossyChain, ReportRun } from '../model.js';
import { chartable, complete } from '../pick.js';
import { bitsAt, shortfallAxis } from '../shortfall-axis.js';
import { makeChart } from './chart.js';
import { type Curve, type Distortion, drawDistortion } from './distortion.js';
import { element } from './element.js';

interface LossyCharts {
  readonly element: HTMLElement;
  readonly update: (shown: readonly LossyChain[]) => void;
}

/** What a mark of the charts stands for. */
interface Shown {
  readonly chain: string;
  readonly lines: readonly string[];
}

/** @param names of all curves of the run, in the order of their looks */
export function makeLossyCharts(run: ReportRun, names: readonly string[]): LossyCharts {
  const drawable = chartable(run.lossy.chains);
  let shown: readonly LossyChain[] = drawable;
  const charts = [ERRORS, KEPT].flatMap(measures => {
    const known = measures.filter(({ figure: name }) => drawable.some(({ kept }) => kept[name] !== null));
    return known.length === 0 ? [] : [chartOf(run, drawable, () => shown, names, known)];
  });
  return {
    element: element('div', { class: 'charts' }, ...charts.map(chart => chart.element)),
    update: next => {
      shown = chartable(next);
      for (const chart of charts) chart.redraw();
    },
  };
}

/** A chart, and above it what its vertical axis is chosen from. */
function chartOf(
  run: ReportRun,
  drawable: readonly LossyChain[],
  shown: () => readonly LossyChain[],
  names: readonly string[],
  measures: readonly Measure[],
) {
  let [measure] = measures;
  const chart = makeChart<Shown>({
    label: 'Bits a sample against what is lost; the table below has the same figures',
    describe: ({ lines }) => lines,
    draw: size => {
      const what = distortionOf(run, drawable, curvesOf(shown(), names, measure), measure);
      return { svg: drawDistortion(what, size, document), chains: marksOf(run, what) };
    },
    caption: () => ({
      text: captionText(run, measure),
      words: curvesInWords(curvesOf(shown(), names, measure), measure),
    }),
  });
  const select = element(
    'select',
    {},
    ...measures.map(({ title }, index) => element('option', { value: index }, title)),
  );
  select.addEventListener('change', () => {
    measure = measures[Number(select.value)];
    chart.redraw();
  });
  const choice = element('label', { class: 'axis-choice' }, 'bits a sample against ', select);
  return { element: element('div', {}, choice, chart.element), redraw: chart.redraw };
}

function curvesOf(shown: readonly LossyChain[], names: readonly string[], measure: Measure): Curve[] {
  return names.flatMap((name, index) => {
    const chains = shown.filter(({ curve }) => curve === name);
    const points = lossyPoints(chains, measure);
    return points.length === 0
      ? []
      : [{ name, index, points, isYours: chains.some(({ isGiven }) => isGiven) }];
  });
}

/** @param drawable all chains that filters may leave, by which the axes are made, so that they stay */
function distortionOf(
  run: ReportRun,
  drawable: readonly LossyChain[],
  curves: readonly Curve[],
  measure: Measure,
): Distortion {
  const all = lossyPoints(drawable, measure);
  const [lossless] = complete(run.chains);
  const floor = shortfall(measure, run.lossy.floor?.[measure.figure] ?? null);
  const bits = [...all.map(point => point.bits), lossless?.bitsPerSample ?? 0];
  const axis = shortfallAxis(measure, [
    ...all.map(point => point.shortfall),
    ...(floor === null ? [] : [floor]),
  ]);
  const mostBits = Math.max(...bits) * 1.06;
  return { measure, axis, mostBits, curves, lossless, floor, limit: limitOf(run, measure) };
}

/** Of what it is known of. */
function limitOf({ lossy: { limits } }: ReportRun, { figure: name }: Measure): readonly LimitPoint[] {
  return name === 'rmse' || name === 'band_rmse_sigma' ? limits[name] : [];
}

/** In the order of the drawing's points. */
function marksOf(run: ReportRun, { curves, lossless }: Distortion): Shown[] {
  const lossy = curves.flatMap(({ points }) =>
    points.map(({ chain }) => ({ chain: chain.chain, lines: linesOf(chain, run) })),
  );
  if (lossless === undefined) return lossy;
  const { chain, bitsPerSample, ratio } = lossless;
  const lines = ['loses nothing, the smallest that does', bitsText(bitsPerSample, ratio)];
  return [...lossy, { chain, lines }];
}

function bitsText(bits: number | null, ratio: number | null): string {
  return `${fixed(bits, 3)} bits a sample, ratio ${fixed(ratio, 3)}`;
}

function linesOf(chain: LossyChain, run: ReportRun): string[] {
  const { bitsPerSample, ratio, kept, sortingLoss, loss, encodeXrt, decodeXrt } = chain;
  return [
    ...chain.aliases,
    ...(chain.isGiven ? ['yours'] : []),
    bitsText(bitsPerSample, ratio),
    `grade: ${gradeText(chain)}`,
    ...ERRORS.flatMap(({ figure: name, title }) => aboveLimit(chain, run.lossy.limits[name], name, title)),
    ...keptLines(kept),
    ...(sortingLoss === null ? [] : [`a sorter loses ${fixed(100 * sortingLoss, 1)} % of its accuracy`]),
    ...(encodeXrt === null ? [] : [`encode ${figure(encodeXrt)} × real time`]),
    ...(decodeXrt === null ? [] : [`decode ${figure(decodeXrt)} × real time`]),
    `loss: ${loss}`,
  ];
}

function aboveLimit(
  { bitsPerSample, kept }: LossyChain,
  limit: readonly LimitPoint[],
  name: (typeof ERRORS)[number]['figure'],
  title: string,
): string[] {
  const least = bitsAt(limit, kept[name] ?? 0);
  if (least === null || bitsPerSample === null) return [];
  const above = bitsPerSample - least;
  return [
    `${fixed(Math.abs(above), 2)} bits ${above < 0 ? 'below' : 'above'} R(D) of its ${title.split(',')[0]}`,
  ];
}

function captionText(run: ReportRun, measure: Measure): string {
  const { isError, meaning } = measure;
  return [
    meaning,
    isError ? 'Better is down and to the left.' : 'Better is up and to the left.',
    ...(limitOf(run, measure).length > 1 ? [limitText(measure)] : []),
    ...(run.lossy.floor === null
      ? []
      : ['Flicker floor: the original with half a code of noise, which no codec can be blamed for.']),
    ...(allowances(measure, null).length === 0
      ? []
      : [`Shaded: what a grade allows here, and it asks for more besides (${GRADE_CAVEAT}).`]),
  ].join(' ');
}

function limitText({ figure: name }: Measure): string {
  const elsewhere = name === 'band_rmse_sigma' ? ', if none were spent outside of the band' : '';
  return `R(D): the fewest bits for that error of Gaussian, stationary signals of these spectra (reverse water-filling)${elsewhere}.`;
}
