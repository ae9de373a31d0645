/** How the ratios of the chains picked spread over recordings. */

import { quantile } from '../../stats/quantile.js';
import { count, fixed } from '../format.js';
import type { ReportRun } from '../model.js';
import { type RecordingRatio, ratiosOf, type Spread, spreadsOf } from '../spread.js';
import { makeChart } from './chart.js';
import { element, folded, paragraph, plainTable, scrollBox, section } from './element.js';
import { drawSpreads } from './spreads.js';
import type { Part } from './view.js';

export function makeDistribution(run: ReportRun): Part {
  const spreadOf = spreadsOf(run);
  let spreads: readonly Spread[] = [];
  const chart = makeChart({
    label: 'Ratio of each recording, by chain; the table beneath has the same spread in figures',
    describe: () => [],
    draw: size => ({ svg: drawSpreads(spreads, size, document), chains: [] }),
    caption: () => ({
      text: `${count(run.recordings.length, 'recording')}: a thin line each, a band over the middle half, a heavy line at the median, a mark at the ratio of all together. Recordings far from all others stand beside the axis in figures.`,
    }),
  });
  const table = element('div');
  const fold = folded('In figures, with the recordings of the least and the greatest ratio', table);
  const content = element('div');
  return {
    element: section('distribution', 'Ratio over recordings', content),
    update: ({ picked }) => {
      spreads = run.chains
        .filter(chain => picked.has(chain))
        .map(spreadOf)
        .filter(({ ratios }) => ratios.length > 0);
      if (spreads.length === 0) return content.replaceChildren(paragraph(nothingToDraw(run)));
      table.replaceChildren(scrollBox('Spread of ratios', spreadTable(spreads)));
      content.replaceChildren(chart.element, ...worst(run), fold);
      chart.redraw();
    },
  };
}

/** Links to the recordings of the least ratios, where they were drawn. */
function worst({ views }: ReportRun): HTMLElement[] {
  if (views.length === 0) return [];
  const links = views.flatMap(({ recording, href }, k) => [
    k === 0 ? '' : ', ',
    element('a', { href }, recording),
  ]);
  return [element('p', { class: 'note worst' }, 'The hardest, to look at: ', ...links, '.')];
}

function nothingToDraw({ recordings }: ReportRun): string {
  return recordings.length === 0
    ? 'This run has totals only, no figures of single recordings.'
    : 'Pick a chain in a chart or in the table.';
}

function spreadTable(spreads: readonly Spread[]): HTMLTableElement {
  return plainTable(
    'Spread of ratios over recordings, of the chains picked',
    ['chain', 'all together', 'least', 'a quarter below', 'median', 'a quarter above', 'greatest'],
    spreads.map(spread => {
      const ranked = spread.ratios.toSorted((a, b) => a.ratio - b.ratio);
      return [
        spread.chain.chain,
        fixed(spread.chain.ratio, 3),
        withName(ranked[0]),
        ...[0.25, 0.5, 0.75].map(share => fixed(quantile(ratiosOf(spread), share), 3)),
        withName(ranked[ranked.length - 1]),
      ];
    }),
  );
}

function withName({ ratio, recording }: RecordingRatio): HTMLElement {
  return element(
    'span',
    {},
    fixed(ratio, 3),
    element('br'),
    element('span', { class: 'recording' }, recording),
  );
}
