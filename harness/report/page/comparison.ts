/** Two runs: what changed, by the verdicts of `ncb compare`. */
import { changeHeadline, changesOf, percentText, rankOf, sizeChangeOf, timesText } from '../changes.js';
import { count, figure, fixed } from '../format.js';
import type { ComparedChain, ComparedTime, ReportComparison, ReportRun, Speed } from '../model.js';
import { chartable } from '../pick.js';
import { makeChart } from './chart.js';
import { breakable, element, folded, paragraph, plainTable, section } from './element.js';
import { drawMoves, type Move } from './moves.js';

export function comparisonSection(
  runs: readonly ReportRun[],
  comparisons: readonly ReportComparison[],
): HTMLElement {
  const [base, ...others] = runs;
  const content = element('div');
  const show = (index: number) =>
    content.replaceChildren(...comparison(base, others[index], comparisons[index]));
  const part = section('comparison', `What changed since ${base.name}`, content);
  if (others.length > 1) content.before(otherChoice(others, show));
  show(0);
  return part;
}

function otherChoice(others: readonly ReportRun[], show: (index: number) => void): HTMLElement {
  const select = element(
    'select',
    {},
    ...others.map((run, index) => element('option', { value: index }, run.name)),
  );
  select.addEventListener('change', () => show(Number(select.value)));
  return element('label', { class: 'choice' }, 'in ', select);
}

function comparison(from: ReportRun, to: ReportRun, compared: ReportComparison): HTMLElement[] {
  const ranked = compared.chains.toSorted(
    (a, b) => rankOf(a) - rankOf(b) || sizeChangeOf(b) - sizeChangeOf(a),
  );
  const charts = (['encode', 'decode'] as const).flatMap(speed => movesChart(ranked, to, speed));
  const changed = ranked.filter(chain => changesOf(chain).length > 0);
  const rest = ranked.filter(chain => changesOf(chain).length === 0);
  return [
    paragraph(`${to.name} against ${from.name}: ${changeHeadline(ranked)}`, 'answer'),
    ...(charts.length > 0 ? [element('div', { class: 'charts' }, ...charts)] : []),
    ...(changed.length > 0 ? [changeTable('Chains that changed, the worst first', changed, from, to)] : []),
    ...(rest.length > 0
      ? [
          folded(
            `${count(rest.length, 'chain')} without a change that can be told from noise`,
            changeTable('Chains without a change', rest, from, to),
          ),
        ]
      : []),
    ...onlyIn(from, compared.onlyInBase),
    ...onlyIn(to, compared.onlyInOther),
    ...(charts.length > 0
      ? [folded('How times were judged', ...compared.remarks.map(text => paragraph(text)))]
      : compared.remarks.map(text => paragraph(text))),
  ];
}

function onlyIn({ name }: ReportRun, chains: readonly string[]): HTMLElement[] {
  if (chains.length === 0) return [];
  const names = paragraph(chains.join(', '));
  return [folded(`Only in ${name}: ${count(chains.length, 'chain')}`, names)];
}

/** Both ends by the recordings in common: a ratio over other recordings would move without a change of the chain. */
function movesOf(ranked: readonly ComparedChain[], to: ReportRun, speed: Speed): Move[] {
  const drawn = chartable(to.chains);
  return ranked.flatMap(change => {
    const time = change[speed];
    const chain = drawn.find(({ chain, scope }) => chain === change.chain && scope === change.scope);
    if (chain === undefined || change.size === null || time === null || !isJudged(time)) return [];
    const { rawBytes, baseBytes, otherBytes } = change;
    return [
      {
        chain: change.chain,
        change,
        time,
        from: { xrt: time.baseXrt, ratio: rawBytes / baseBytes },
        to: { chain, xrt: time.otherXrt, ratio: rawBytes / otherBytes },
      },
    ];
  });
}

function isJudged({ verdict }: ComparedTime): boolean {
  return verdict !== 'withheld' && verdict !== 'untested';
}

