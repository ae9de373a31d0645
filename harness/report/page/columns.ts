/** Columns of the table of totals. */
import { excess, figure, fixed } from '../format.js';
import type { ReportChain, ReportRun } from '../model.js';
import { familyClass, lookOf } from '../palette.js';
import { complete } from '../pick.js';
import { standingText } from '../summary.js';
import { breakable, element } from './element.js';
import { drawGlyph } from './glyph.js';
import type { Column } from './sorted-table.js';

/** Left out where it says nothing of the run. */
interface TotalsColumn extends Column<ReportChain> {
  readonly appears?: (run: ReportRun) => boolean;
}

/** Place by ratio and bytes beyond the smallest chain, of those that can be ranked. */
interface Place {
  readonly rank: number;
  readonly excess: number;
}

function placesOf({ chains }: ReportRun): Map<ReportChain, Place> {
  const ranked = complete(chains);
  return new Map(
    ranked.map(chain => [
      chain,
      {
        rank: ranked.findIndex(({ ratio }) => ratio === chain.ratio) + 1,
        excess: chain.encodedBytes / ranked[0].encodedBytes - 1,
      },
    ]),
  );
}

const hasSpeeds = ({ chains }: ReportRun) => chains.some(({ encodeXrt }) => encodeXrt !== null);
const MEBIBYTE = 2 ** 20;

export function columnsOf(run: ReportRun): Column<ReportChain>[] {
  const places = placesOf(run);
  const placeOf = (chain: ReportChain) => places.get(chain) ?? null;
  const columns: readonly TotalsColumn[] = [
    {
      title: 'rank',
      value: chain => placeOf(chain)?.rank ?? null,
      text: chain => rankText(placeOf(chain)),
      isBestLow: true,
      from: 'tablet',
    },
    { title: 'chain', value: ({ chain }) => chain, cell: chainCell },
    {
      title: 'alias',
      value: ({ aliases }) => aliases.join(', '),
      appears: ({ chains }) => chains.some(({ aliases }) => aliases.length > 0),
      from: 'tablet',
    },
    {
      title: 'scope',
      value: ({ scope }) => scope,
      appears: ({ chains }) => chains.some(({ scope }) => scope !== 'recording'),
    },
    { title: 'ratio', value: ({ ratio }) => ratio, text: ({ ratio }) => fixed(ratio, 4) },
    {
      title: 'bytes to the smallest',
      value: chain => placeOf(chain)?.excess ?? null,
      text: chain => excess(placeOf(chain)?.excess ?? null),
      isBestLow: true,
      from: 'tablet',
    },
    {
      title: 'bits/ sample',
      value: ({ bitsPerSample }) => bitsPerSample,
      text: ({ bitsPerSample }) => fixed(bitsPerSample, 3),
      from: 'tablet',
    },
    {
      title: 'encode xRT',
      value: chain => chain.encodeXrt,
      text: chain => figure(chain.encodeXrt),
      appears: hasSpeeds,
    },
    {
      title: 'decode xRT',
      value: chain => chain.decodeXrt,
      text: chain => figure(chain.decodeXrt),
      appears: hasSpeeds,
    },
    { title: 'family', value: ({ family }) => family, cell: familyCell, from: 'laptop' },
    {
      title: 'model bytes',
      value: ({ modelBytes }) => modelBytes,
      text: ({ modelBytes }) => (modelBytes === 0 ? '' : figure(modelBytes)),
      appears: ({ chains }) => chains.some(({ modelBytes }) => modelBytes > 0),
      from: 'laptop',
    },
    {
      title: 'encode MB/s',
      value: chain => chain.encodeMbPerS,
      text: chain => figure(chain.encodeMbPerS),
      appears: hasSpeeds,
      from: 'desktop',
    },
    {
      title: 'decode MB/s',
      value: chain => chain.decodeMbPerS,
      text: chain => figure(chain.decodeMbPerS),
      appears: hasSpeeds,
      from: 'desktop',
    },
    {
      title: 'memory, MiB',
      value: chain => chain.peakRssBytes,
      text: ({ peakRssBytes }) => figure(peakRssBytes === null ? null : peakRssBytes / MEBIBYTE),
      appears: hasSpeeds,
      from: 'desktop',
    },
    {
      title: 'failed',
      value: ({ failed }) => failed,
      text: ({ failed, recordings }) => (failed === 0 ? '' : `${failed} of ${recordings}`),
      appears: ({ chains }) => chains.some(({ failed }) => failed > 0),
      from: 'tablet',
    },
    { title: 'Pareto front', value: paretoText, appears: hasSpeeds, from: 'laptop' },
  ];
  return columns.filter(({ appears }) => appears?.(run) ?? true);
}

function rankText(place: Place | null): string {
  return place === null ? '' : String(place.rank);
}

function paretoText({ onFront, dominatedBy }: ReportChain): string {
  if (onFront === null) return '';
  return onFront ? '★ on it' : `beaten by ${dominatedBy}`;
}

function chainCell(chain: ReportChain): HTMLTableCellElement {
  const program = chain.isolation === 'process' ? ' †' : '';
  const standing =
    chain.standing === null ? [] : [element('div', { class: 'standing' }, `yours: ${standingText(chain)}`)];
  return element('th', { scope: 'row' }, ...breakable(chain.chain), program, ...standing);
}

/** Drawn once each. */
const glyphs = new Map<string, Node>();

function familyCell({ family }: ReportChain): HTMLTableCellElement {
  const glyph = glyphs.get(family) ?? drawGlyph(lookOf(family), document);
  glyphs.set(family, glyph);
  const attributes = { class: `family-cell ${familyClass(family)}` };
  return element('td', attributes, glyph.cloneNode(true), ' ', family);
}
