/** How the ratios of the chains picked spread over recordings. */
import { count, fixed } from '../format.js';
import type { ReportChain, ReportRun } from '../model.js';
import { quantile } from '../quantile.js';
import { unpackSizes } from '../sizes.js';
import { makeChart } from './chart.js';
import { element, paragraph, plainTable, scrollBox, section } from './element.js';
import { drawSpreads, type Spread } from './ratios.js';
import type { Part } from './view.js';

const SHARES = [
  ['least', 0],
  ['a quarter below', 0.25],
  ['median', 0.5],
  ['a quarter above', 0.75],
  ['greatest', 1],
] as const;

export function makeDistribution(run: ReportRun): Part {
  const sizes = unpackSizes(run.sizes);
  const spreadOf = (chain: ReportChain): Spread => {
    const from = run.chains.indexOf(chain) * run.recordings.length;
    const ratios = run.recordings.flatMap(({ rawBytes }, r) => {
      const size = sizes[from + r];
      return size === null || size === 0 ? [] : [rawBytes / size];
    });
    return { chain, ratios };
  };
  let spreads: readonly Spread[] = [];
  const chart = makeChart({
    label: 'Ratio of each recording, by chain; the table beneath has the same spread in figures',
    draw: size => ({ svg: drawSpreads(spreads, size, document), chains: [] }),
    caption: () =>
      `${count(run.recordings.length, 'recording')}: a thin line each, a heavy one at the median, a mark at the ratio of all together.`,
  });
  const content = element('div');
  return {
    element: section('distribution', 'Ratio over recordings', content),
    update: ({ picked }) => {
      spreads = run.chains
        .filter(chain => picked.has(chain))
        .map(spreadOf)
        .filter(({ ratios }) => ratios.length > 0);
      if (spreads.length === 0) return content.replaceChildren(paragraph(nothingToDraw(run)));
      content.replaceChildren(chart.element, scrollBox('Spread of ratios', spreadTable(spreads)));
      chart.redraw();
    },
  };
}

function nothingToDraw({ recordings }: ReportRun): string {
  return recordings.length === 0
    ? 'This run has totals only, no figures of single recordings.'
    : 'Pick a chain in a chart or in the table.';
}

function spreadTable(spreads: readonly Spread[]): HTMLTableElement {
  return plainTable(
    'Spread of ratios over recordings, of the chains picked',
    ['chain', 'all together', ...SHARES.map(([title]) => title)],
    spreads.map(({ chain, ratios }) => [
      chain.chain,
      fixed(chain.ratio, 3),
      ...SHARES.map(([, share]) => fixed(quantile(ratios, share), 3)),
    ]),
  );
}