function movesChart(ranked: readonly ComparedChain[], to: ReportRun, speed: Speed): HTMLElement[] {
  const moves = movesOf(ranked, to, speed);
  if (moves.length === 0) return [];
  const chart = makeChart({
    label: `Where chains moved in ratio and ${speed} speed; the table beneath has the figures`,
    draw: size => ({ svg: drawMoves(moves, speed, size, document), chains: moves }),
    caption: () => ({
      text: `${count(moves.length, 'chain')}: a line from each one’s place in the first run to its mark in the second, over the recordings of both; what moved by more than noise is named.`,
    }),
    describe: move => describeMove(move, speed),
  });
  return [chart.element];
}

function describeMove({ from, to, time, change }: Move, speed: Speed): string[] {
  return [
    `ratio ${fixed(from.ratio, 3)} to ${fixed(to.ratio, 3)}: ${sizeText(change)}`,
    `${speed} ${figure(from.xrt)} to ${figure(to.xrt)} × real time`,
    `${speed} time ${timeText(time)}`,
  ];
}

function changeTable(
  caption: string,
  chains: readonly ComparedChain[],
  from: ReportRun,
  to: ReportRun,
): HTMLTableElement {
  const hasTimes = chains.some(({ encode, decode }) => encode !== null || decode !== null);
  const times = hasTimes ? (['encode', 'decode'] as const) : [];
  const lossy = new Set([...to.lossy.chains, ...to.lossy.summaries].map(({ chain }) => chain));
  const nameOf = ({ chain }: ComparedChain) =>
    element('span', {}, ...breakable(chain), ...(lossy.has(chain) ? [' (lossy)'] : []));
  return plainTable(
    `${caption}. Time: ${to.name} over ${from.name}, above 1 is slower, with its 95 % interval`,
    [
      'chain',
      'size',
      ...times.map(time => `${time} time`),
      ...[from, to].map(({ name }) => ({ title: `bytes, ${name}`, from: 'tablet' as const })),
    ],
    chains.map(chain => [
      nameOf(chain),
      verdictCell([sizeText(chain)], wayOfSize(chain)),
      ...times.map(time => verdictCell(timeCell(chain[time]), wayOfTime(chain[time]))),
      bytesText(chain, chain.baseBytes),
      bytesText(chain, chain.otherBytes),
    ]),
  );
}

function verdictCell(content: readonly (Node | string)[], way: string): HTMLElement {
  return element('span', { class: way }, ...content);
}

function bytesText({ size }: ComparedChain, bytes: number): string {
  return size === null ? '–' : bytes.toLocaleString('en-US');
}

function wayOfSize({ size }: ComparedChain): string {
  return size === 'smaller' ? 'better' : size === 'larger' ? 'worse' : 'same';
}

function wayOfTime(time: ComparedTime | null): string {
  return time?.verdict === 'faster' ? 'better' : time?.verdict === 'slower' ? 'worse' : 'same';
}

/** As `−1.20 % smaller`, with what became of cells that failed. */
function sizeText(chain: ComparedChain): string {
  const { size, modelSize, newlyFailed, newlyOk } = chain;
  const change = sizeChangeOf(chain);
  const sign = change > 0 ? '+' : '−';
  return [
    size === null
      ? 'no recording ok in both'
      : size === 'same'
        ? 'same'
        : `${sign}${percentText(Math.abs(change))} ${size}`,
    ...(modelSize === 'same' ? [] : [`model ${modelSize}`]),
    ...(newlyFailed > 0 ? [`${newlyFailed} newly failed`] : []),
    ...(newlyOk > 0 ? [`${newlyOk} newly ok`] : []),
  ].join(', ');
}

/** As `×1.31 [1.25, 1.40] slower`. */
function timeText(time: ComparedTime | null): string {
  return timeParts(time).filter(Boolean).join(' ');
}

/** The same, where a phone has no interval. */
function timeCell(time: ComparedTime | null): (Node | string)[] {
  const [ratio, interval, verdict] = timeParts(time);
  return [ratio, element('span', { class: 'from-tablet' }, ` ${interval}`), ` ${verdict}`];
}

function timeParts(time: ComparedTime | null): [ratio: string, interval: string, verdict: string] {
  if (time === null) return ['–', '', ''];
  const { ratio, low, high, verdict } = time;
  if (verdict === 'withheld') return ['', '', 'not judged'];
  const interval = low === high ? '' : `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return [timesText(ratio), interval, verdict === 'untested' ? 'not judged' : verdict];
}
