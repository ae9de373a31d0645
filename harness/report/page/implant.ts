/** The part of what chains ask of an implant, as `ncb implant` found it. */
import { GRADE_CAVEAT } from '../../quality/grade.js';
import { figure } from '../format.js';
import type { ReportDemands, ReportImplant, ReportTerms } from '../implant/model.js';
import {
  besideW,
  gradeText,
  implantSummary,
  latencyText,
  nameOf,
  powerText,
  radioText,
  rangeText,
  rateText,
  verdictText,
} from '../implant/words.js';
import { makeChart } from './chart.js';
import { drawDemands, looksOf } from './demands.js';
import { element, folded, paragraph, plainTable, scrollBox, section } from './element.js';
import { drawGlyph } from './glyph.js';
import { implantColumns } from './implant-columns.js';
import { makeSortedTable } from './sorted-table.js';

export interface ImplantPart {
  /** Empty where nothing was asked of an implant. */
  readonly elements: readonly HTMLElement[];
  /** Once they stand in the page, where they have a width. */
  readonly start: () => void;
}

export function makeImplant(implant: ReportImplant | null): ImplantPart {
  if (implant === null) return { elements: [], start: () => undefined };
  const { rows, terms } = implant;
  const charts = terms.radios.map((_, radio) => chartOf(implant, radio));
  const table = makeSortedTable({
    id: 'implant-table',
    caption: captionOf(implant),
    columns: implantColumns(rows, terms),
    rows,
    sortedBy: 'Mbit/s',
    isOnTop: () => false,
  });
  return {
    elements: [
      section(
        'implant',
        'On an implant',
        paragraph(implantSummary(implant), 'prose'),
        legendOf(rows),
        element('div', { class: 'charts' }, ...charts.map(chart => chart.element)),
        table.element,
        ...failuresOf(implant),
        notesOf(implant),
      ),
    ],
    start: () => {
      table.update(rows);
      for (const chart of charts) chart.redraw();
    },
  };
}

/** What a mark of the charts stands for. */
interface Shown {
  readonly chain: string;
  readonly lines: readonly string[];
}

function chartOf(implant: ReportImplant, radio: number) {
  const { rows, terms } = implant;
  const marks = rows.map(
    (demands): Shown => ({ chain: nameOf(demands, terms), lines: linesOf(demands, radio, terms) }),
  );
  const isOpen = rows.some(({ compute }) => compute === null);
  return makeChart<Shown>({
    label: `Bits a second and channel against power by ${terms.radios[radio].name}; the table below has the same figures`,
    describe: ({ lines }) => lines,
    draw: size => ({ svg: drawDemands(implant, radio, size, document), chains: marks }),
    caption: () => ({
      text: [
        `By ${radioText(terms.radios[radio])}. A mark stands at the worst second and the codec’s ceiling, bars begin at the mean and at its floor.`,
        'Shaded: what fits the link and the power; what is late there has its time beside it.',
        ...(isOpen ? ['Hollow marks are without the codec, of whose power nothing is known.'] : []),
      ].join(' '),
    }),
  });
}

function linesOf(demands: ReportDemands, k: number, terms: ReportTerms): string[] {
  const { linkBitsPerS, worstLinkBitsPerS, worstS, latencyS, totalStateBytes, compute } = demands;
  const { [k]: radio } = demands.radios;
  const perChannel = (bits: number) => rateText(bits / terms.channels);
  return [
    `by ${terms.radios[k].name}: ${verdictText(radio)}`,
    `comes back: ${gradeText(demands)}`,
    `${perChannel(linkBitsPerS)} a channel, ${perChannel(worstLinkBitsPerS)} in the worst ${figure(worstS)} s`,
    `link ${rateText(linkBitsPerS)}, ${rateText(worstLinkBitsPerS)} in the worst`,
    radio.total === null
      ? `${powerText(besideW(radio, terms))} mW and the codec, of which nothing is known`
      : `${rangeText(radio.total)} mW`,
    `of these radio ${powerText(radio.radioW)}, front ends ${powerText(terms.channels * terms.frontEndW)}${compute === null ? '' : `, codec ${rangeText(compute)}`}`,
    `latency ${latencyText(latencyS)}`,
    `state ${figure(totalStateBytes / 1000)} kB`,
  ];
}

/** What comes back by the marks. */
function legendOf(rows: readonly ReportDemands[]): HTMLElement {
  const entries = looksOf(rows).map(({ name, look, class: kind }) =>
    element('span', { class: `sign ${kind}` }, drawGlyph(look, document), ` ${name}`),
  );
  return element('p', { class: 'legend signs' }, ...entries);
}

function captionOf({ rows, terms }: ReportImplant): string {
  const worst = Math.max(...rows.map(({ worstS }) => worstS));
  return [
    `What chains ask with all ${terms.channels.toLocaleString('en-US')} channels, a row a chain.`,
    `Ratio: of ${terms.bits} bits; worst: Mbit/s in the worst ${figure(worst)} s; ms: of a block, what it waits for and its way over the link, > where the link lags ever more; kB: state from frame to frame, and tables.`,
    `Of each radio: mW of all at the codec’s ceiling, + without the codec; then what is too much, the first of link, latency and power.`,
    ...(rows.some(({ grade }) => grade !== null) ? [`Grades: ${GRADE_CAVEAT}.`] : []),
  ].join(' ');
}

function failuresOf({ failures }: ReportImplant): HTMLElement[] {
  if (failures.length === 0) return [];
  const table = plainTable(
    'What failed',
    ['chain', 'message'],
    failures.map(({ chain, error }) => [chain, error]),
    2,
  );
  return [scrollBox('Chains that failed on an implant', table)];
}

/** The terms, and what the figures are and are not. */
function notesOf({ terms, rows }: ReportImplant): HTMLElement {
  const facts: readonly (readonly [string, string])[] = [
    ['Channels', `${terms.channels.toLocaleString('en-US')} at ${terms.rateHz.toLocaleString('en-US')} Hz`],
    ['Bits of a sample', String(terms.bits)],
    ['Link', `${rateText(terms.linkBitsPerS)}${overheadText(terms)}`],
    ['Latency', latencyText(terms.latencyS)],
    ['Power', `${powerText(terms.powerW)} mW`],
    ['Front end', `${figure(1e6 * terms.frontEndW)} µW a channel`],
    ['Process', `${terms.nodeNm} nm`],
    ['Radios', terms.radios.map(radioText).join('; ')],
    ['Blocks', `${terms.chunkFrames.toLocaleString('en-US')} frames, for chains that need blocks`],
  ];
  const notes = new Map<string, string[]>();
  for (const { chain, energyNotes } of rows) {
    for (const note of energyNotes) notes.set(note, [...(notes.get(note) ?? []), chain]);
  }
  return folded(
    'Terms and notes',
    element(
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([label, text]) => [element('dt', {}, label), element('dd', {}, text)]),
    ),
    ...NOTES.map(text => paragraph(text, 'prose')),
    ...[...notes].map(([note, chains]) => paragraph(`${chains.join(', ')}: ${note}`, 'prose')),
  );
}

function overheadText({ overhead }: ReportTerms): string {
  return overhead === 0 ? '' : `, of which headers of packets add ${figure(100 * overhead)} % to each bit`;
}

const NOTES = [
  'Live chains code samples on arrival; a second counts by what it adds to their stream. Chains that need blocks code each block alone. Recordings of one channel are put side by side, as an array.',
  'A codec’s energy is by operations that were counted, from arithmetic alone to all loads and stores at the price of a small memory: an order of magnitude, good for ranking. It does not see the clock, leakage and wires.',
];
