/** Results that share no more than names, for people. */
import type { NamedRow, SharedFigure } from '../../../harness/compare/by-name.js';
import { plural, type TextColumn } from '../shared/terminal.js';
import type { ComparedByName } from './compared.js';
import { styleOf } from './style.js';

const TITLES: Readonly<Record<SharedFigure, string>> = {
  raw_bytes: 'raw bytes',
  encoded_bytes: 'bytes',
  ratio: 'ratio',
  encode_xrt: 'encode xRT',
  decode_xrt: 'decode xRT',
  encode_mb_per_s: 'encode MB/s',
  decode_mb_per_s: 'decode MB/s',
};

const DROPPED: Readonly<Record<string, number>> = { encode_mb_per_s: 1, decode_mb_per_s: 1, raw_bytes: 2 };

/** @param shown whether as Markdown */
export function formatComparisonByName(
  compared: ComparedByName,
  shown: { readonly markdown: boolean | undefined },
): string {
  const { named, baseName, otherName, reason, remarks } = compared;
  const figures = Object.entries(TITLES).filter(([figure]) =>
    named.rows.some(({ values }) => values.some(value => value.figure === figure)),
  );
  const columns: TextColumn<NamedRow>[] = [
    { title: 'name', text: ({ name }) => name, align: 'left' },
    ...figures.map(
      ([figure, title]): TextColumn<NamedRow> => ({
        title,
        text: row => formatValue(row, figure),
        align: 'right',
        drop: DROPPED[figure],
      }),
    ),
  ];
  const { title, table, prose } = styleOf(shown.markdown === true);
  const unlike = named.rows.filter(({ size }) => size === null).length;
  const parts = [
    title(`${otherName} against ${baseName}, by name and without verdict: ${reason}`),
    named.rows.length === 0
      ? 'No name is in both.'
      : `${table(named.rows, columns)}\n${prose(`each ${otherName} / ${baseName}: of ratio, xRT and MB/s more is better`)}`,
    unlike === 0
      ? ''
      : prose(
          `${plural(unlike, 'name')} not known to be of the same samples: ratios of other samples differ anyhow`,
        ),
    prose(formatMissing(named.missingInOther, otherName)),
    prose(formatMissing(named.missingInBase, baseName)),
    prose(remarks.join('\n')),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function formatValue({ values }: NamedRow, figure: string): string {
  const value = values.find(of => of.figure === figure);
  return value === undefined || value.base === 0 ? '-' : `×${(value.other / value.base).toFixed(3)}`;
}

const LISTED = 12;

function formatMissing(names: readonly string[], side: string): string {
  if (names.length === 0) return '';
  const more = names.length > LISTED ? ', …' : '';
  return `not in ${side}: ${plural(names.length, 'name')}: ${names.slice(0, LISTED).join(', ')}${more}`;
}
