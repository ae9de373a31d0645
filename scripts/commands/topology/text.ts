/** A topology as text: what it says, then a row a lead in coding order. */
import { durationS, type Recording } from '../../../harness/recordings/recording.js';
import {
  type RelatedLead,
  type RelatedPeer,
  type TopologyFigures,
  WORTH_R,
} from '../../../harness/topology/describe.js';
import type { RelatedBits } from '../../../harness/topology/relate.js';
import { meaningOf, neighboursOf } from '../../../harness/topology/words.js';
import { formatFigure, formatFixed, formatTable, plural, type TextColumn } from '../shared/terminal.js';
import { wrap } from '../shared/wrap.js';

export interface RelatedRecording {
  readonly recording: Recording;
  readonly figures: TopologyFigures;
  readonly bits: RelatedBits;
}

/** Leads of which all have a row. */
const MOST_ROWS = 40;
/** Of more, so many. */
const SHOWN = 16;
/** Numbers of leads in a sentence. */
const MOST_NAMED = 12;
const LABEL_WIDTH = 20;

/** @param everyRow whether to show rows beyond what fits a screen */
export function formatTopology({ recording, figures, bits }: RelatedRecording, everyRow: boolean): string {
  const { name, startS, channels, sampleRateHz } = recording;
  const from = startS === undefined ? '' : `, from ${startS.toFixed(3)} s on`;
  const seconds = durationS({ ...recording, frames: figures.frames });
  const part = figures.frames < recording.frames ? 'the first ' : '';
  const head = `${name}: ${plural(channels, 'channel')} at ${sampleRateHz} Hz${from}, ${part}${formatFigure(seconds)} s`;
  if (channels === 1) return `${head}\nOne channel: there is nothing that it could be related to.`;
  return [wrap(head), summaryOf(figures, bits), formatLeads(figures.leads, everyRow)].join('\n\n');
}

function summaryOf(figures: TopologyFigures, bits: RelatedBits): string {
  const { channels, greatest, medianAlongTree, depth, unrelated, silent } = figures;
  const pairs = greatest.map(({ leads: [a, b], r }) => `${a}-${b} ${r.toFixed(2)}`).join(', ');
  const lines = [
    ['greatest r', pairs || 'none'],
    ['median |r| in tree', formatFixed(medianAlongTree, 3)],
    ['depth of the tree', `${depth} of at most ${channels - 1}`],
    [
      'no peer worth it',
      `${unrelated.length === 0 ? 'none' : numbersOf(unrelated, channels)} (|r| under ${WORTH_R})`,
    ],
    ...(silent.length === 0 ? [] : [['do not move', numbersOf(silent, channels)]]),
  ];
  const table = lines.map(([label, text]) => wrap(`${label.padEnd(LABEL_WIDTH)}${text}`, LABEL_WIDTH));
  return [wrap(meaningOf({ bits })), wrap(neighboursOf(figures)), '', ...table].join('\n');
}

function numbersOf(leads: readonly number[], channels: number): string {
  const named = leads.slice(0, MOST_NAMED).join(', ');
  const more = leads.length > MOST_NAMED ? ` and ${leads.length - MOST_NAMED} more` : '';
  return `${leads.length} of ${channels}: ${named}${more}`;
}

interface Row extends RelatedLead {
  readonly place: number;
}

const peerText = (peer: RelatedPeer | undefined) =>
  peer === undefined ? '' : `${peer.lead} ${peer.r.toFixed(2)}`;

const COLUMNS: readonly TextColumn<Row>[] = [
  { title: 'order', text: ({ place }) => String(place), align: 'right', drop: 1 },
  { title: 'lead', text: ({ lead }) => String(lead), align: 'right' },
  { title: 'parent', text: ({ peers }) => String(peers[0]?.lead ?? '-'), align: 'right' },
  { title: 'r', text: ({ peers }) => formatFixed(peers[0]?.r ?? null, 3), align: 'right' },
  { title: 'depth', text: ({ depth }) => String(depth), align: 'right', drop: 2 },
  {
    title: 'other peers',
    text: ({ peers }) => peers.slice(1).map(peerText).join(', '),
    align: 'left',
    drop: 3,
  },
];

function formatLeads(leads: readonly RelatedLead[], everyRow: boolean): string {
  const rows = leads.map((lead, place) => ({ ...lead, place }));
  if (everyRow || rows.length <= MOST_ROWS) return formatTable(rows, COLUMNS);
  const rest = `${rows.length - SHOWN} leads more of ${rows.length}, in coding order: --all, --csv and --json have every one.`;
  return `${formatTable(rows.slice(0, SHOWN), COLUMNS)}\n${wrap(rest)}`;
}
