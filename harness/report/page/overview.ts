/** The charts at the head: ratio against both speeds, or ratios by family where nothing was timed. */
import { count } from '../format.js';
import type { ReportChain, ReportRun, Speed } from '../model.js';
import { chartable } from '../pick.js';
import { type ChainPoint, chainPoints } from '../points.js';
import { tradeoffSummary } from '../summary.js';
import { isWithin, type Zoom, zoomOn } from '../zoom.js';
import { type Chart, makeChart } from './chart.js';
import { describeTotals } from './describe.js';
import { element, paragraph, section } from './element.js';
import { drawFamilies } from './families.js';
import type { Picking } from './marks.js';
import { drawTradeoff } from './tradeoff.js';
import type { Part, View } from './view.js';

/** @param filters stand between the heading and the charts, since their legend is the charts' */
export function makeOverview(run: ReportRun, picking: Picking<ReportChain>, filters: HTMLElement): Part {
  const chains = chartable(run.chains);
  const timed = chainPoints(chains, 'encode').length > 0;
  let view: View = { run, shown: chains, picked: new Set() };
  const shown = () => {
    const passing = new Set(view.shown);
    return chains.filter(chain => passing.has(chain));
  };
  const charts: Chart[] = timed
    ? (['encode', 'decode'] as const).map(speed => tradeoffChart(run, chains, speed, shown, picking))
    : [familyChart(chains, shown, picking)];
  const help = paragraph(
    'Point at a mark for its figures; click it, or press Enter on it, to pick the chain for the parts below. Arrow keys go from mark to mark.',
    'note screen',
  );
  const part = section(
    'overview',
    timed ? 'Ratio against speed' : 'Ratios by family',
    ...(timed ? [] : [paragraph('This run measured sizes only: there are no speeds to draw.')]),
    filters,
    element('div', { class: 'charts' }, ...charts.map(chart => chart.element)),
    ...omissions(chains, timed),
    help,
  );
  return {
    element: part,
    update: next => {
      view = next;
      for (const chart of charts) chart.redraw();
    },
  };
}

function tradeoffChart(
  run: ReportRun,
  chains: readonly ReportChain[],
  speed: Speed,
  shown: () => readonly ReportChain[],
  picking: Picking<ReportChain>,
): Chart {
  const zoom = zoomOn(chainPoints(chains, speed));
  return makeChart({
    picking,
    describe: describeTotals,
    label: `Compression ratio against ${speed} speed; the table of totals has the same figures`,
    draw: size => {
      const points = chainPoints(shown(), speed);
      return {
        svg: drawTradeoff(points, zoom, speed, size, document),
        chains: points.map(({ chain }) => chain),
      };
    },
    caption: () => ({
      text: captionText(chainPoints(shown(), speed), zoom),
      words: tradeoffSummary({ ...run, chains: shown() }, speed),
    }),
  });
}

function captionText(points: readonly ChainPoint[], zoom: Zoom): string {
  const outside = points.filter(point => !isWithin(zoom, point)).length;
  const edge = outside === 0 ? '' : ` Triangles at the edge: ${count(outside, 'chain')} outside of it.`;
  return `${count(points.length, 'chain')}. Line: the front, which no chain is beyond; pale: behind it.${edge}`;
}

function familyChart(
  chains: readonly ReportChain[],
  shown: () => readonly ReportChain[],
  picking: Picking<ReportChain>,
): Chart {
  const all = sizePoints(chains);
  const families = [...new Set(all.map(({ chain }) => chain.family))].sort();
  return makeChart({
    picking,
    describe: describeTotals,
    label: 'Compression ratios by family; the table of totals has the same figures',
    draw: size => {
      const points = sizePoints(shown());
      return {
        svg: drawFamilies(points, families, zoomOn(all), size, document),
        chains: points.map(({ chain }) => chain),
      };
    },
    caption: () => ({
      text: `${count(sizePoints(shown()).length, 'chain')}, each a mark at its ratio, in a row for its family.`,
    }),
  });
}

/** Those that have a size, at no speed. */
function sizePoints(chains: readonly ReportChain[]): ChainPoint[] {
  return chains.flatMap(chain =>
    chain.ratio === null || chain.failed > 0 ? [] : [{ chain, ratio: chain.ratio, xrt: 1 }],
  );
}

/** What the charts leave out, so that nobody takes them for all. */
function omissions(chains: readonly ReportChain[], timed: boolean): HTMLElement[] {
  const failed = chains.filter(chain => chain.failed > 0).length;
  const untimed = timed ? chains.filter(chain => chain.failed === 0 && chain.encodeXrt === null).length : 0;
  const programs = timed && chains.some(({ isolation }) => isolation === 'process');
  return [
    ...(failed > 0
      ? [`Not drawn: ${count(failed, 'chain')} that failed on some recording, see Failures.`]
      : []),
    ...(untimed > 0 ? [`Not drawn: ${count(untimed, 'chain')} without a speed.`] : []),
    ...(programs
      ? [
          '† and a hollow mark: a program was started for each call, and its time is in the speed; the dashed line is their own front.',
        ]
      : []),
  ].map(text => paragraph(text));
}
