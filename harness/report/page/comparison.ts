/** Two runs on the same axes: where each chain stood and where it stands. */
import { type Difference, differences } from '../difference.js';
import { change, count, fixed } from '../format.js';
import type { ReportRun, Speed } from '../model.js';
import { chartable } from '../pick.js';
import { makeChart } from './chart.js';
import { element, paragraph, plainTable, scrollBox, section } from './element.js';
import { chainPoints, drawMoves } from './tradeoff.js';

export function comparisonSection(runs: readonly ReportRun[]): HTMLElement {
  const [base, ...others] = runs;
  const content = element('div');
  const part = section('comparison', `Difference from ${base.name}`, content);
  const show = (other: ReportRun) => content.replaceChildren(...comparison(base, other));
  if (others.length > 1) content.before(otherChoice(others, show));
  show(others[0]);
  return part;
}

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
  const sized = both.filter(({ bytes }) => bytes !== null);
  const smaller = sized.filter(({ bytes }) => bytes !== null && bytes.to < bytes.from).length;
  const larger = sized.filter(({ bytes }) => bytes !== null && bytes.to > bytes.from).length;
  const charts = (['encode', 'decode'] as const).flatMap(speed => movesChart(both, speed));
  return [
    paragraph(
      `${from.name} to ${to.name}: of ${count(sized.length, 'chain')} over the same recordings, ${smaller} smaller, ${larger} larger, ${sized.length - smaller - larger} of the same size. Sizes are exact; whether a difference in time is more than noise is for ncb compare to say.`,
    ),
    ...(charts.length > 0 ? [element('div', { class: 'charts' }, ...charts)] : []),
    ...(both.length > 0 ? [scrollBox('Differences', differenceTable(both, from, to))] : []),
    ...onlyIn(from, onlyFrom),
    ...onlyIn(to, onlyTo),
  ];
}

function onlyIn({ name }: ReportRun, chains: readonly string[]): HTMLElement[] {
  return chains.length === 0 ? [] : [paragraph(`Only in ${name}: ${chains.join(', ')}.`)];
}

function movesChart(both: readonly Difference[], speed: Speed): HTMLElement[] {
  const drawn = chartable(both.map(({ from }) => from));
  const moves = both.flatMap(({ from, to }) => {
    if (!drawn.includes(from)) return [];
    const [start] = chainPoints([from], speed);
    const [end] = chainPoints([to], speed);
    return start === undefined || end === undefined ? [] : [{ from: start, to: end }];
  });
  if (moves.length === 0) return [];
  const chart = makeChart({
    label: `Where chains moved in ratio and ${speed} speed; the table beneath has the figures`,
    draw: size => ({ svg: drawMoves(moves, speed, size, document), chains: moves.map(({ to }) => to.chain) }),
    caption: () =>
      `${count(moves.length, 'chain')}: an arrow from each one's place in the first run to its mark in the second.`,
    isPicked: () => false,
    toggle: () => {},
  });
  return [chart.element];
}

function differenceTable(both: readonly Difference[], from: ReportRun, to: ReportRun): HTMLTableElement {
  const ranked = both.toSorted((a, b) => sizeChange(a) - sizeChange(b));
  return plainTable(
    'Chains of both runs, the most shrunk first. Time: second over first, below 1 is faster; a dash where not timed alike',
    ['chain', `bytes, ${from.name}`, `bytes, ${to.name}`, 'size', 'encode time', 'decode time', 'recordings'],
    ranked.map(({ chain, bytes, encodeTime, decodeTime }) => [
      chain,
      bytes?.from.toLocaleString('en-US') ?? '–',
      bytes?.to.toLocaleString('en-US') ?? '–',
      bytes === null ? '–' : change(bytes.to / bytes.from - 1),
      fixed(encodeTime, 2),
      fixed(decodeTime, 2),
      String(bytes?.recordings ?? '–'),
    ]),
  );
}

function sizeChange({ bytes }: Difference): number {
  return bytes === null ? 1 : bytes.to / bytes.from;
}
