/** The two charts of rate and distortion: bits against what is off, and against what is kept. */
import { figure, fixed } from '../format.js';
import { curvesInWords } from '../lossy-summary.js';
import { ERRORS, gradeText, KEPT, keptLines, type Measure } from '../measures.js';
import type { LimitPoint, LossyChain, ReportRun } from '../model.js';
import { chartable } from '../pick.js';
import { bitsAt } from '../shortfall-axis.js';
import { makeChart } from './chart.js';
import { type Distortion, drawDistortion } from './distortion.js';
import { captionText, curvesOf, distortionOf } from './distortion-facts.js';
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
