/** Two runs on the same axes: where each chain stood and where it stands. */
import { type Difference, differences } from '../difference.js';
import { change, count, figure, fixed } from '../format.js';
import type { ReportRun, Speed } from '../model.js';
import { chartable } from '../pick.js';
import { makeChart } from './chart.js';
import { element, paragraph, plainTable, scrollBox, section } from './element.js';
import { drawMoves, type Move } from './tradeoff.js';

export function comparisonSection(runs: readonly ReportRun[]): HTMLElement {
  const [base, ...others] = runs;
  const content = element('div');
  const part = section('comparison', `Difference from ${base.name}`, content);
  const show = (other: ReportRun) => content.replaceChildren(...comparison(base, other));
  if (others.length > 1) content.before(otherChoice(others, show));
  show(others[0]);
  return part;
}

const NOT_TIMED_ALIKE = 'Speeds are not drawn: the two runs did not time the same recordings.';

function otherChoice(others: readonly ReportRun[], show: (run: ReportRun) => void): HTMLElement {
  const select = element(
    'select',
    {},
    ...others.map((run, index) => element('option', { value: index }, run.name)),
  );
  select.addEventListener('change', () => show(others[Number(select.value)]));
  return element('label', { class: 'choice' }, 'to ', select);
}

function comparison(from: ReportRun, to: ReportRun): HTMLElement[] {
  const { both, onlyFrom, onlyTo } = differences(from, to);
  const sized = both.flatMap(({ sizes }) => sizes ?? []);
  const smaller = sized.filter(sizes => sizes.to < sizes.from).length;
  const larger = sized.filter(sizes => sizes.to > sizes.from).length;
  const charts = (['encode', 'decode'] as const).flatMap(speed => movesChart(both, speed));
  return [
    paragraph(
      `${from.name} to ${to.name}: of ${count(sized.length, 'chain')} over the same recordings, ${smaller} smaller, ${larger} larger, ${sized.length - smaller - larger} of the same size. Sizes are exact; whether a difference in time is more than noise is for ncb compare to say.`,
    ),
    charts.length > 0 ? element('div', { class: 'charts' }, ...charts) : paragraph(NOT_TIMED_ALIKE),
    ...(both.length > 0 ? [scrollBox('Differences', differenceTable(both, from, to))] : []),
    ...onlyIn(from, onlyFrom),
    ...onlyIn(to, onlyTo),
  ];
}

function onlyIn({ name }: ReportRun, chains: readonly string[]): HTMLElement[] {
  return chains.length === 0 ? [] : [paragraph(`Only in ${name}: ${chains.join(', ')}.`)];
}

/** Both ends by the recordings in common: a ratio over other recordings would move without a change of the chain. */
function movesOf(both: readonly Difference[], speed: Speed): Move[] {
  const drawn = chartable(both.map(({ from }) => from));
  return both.flatMap(({ from, to, sizes, encodeTime }) => {
    const [start, end] = [from, to].map(chain => (speed === 'encode' ? chain.encodeXrt : chain.decodeXrt));
    if (sizes === null || encodeTime === null || start === null || end === null) return [];
    if (!drawn.includes(from)) return [];
    const { rawBytes } = sizes;
    return [
      {
        from: { chain: from, xrt: start, ratio: rawBytes / sizes.from },
        to: { chain: to, xrt: end, ratio: rawBytes / sizes.to },
      },
    ];
  });
}

function movesChart(both: readonly Difference[], speed: Speed): HTMLElement[] {
  const moves = movesOf(both, speed);
  if (moves.length === 0) return [];
  const chart = makeChart({
    label: `Where chains moved in ratio and ${speed} speed; the table beneath has the figures`,
    draw: size => ({ svg: drawMoves(moves, speed, size, document), chains: moves.map(({ to }) => to.chain) }),
    caption: () =>
      `${count(moves.length, 'chain')}: a line from each one's place in the first run to its mark in the second, ratios over the recordings of both.`,
    describe: chain =>
      describeMove(
        moves.find(({ to }) => to.chain === chain),
        speed,
      ),
  });
  return [chart.element];
}

function describeMove(move: Move | undefined, speed: Speed): string[] {
  if (move === undefined) return [];
  const { from, to } = move;
  return [
    `ratio ${fixed(from.ratio, 3)} to ${fixed(to.ratio, 3)}`,
    `${speed} ${figure(from.xrt)} to ${figure(to.xrt)} × real time`,
  ];
}

function differenceTable(both: readonly Difference[], from: ReportRun, to: ReportRun): HTMLTableElement {
  const ranked = both.toSorted((a, b) => sizeChange(a) - sizeChange(b));
  return plainTable(
    'Chains of both runs, the most shrunk first. Time: second over first, below 1 is faster; a dash where not timed alike',
    ['chain', `bytes, ${from.name}`, `bytes, ${to.name}`, 'size', 'encode time', 'decode time', 'recordings'],
    ranked.map(({ chain, sizes, encodeTime, decodeTime }) => [
      chain,
      sizes?.from.toLocaleString('en-US') ?? '–',
      sizes?.to.toLocaleString('en-US') ?? '–',
      sizes === null ? '–' : change(sizes.to / sizes.from - 1),
      fixed(encodeTime, 2),
      fixed(decodeTime, 2),
      String(sizes?.recordings ?? '–'),
    ]),
  );
}

function sizeChange({ sizes }: Difference): number {
  return sizes === null ? 1 : sizes.to / sizes.from;
}
