/** The charts at the head: ratio against both speeds, or ratios by family where nothing was timed. */
import { count } from '../format.js';
import type { ReportChain, ReportRun, Speed } from '../model.js';
import { chartable } from '../pick.js';
import { tradeoffSummary } from '../summary.js';
import { type Chart, makeChart } from './chart.js';
import { element, paragraph, section } from './element.js';
import type { Picking } from './marks.js';
import { drawFamilies } from './ratios.js';
import { chainPoints, drawTradeoff } from './tradeoff.js';
import type { Part, Toggle, View } from './view.js';

export function makeOverview(run: ReportRun, toggle: Toggle): Part {
  const chains = chartable(run.chains);
  const timed = chainPoints(chains, 'encode').length > 0;
  let view: View = { run, shown: chains, picked: new Set() };
  const shown = () => chains.filter(chain => view.shown.includes(chain));
  const picking = { isPicked: (chain: ReportChain) => view.picked.has(chain), toggle };
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
    help,
    element('div', { class: 'charts' }, ...charts.map(chart => chart.element)),
    ...omissions(chains, timed),
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
  picking: Picking,
): Chart {
  const all = chainPoints(chains, speed);
  return makeChart({
    picking,
    label: `Compression ratio against ${speed} speed; the table of totals has the same figures`,
    draw: size => {
      const points = chainPoints(shown(), speed);
      return {
        svg: drawTradeoff(points, all, speed, size, document),
        chains: points.map(({ chain }) => chain),
      };
    },
    caption: () => tradeoffSummary({ ...run, chains: shown() }, speed),
  });
}

function familyChart(
  chains: readonly ReportChain[],
  shown: () => readonly ReportChain[],
  picking: Picking,
): Chart {
  const drawable = (some: readonly ReportChain[]) =>
    some.filter(({ ratio, failed }) => ratio !== null && failed === 0);
  return makeChart({
    picking,
    label: 'Compression ratios by family; the table of totals has the same figures',
    draw: size => {
      const points = drawable(shown());
      return { svg: drawFamilies(points, drawable(chains), size, document), chains: points };
    },
    caption: () =>
      `${count(drawable(shown()).length, 'chain')}, each a mark at its ratio, in a row for its family.`,
  });
}

/** What the charts leave out, so that nobody takes them for all. */
function omissions(chains: readonly ReportChain[], timed: boolean): HTMLElement[] {
  const failed = chains.filter(chain => chain.failed > 0).length;
  const untimed = timed ? chains.filter(chain => chain.failed === 0 && chain.encodeXrt === null).length : 0;
  const programs = chains.some(({ isolation }) => isolation === 'process');
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
