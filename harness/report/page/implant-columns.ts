/** Columns of the table of what chains ask of an implant. */
import { figure } from '../format.js';
import type { ReportDemands, ReportTerms } from '../implant/model.js';
import { besideW, gradeText, nameOf, powerText, rangeText, verdictText } from '../implant/words.js';
import { demandsLook } from './demands.js';
import { breakable, element } from './element.js';
import { drawGlyph } from './glyph.js';
import type { Column } from './sorted-table.js';

type DemandColumn = Column<ReportDemands>;

export function implantColumns(rows: readonly ReportDemands[], terms: ReportTerms): DemandColumn[] {
  const isTimed = rows.some(({ encodeBlockMs }) => encodeBlockMs !== null);
  return [
    {
      title: 'chain',
      value: demands => nameOf(demands, terms),
      cell: demands => chainCell(demands, terms),
    },
    { title: 'comes back', value: gradeText, from: 'tablet' },
    { title: 'ratio', value: ({ ratio }) => ratio, text: ({ ratio }) => figure(ratio), from: 'laptop' },
    {
      title: 'Mbit/s',
      value: ({ linkBitsPerS }) => linkBitsPerS,
      text: ({ linkBitsPerS }) => figure(linkBitsPerS / 1e6),
      isBestLow: true,
    },
    {
      title: 'worst',
      value: ({ worstLinkBitsPerS }) => worstLinkBitsPerS,
      text: ({ worstLinkBitsPerS }) => figure(worstLinkBitsPerS / 1e6),
      isBestLow: true,
      from: 'tablet',
    },
    {
      title: 'ms',
      value: ({ latencyS }) => latencyS,
      text: demands =>
        `${demands.linkBitsPerS > terms.linkBitsPerS ? '> ' : ''}${figure(1000 * demands.latencyS)}`,
      isBestLow: true,
      from: 'tablet',
    },
    {
      title: 'kB',
      value: ({ totalStateBytes }) => totalStateBytes,
      text: ({ totalStateBytes }) => figure(totalStateBytes / 1000),
      isBestLow: true,
      from: 'laptop',
    },
    {
      title: 'codec, mW',
      value: ({ compute }) => compute?.ceilingW ?? null,
      text: ({ compute }) => (compute === null ? '–' : rangeText(compute)),
      isBestLow: true,
      from: 'laptop',
    },
    ...terms.radios.flatMap(({ name }, k) => radioColumns(name, k, terms)),
    {
      title: 'channels on the link',
      value: ({ channelsByLink }) => channelsByLink,
      text: ({ channelsByLink }) => figure(channelsByLink),
      from: 'desktop',
    },
    {
      title: 'pays above, pJ/bit',
      value: ({ breakEvenPj }) => breakEvenPj,
      text: ({ breakEvenPj }) => figure(breakEvenPj),
      isBestLow: true,
      from: 'desktop',
    },
    ...(isTimed ? TIMES : []),
  ];
}

const TIMES: readonly DemandColumn[] = (['encode', 'decode'] as const).map(way => {
  const ms = (demands: ReportDemands) => (way === 'encode' ? demands.encodeBlockMs : demands.decodeBlockMs);
  return {
    title: `${way} block here, ms`,
    value: ms,
    text: demands => figure(ms(demands)),
    isBestLow: true,
    from: 'desktop',
  };
});

/** What all takes by a radio, at the codec's ceiling, and what is too much then. */
function radioColumns(name: string, k: number, terms: ReportTerms): DemandColumn[] {
  return [
    {
      title: `${name}, mW`,
      value: ({ radios }) => radios[k].total?.ceilingW ?? besideW(radios[k], terms),
      text: ({ radios }) => {
        const { [k]: radio } = radios;
        return radio.total === null
          ? `${powerText(besideW(radio, terms))} +`
          : powerText(radio.total.ceilingW);
      },
      isBestLow: true,
      from: 'tablet',
    },
    {
      title: name,
      value: ({ radios }) => verdictOrder(radios[k]),
      cell: ({ radios }) =>
        element('td', { class: radios[k].fits === true ? 'whole better' : 'whole' }, verdictText(radios[k])),
      isBestLow: true,
    },
  ];
}

/** What fits first, then what may, then by how much it is too much. */
function verdictOrder({ fits, excess }: ReportDemands['radios'][number]): number {
  if (excess !== null) return 1 + excess.factor;
  return fits === true ? 0 : 1;
}

function chainCell(demands: ReportDemands, terms: ReportTerms): HTMLTableCellElement {
  const { look, class: kind } = demandsLook(demands);
  const glyph = element('span', { class: kind }, drawGlyph(look, document), ' ');
  return element('th', { scope: 'row' }, glyph, ...breakable(nameOf(demands, terms)));
}
