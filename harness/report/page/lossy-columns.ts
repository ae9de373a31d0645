/** Columns of the tables of chains that may lose something. */
import type { Quality } from '../../quality/figures.js';
import { figure, fixed } from '../format.js';
import { gradeText } from '../measures.js';
import type { LossyChain } from '../model.js';
import { seriesClass, seriesLook } from '../palette.js';
import { breakable, element } from './element.js';
import { drawGlyph } from './glyph.js';
import type { Column } from './sorted-table.js';

interface LossyColumn extends Column<LossyChain> {
  /** Left out where no row has it. */
  readonly isOptional?: true;
}

function kept(
  title: string,
  name: keyof Quality,
  text: (value: number) => string,
  more: Partial<LossyColumn> = {},
): LossyColumn {
  return {
    title,
    value: chain => chain.kept[name],
    text: chain => {
      const value = chain.kept[name];
      return value === null ? '–' : text(value);
    },
    isOptional: true,
    ...more,
  };
}

const decimals = (places: number) => (value: number) => fixed(value, places);

const SCOPE: LossyColumn = {
  title: 'scope',
  value: ({ scope }) => (scope === 'recording' ? null : scope),
  text: ({ scope }) => scope,
  isOptional: true,
};
const ALIAS: LossyColumn = {
  title: 'alias',
  value: ({ aliases }) => aliases.join(', ') || null,
  isOptional: true,
  from: 'tablet',
};
const GRADE: LossyColumn = {
  title: 'grade',
  value: ({ grade }) => grade,
  cell: chain => element('td', { class: 'whole' }, gradeText(chain)),
};
const SPEEDS: readonly LossyColumn[] = [
  {
    title: 'encode xRT',
    value: ({ encodeXrt }) => encodeXrt,
    text: ({ encodeXrt }) => figure(encodeXrt),
    isOptional: true,
    from: 'laptop',
  },
  {
    title: 'decode xRT',
    value: ({ decodeXrt }) => decodeXrt,
    text: ({ decodeXrt }) => figure(decodeXrt),
    isOptional: true,
    from: 'laptop',
  },
];
const FAILED: LossyColumn = {
  title: 'failed',
  value: ({ failed }) => failed || null,
  text: ({ failed, recordings }) => (failed === 0 ? '' : `${failed} of ${recordings}`),
  isBestLow: true,
  isOptional: true,
  from: 'tablet',
};
const RATES: readonly LossyColumn[] = [
  kept('rates r', 'tcr_r', decimals(3), { from: 'laptop' }),
  kept('power r', 'sbp_r', decimals(3), { from: 'laptop' }),
];

/** @param indexOf place of a chain's curve among all, by which it looks */
export function lossyColumns(
  rows: readonly LossyChain[],
  indexOf: (chain: LossyChain) => number,
): Column<LossyChain>[] {
  return present(rows, [
    {
      title: 'chain',
      value: ({ chain }) => chain,
      cell: chain => chainCell(chain, glyphOf(indexOf(chain))),
    },
    ALIAS,
    SCOPE,
    {
      title: 'bits/ sample',
      value: ({ bitsPerSample }) => bitsPerSample,
      text: ({ bitsPerSample }) => fixed(bitsPerSample, 3),
      isBestLow: true,
    },
    { title: 'ratio', value: ({ ratio }) => ratio, text: ({ ratio }) => fixed(ratio, 3), from: 'tablet' },
    GRADE,
    kept('greatest error, codes', 'max_abs_error', figure, { isBestLow: true, from: 'laptop' }),
    { title: 'loss', value: ({ loss }) => loss, from: 'desktop' },
    kept('band error, σ', 'band_rmse_sigma', decimals(3), { isBestLow: true }),
    kept('found', 'strong_recall', decimals(4), { from: 'tablet' }),
    kept('right', 'strong_precision', decimals(4), { from: 'tablet' }),
    kept('waveform r, 5 %', 'waveform_r_p05', decimals(3), { from: 'tablet' }),
    ...RATES,
    {
      title: 'sorting loss',
      value: ({ sortingLoss }) => sortingLoss,
      text: ({ sortingLoss }) => fixed(sortingLoss, 4),
      isBestLow: true,
      isOptional: true,
      from: 'laptop',
    },
    ...SPEEDS,
    FAILED,
    {
      title: 'front',
      value: frontText,
      cell: chain => element('td', { class: 'whole' }, frontText(chain)),
      from: 'laptop',
    },
  ]);
}

/** Of what comes back as events, counts or power: no ratio, since none is of samples. */
export function summaryColumns(rows: readonly LossyChain[]): Column<LossyChain>[] {
  return present(rows, [
    { title: 'chain', value: ({ chain }) => chain, cell: chain => chainCell(chain) },
    ALIAS,
    SCOPE,
    { title: 'comes back', value: ({ loss }) => loss },
    {
      title: 'bits/s, a channel',
      value: ({ bitsPerSecond }) => bitsPerSecond,
      text: ({ bitsPerSecond }) => figure(bitsPerSecond),
      isBestLow: true,
    },
    kept('spikes found', 'spike_recall', decimals(3)),
    kept('spikes right', 'spike_precision', decimals(3)),
    kept('strong found', 'strong_recall', decimals(4), { from: 'tablet' }),
    kept('strong right', 'strong_precision', decimals(4), { from: 'tablet' }),
    kept('jitter, µs', 'jitter_us', figure, { isBestLow: true, from: 'laptop' }),
    ...RATES,
    { ...GRADE, isOptional: true },
    ...SPEEDS,
    FAILED,
  ]);
}

function present(rows: readonly LossyChain[], columns: readonly LossyColumn[]): Column<LossyChain>[] {
  return columns.filter(
    ({ isOptional, value }) => isOptional !== true || rows.some(row => value(row) !== null),
  );
}

/** Of ratio and band error, of ratio and strong spikes found, or both. */
function frontText({ onErrorFront, onRecallFront }: LossyChain): string {
  if (onErrorFront && onRecallFront) return '★ both';
  return onErrorFront ? '★ error' : onRecallFront ? '★ found' : '';
}

function glyphOf(index: number): HTMLElement {
  return element('span', { class: seriesClass(index) }, drawGlyph(seriesLook(index), document), ' ');
}

function chainCell({ chain, isolation, isGiven }: LossyChain, ...before: Node[]): HTMLTableCellElement {
  const program = isolation === 'process' ? ' †' : '';
  const yours = isGiven ? [element('div', { class: 'standing' }, 'yours')] : [];
  return element('th', { scope: 'row' }, ...before, ...breakable(chain), program, ...yours);
}
