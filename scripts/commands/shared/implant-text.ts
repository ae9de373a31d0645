/** What `ncb implant` says: what fits, then a row a chain, then what the figures are. */

import type { Deadline } from '../../../harness/implant/deadline.js';
import type { RadioDemand } from '../../../harness/implant/demands.js';
import type { ImplantAnswer, ImplantRow } from '../../../harness/implant/implant.js';
import type { Terms } from '../../../harness/implant/terms.js';
import { GRADE_CAVEAT } from '../../../harness/quality/grade.js';
import { durationS } from '../../../harness/recordings/recording.js';
import { formatCount, formatFigure, formatTable, plural, type TextColumn } from './terminal.js';

/** The whole answer as text. */
export function formatImplant(answer: ImplantAnswer): string {
  return [
    describeTerms(answer),
    describeFit(answer),
    [formatRows(answer)],
    legendOf(answer),
    ...formatDeadlines(answer),
  ]
    .map(lines => lines.join('\n'))
    .join('\n\n');
}

const UNITS = ['', 'k', 'M', 'G'];

/** Such as `89.0 Mbit/s`. */
function formatRate(bitsPerS: number): string {
  let [value, unit] = [bitsPerS, 0];
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${formatFigure(value)} ${UNITS[unit]}bit/s`;
}

function formatMs(seconds: number): string {
  return formatFigure(1000 * seconds);
}

function milliwatts(watts: number): string {
  const value = 1000 * watts;
  return value !== 0 && value < 0.001 ? '<0.001' : value < 0.1 ? value.toFixed(3) : formatFigure(value);
}

export function describeTerms({ terms, arrays }: ImplantAnswer): string[] {
  const { channels, rateHz, bits, linkBitsPerS, latencyS, powerW } = terms;
  const raw = channels * rateHz * bits;
  const measured = arrays.reduce((sum, array) => sum + array.channels, 0);
  const longest = Math.max(...arrays.map(durationS));
  return [
    `${plural(channels, 'channel')} at ${formatCount(rateHz)} Hz, ${plural(bits, 'bit')}: ${formatRate(raw)}; to fit ${formatRate(linkBitsPerS)}, ${formatMs(latencyS)} ms, ${milliwatts(powerW)} mW`,
    `measured on ${plural(measured, 'channel')}, ${formatFigure(longest)} s each at most`,
  ];
}

/** What fits first; and of what keeps samples, what is nearest. */
export function describeFit({ rows, terms }: ImplantAnswer): string[] {
  const lines = terms.radios.flatMap(({ name, joulesPerBit }, k) => {
    const fitting = rows.filter(({ demands }) => demands.radios[k].fits === true);
    const unsure = rows.filter(({ demands }) => demands.radios[k].fits === null);
    const radio = `${name} (${formatFigure(1e12 * joulesPerBit)} pJ/bit)`;
    return [
      fitting.length === 0 ? `by ${radio} nothing is sure to fit` : `by ${radio} fits: ${namesOf(fitting)}`,
      ...(unsure.length === 0 ? [] : [`  may fit, by what is known of its power: ${namesOf(unsure)}`]),
    ];
  });
  const whole = rows
    .filter(({ kind }) => kind === 'none')
    .toSorted((a, b) => a.bitsPerSample - b.bitsPerSample)[0];
  const { excess } = whole.demands.radios[0];
  return [
    ...lines,
    ...(excess === null
      ? []
      : [
          `without loss the nearest, ${nameOf(whole)}, is ${formatFigure(excess.factor)} times over the ${excess.constraint}`,
        ]),
  ];
}

function namesOf(rows: readonly ImplantRow[]): string {
  return rows.map(nameOf).join(', ');
}

function nameOf({ chain, bitsPerSample }: ImplantRow): string {
  return chain ?? `codes of ${bitsPerSample} bits`;
}

function formatRows({ rows, terms }: ImplantAnswer): string {
  return formatTable(rows, [
    { title: 'chain', text: nameOf, align: 'left', identifies: true },
    { title: 'ratio', text: ({ demands }) => formatFigure(demands.ratio), align: 'right' },
    { title: 'Mbit/s', text: ({ demands }) => formatFigure(demands.linkBitsPerS / 1e6), align: 'right' },
    {
      title: 'worst',
      text: ({ demands }) => formatFigure(demands.worstLinkBitsPerS / 1e6),
      align: 'right',
      drop: 4,
    },
    { title: 'ms', text: row => latencyOf(row, terms), align: 'right' },
    {
      title: 'kB',
      text: ({ demands }) => formatFigure(demands.totalStateBytes / 1000),
      align: 'right',
      drop: 3,
    },
    { title: 'codec mW', text: codecOf, align: 'right', drop: 5 },
    ...terms.radios.map(
      ({ name }, k): TextColumn<ImplantRow> => ({
        title: `${name} mW`,
        text: ({ demands }) => totalOf(demands.radios[k], terms),
        align: 'right',
      }),
    ),
    { title: 'grade', text: gradeOf, align: 'left', drop: 1 },
    { title: 'too much', text: ({ demands }) => describeExcess(demands.radios), align: 'left' },
  ]);
}

/** Of the first block; where the link is too slow, each waits longer than the one before. */
function latencyOf({ demands: { latency, linkBitsPerS } }: ImplantRow, terms: Terms): string {
  return `${linkBitsPerS > terms.linkBitsPerS ? '> ' : ''}${formatMs(latency.totalS)}`;
}

function codecOf({ demands: { compute } }: ImplantRow): string {
  if (compute === null) return '-';
  const [floor, ceiling] = [milliwatts(compute.floorW), milliwatts(compute.ceilingW)];
  return floor === ceiling ? floor : `${floor} to ${ceiling}`;
}

/** The ceiling; of radio and front ends, and marked, where the codec's part is not known. */
function totalOf({ total, radioW }: RadioDemand, { channels, frontEndW }: Terms): string {
  return total === null ? `${milliwatts(radioW + channels * frontEndW)} +` : milliwatts(total.ceilingW);
}

function gradeOf({ quality, kind }: ImplantRow): string {
  if (kind === 'none') return 'lossless';
  return quality?.grade ?? (kind === 'bounded' || kind === 'free' ? 'not judged' : kind);
}

/** The same of all radios but for power, so that it is said once. */
export function describeExcess(radios: readonly RadioDemand[]): string {
  const texts = radios.map(({ fits, excess }) => {
    if (excess !== null) return `${excess.constraint} ${formatFigure(excess.factor)}x`;
    return fits === true ? 'fits' : 'may fit';
  });
  const [first] = texts;
  return texts.every(text => text === first)
    ? first
    : radios.map(({ name }, k) => `${name}: ${texts[k]}`).join(', ');
}

function legendOf({ rows, terms, blockFrames }: ImplantAnswer): string[] {
  const graded = rows.some(({ quality }) => quality?.grade != null);
  return [
    `ratio: of ${terms.bits} bits; worst: Mbit/s in the worst ${formatFigure(rows.at(-1)?.worstS ?? 1)} s`,
    `ms: of a block, what it waits for, and its way over the link; chains that need`,
    `blocks get ${plural(blockFrames, 'frame')} at a time, each coded alone; > where the link lags ever more`,
    'kB: state of all channels from frame to frame, and tables',
    `mW: front ends, ${formatFigure(1e6 * terms.frontEndW)} uW a channel, codec at its ceiling, radio; +: without the codec,`,
    'of which the energy is not known',
    ...rows.flatMap(row =>
      (row.live?.measuredBefore ?? []).map(
        what => `${nameOf(row)}: ${what} is of the recording, to be measured before`,
      ),
    ),
    ...(graded ? [`grades: ${GRADE_CAVEAT}`] : []),
  ];
}

interface Timed {
  readonly row: ImplantRow;
  readonly deadline: Deadline;
}

/** How long blocks took on this machine; nothing if they were not timed. */
function formatDeadlines({ rows, terms }: ImplantAnswer): string[][] {
  const timed = rows.flatMap((row): Timed[] =>
    row.deadline === null ? [] : [{ row, deadline: row.deadline }],
  );
  if (timed.length === 0) return [];
  const [{ deadline: first }] = timed;
  const ms = (title: string, value: (deadline: Deadline) => number, drop?: number): TextColumn<Timed> => ({
    title,
    text: ({ deadline }) => formatFigure(value(deadline)),
    align: 'right',
    ...(drop !== undefined && { drop }),
  });
  const table = formatTable(timed, [
    { title: 'chain', text: ({ row }) => nameOf(row), align: 'left', identifies: true },
    { title: 'frames', text: ({ deadline }) => formatCount(deadline.blockFrames), align: 'right' },
    { title: 'lasts', text: ({ deadline }) => formatMs(deadline.blockFrames / terms.rateHz), align: 'right' },
    ms('encode', ({ encode }) => encode.median),
    ms('99.9 %', ({ encode }) => encode.p999),
    ms('worst', ({ encode }) => encode.worst, 2),
    ms('decode', ({ decode }) => decode.median),
    ms('99.9 %', ({ decode }) => decode.p999, 1),
    { title: 'keeps up', text: one => keepsUp(one, terms), align: 'left' },
  ]);
  const disturbed = timed.filter(({ deadline }) => !deadline.quiet).length;
  return [
    [
      `blocks of ${plural(first.channels, 'channel')} on one core of this machine, in ms: median, 99.9th percentile, worst`,
      table,
      ...(disturbed === 0 ? [] : [`${disturbed} of ${plural(timed.length, 'chain')} found no quiet machine`]),
    ],
  ];
}

/** Whether 999 of 1000 blocks are coded before the next one is there. */
function keepsUp({ deadline: { blockFrames, encode, decode } }: Timed, { rateHz }: Terms): string {
  const lastsMs = (1000 * blockFrames) / rateHz;
  const [there, back] = [encode.p999 <= lastsMs, decode.p999 <= lastsMs];
  if (there && back) return 'yes';
  return there ? 'encode' : back ? 'decode' : 'no';
}
