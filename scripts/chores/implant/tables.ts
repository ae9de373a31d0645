/** What chains ask of an implant, as Markdown: a row a chain. */
import type { RadioDemand } from '../../../harness/implant/demands.js';
import type { ImplantAnswer, ImplantRow } from '../../../harness/implant/implant.js';
import { GRADE_CAVEAT } from '../../../harness/quality/grade.js';
import { describeTerms } from '../../commands/shared/implant-text.js';
import {
  formatCount,
  formatFigure,
  formatFixed,
  formatMarkdown,
  type TextColumn,
} from '../../commands/shared/terminal.js';

/** One table, under a line that says of which terms and recordings. */
export function formatDemands(answer: ImplantAnswer): string {
  return [describeTerms(answer).join('; '), '', formatMarkdown(answer.rows, columnsOf(answer))].join('\n');
}

/** What the columns are. */
export function legendOf({ terms, blockFrames }: ImplantAnswer): string {
  return (
    `ratio: of ${terms.bits} bits; worst: in the worst second; ms: block, look-ahead, wait and way over the link, > where the ` +
    `link lags ever more; chains that need blocks get ${blockFrames} frames at a time; kB: state of all channels; codec: from ` +
    'arithmetic alone to all loads and stores, an order of magnitude; with the radios: front ends, codec at its ceiling, radio; ' +
    `pays: picojoules a bit of a radio above which coding takes less power than codes as they are; grades: ${GRADE_CAVEAT}.`
  );
}

function columnsOf({ terms }: ImplantAnswer): TextColumn<ImplantRow>[] {
  const right = (title: string, text: (row: ImplantRow) => string): TextColumn<ImplantRow> => {
    return { title, text, align: 'right' };
  };
  return [
    {
      title: 'chain',
      text: ({ chain }) => (chain === null ? 'codes as they are' : `\`${chain}\``),
      align: 'left',
    },
    right('ratio', ({ demands }) => formatFigure(demands.ratio)),
    right('Mbit/s', ({ demands }) => formatFigure(demands.linkBitsPerS / 1e6)),
    right('worst', ({ demands }) => formatFigure(demands.worstLinkBitsPerS / 1e6)),
    right('ms', ({ demands }) => {
      const lags = demands.linkBitsPerS > terms.linkBitsPerS ? '> ' : '';
      return lags + formatFigure(1000 * demands.latency.totalS);
    }),
    right('kB', ({ demands }) => formatFigure(demands.totalStateBytes / 1000)),
    right('codec mW', ({ demands: { compute } }) =>
      compute === null
        ? '-'
        : `${formatFixed(1000 * compute.floorW, 2)} to ${formatFixed(1000 * compute.ceilingW, 2)}`,
    ),
    ...terms.radios.map(({ name }, k) =>
      right(`${name} mW`, ({ demands }) => formatFigure(milliwattsOf(demands.radios[k]))),
    ),
    right('pays', ({ demands }) => formatFigure(demands.breakEvenPj)),
    right('channels by link', ({ demands }) => formatCount(demands.channelsByLink)),
    ...terms.radios.map(({ name }, k) =>
      right(`by power, ${name}`, ({ demands }) => formatCount(demands.radios[k].channels)),
    ),
    {
      title: 'grade',
      text: ({ kind, quality }) => (kind === 'none' ? 'lossless' : (quality?.grade ?? '-')),
      align: 'left',
    },
    { title: 'too much', text: ({ demands }) => demands.radios.map(excessOf).join('; '), align: 'left' },
  ];
}

function milliwattsOf({ total }: RadioDemand): number | null {
  return total && 1000 * total.ceilingW;
}

function excessOf({ name, fits, excess }: RadioDemand): string {
  if (excess !== null) return `${name}: ${excess.constraint} ${formatFigure(excess.factor)}x`;
  return `${name}: ${fits === true ? 'fits' : 'may fit'}`;
}
