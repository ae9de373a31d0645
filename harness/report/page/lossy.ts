/** The part of the chains that may lose something, apart from those that do not. */
import { GRADE_CAVEAT } from '../../quality/grade.js';
import { lossySummary } from '../lossy-summary.js';
import type { LossyChain, ReportRun } from '../model.js';
import { seriesClass, seriesLook } from '../palette.js';
import { curveNames } from './distortion-facts.js';
import { paragraph, section } from './element.js';
import { makeFilters } from './filters.js';
import { makeLossyCharts } from './lossy-charts.js';
import { lossyColumns, summaryColumns } from './lossy-columns.js';
import { makeSortedTable } from './sorted-table.js';

export interface LossyPart {
  /** Empty in a run without such chains. */
  readonly elements: readonly HTMLElement[];
  /** Once they stand in the page, where they have a width. */
  readonly start: () => void;
}

export function makeLossy(run: ReportRun): LossyPart {
  const { chains, summaries } = run.lossy;
  const parts = [
    ...(chains.length > 0 ? [samplesPart(run)] : []),
    ...(summaries.length > 0 ? [summariesPart(summaries)] : []),
  ];
  return {
    elements: parts.map(part => part.element),
    start: () => {
      for (const part of parts) part.start();
    },
  };
}

interface Part {
  readonly element: HTMLElement;
  readonly start: () => void;
}

function samplesPart(run: ReportRun): Part {
  const { chains } = run.lossy;
  const curves = curveNames(run);
  const indexOf = ({ curve }: LossyChain) => curves.indexOf(curve);
  const filters = makeFilters({
    prefix: 'lossy-',
    rows: chains,
    groups: curves.map((name, index) => ({
      name,
      look: seriesLook(index),
      class: seriesClass(index),
    })),
    groupOf: ({ curve }) => curve,
    legend: 'curves shown',
    hasYours: chains.some(({ isGiven }) => isGiven),
    changed: () => update(),
  });
  const charts = makeLossyCharts(run, curves);
  const table = makeSortedTable({
    id: 'lossy-table',
    caption: `Chains that may lose something, a row a chain; never ranked among those that do not. Grades: ${GRADE_CAVEAT}.`,
    columns: lossyColumns(chains, indexOf),
    rows: chains,
    sortedBy: 'bits/ sample',
    isOnTop: ({ isGiven }) => isGiven,
  });
  const update = () => {
    const shown = chains.filter(filters.passes);
    filters.showCount(shown.length);
    charts.update(shown);
    table.update(shown);
  };
  return {
    element: section(
      'lossy',
      'Rate and distortion: chains that lose something',
      paragraph(lossySummary(run), 'prose'),
      filters.element,
      charts.element,
      table.element,
    ),
    start: update,
  };
}

function summariesPart(summaries: readonly LossyChain[]): Part {
  const table = makeSortedTable({
    id: 'summaries-table',
    caption: 'Chains of which no samples come back, a row a chain',
    columns: summaryColumns(summaries),
    rows: summaries,
    sortedBy: 'bits/s, a channel',
    isOnTop: ({ isGiven }) => isGiven,
  });
  return {
    element: section(
      'summaries',
      'Events, counts and power',
      paragraph(
        'What comes back of these are no samples: times of spikes, numbers of them, or power in bins. So they have no ratio, only bits a second and channel, and figures of what they keep.',
        'prose',
      ),
      table.element,
    ),
    start: () => table.update(summaries),
  };
}
