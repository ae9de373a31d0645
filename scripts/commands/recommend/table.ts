/** The table of a recommendation: its picks, and what the user gave. */
import { firstOfEach } from '../../../harness/recommend/given.js';
import type { Throughput } from '../../../harness/recommend/speeds.js';
import type { RatioEstimate } from '../../../harness/windows/ratio.js';
import { formatFigure, formatFixed, formatTable, type TextColumn } from '../shared/terminal.js';
import type { Figures, PickFigures, YoursFigures } from './figures.js';

/** A pick, or a chain of the user's. */
interface Row {
  readonly use: string;
  readonly chain: string;
  readonly isGiven: boolean;
  readonly ratio: RatioEstimate | null;
  readonly sizeMb: number | null;
  /** Than the archive pick; null where that is not known, undefined of the archive pick itself. */
  readonly larger: number | null | undefined;
  readonly throughput: Throughput;
  readonly encodeXrt: number;
  readonly decodeXrt: number;
  readonly channelsRealtime: number;
}

const GIVEN_MARK = '>';

const COLUMNS: readonly TextColumn<Row>[] = [
  { title: '', text: ({ isGiven }) => (isGiven ? GIVEN_MARK : ''), align: 'left' },
  { title: 'use', text: ({ use }) => use, align: 'left' },
  { title: 'chain', text: ({ chain }) => chain, align: 'left', identifies: true },
  { title: 'ratio', text: ({ ratio }) => formatFixed(ratio?.ratio ?? null, 3), align: 'right' },
  { title: '95 % interval', text: ({ ratio }) => formatInterval(ratio), align: 'right', drop: 3 },
  { title: 'MB', text: ({ sizeMb }) => formatFigure(sizeMb), align: 'right', drop: 1 },
  { title: 'larger', text: ({ larger }) => formatLarger(larger), align: 'right', drop: 4 },
  { title: 'encode xRT', text: row => formatSpeed(row, row.encodeXrt), align: 'right' },
  { title: 'decode xRT', text: row => formatSpeed(row, row.decodeXrt), align: 'right' },
  { title: 'channels', text: row => formatSpeed(row, row.channelsRealtime), align: 'right', drop: 2 },
];

function formatInterval(ratio: RatioEstimate | null): string {
  if (ratio === null || ratio.low === null || ratio.high === null) return '-';
  return `${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)}`;
}

function formatLarger(larger: number | null | undefined): string {
  if (larger === undefined) return '';
  return larger === null ? '-' : `${larger < 0 ? '' : '+'}${(100 * larger).toFixed(1)} %`;
}

/** A bound where only windows were coded: that times encode and decode together. */
function formatSpeed({ throughput: { runs } }: Row, value: number): string {
  return `${runs === 0 ? '≥ ' : ''}${formatFigure(value)}`;
}

/** Picks, then of everything that the user gave the smallest chain, unless it is a pick. */
export function formatPicks(figures: Figures): string {
  const rows = rowsOf(figures);
  const isMarked = rows.some(({ isGiven }) => isGiven);
  const columns = COLUMNS.filter(({ title }) => isMarked || title !== '');
  const legend = [
    'MB: expected for all of it; larger: than the archive pick; xRT: times real time with all channels, one core;',
    'channels: that one core keeps up with, encoding and decoding',
    ...(isMarked ? [`${GIVEN_MARK} yours: given by --chain, --plugin or --profile`] : []),
    ...(rows.some(({ throughput }) => throughput.runs === 0)
      ? ['≥ not timed for want of time: at least that, from coding the windows']
      : []),
  ];
  return [formatTable(rows, columns), ...legend].join('\n');
}

function rowsOf({ picks, lessLive, yours }: Figures): Row[] {
  const shown = new Set([...picks, ...lessLive].map(({ chain }) => chain));
  const others = favouriteYours(yours).filter(({ chain, rank }) => rank !== null && !shown.has(chain));
  return [
    ...picks.map(pick => rowOf(pick, pick.use)),
    ...lessLive.map(pick => rowOf(pick, pick.headroom === null ? 'live, nearest' : `live ${pick.headroom}x`)),
    ...others.map(one => ({ ...one, use: 'yours', isGiven: true, larger: one.excess })),
  ];
}

/** Of everything that the user gave the smallest chain that holds it; if none is known, the first. */
export function favouriteYours(yours: readonly YoursFigures[]): YoursFigures[] {
  const known = yours.filter(({ rank, fate }) => rank !== null && fate === 'coded');
  return firstOfEach([...known, ...yours.filter(one => !known.includes(one))]);
}

function rowOf(pick: PickFigures, use: string): Row {
  const larger = pick.use === 'archive' ? undefined : pick.larger;
  return { ...pick, use, isGiven: pick.given.length > 0, larger };
}
