/** An explanation as text: the answer in a sentence, then the figures behind it. */
import { accountOf, excessOf, type Reference } from '../../../harness/explain/account.js';
import { differenceOf, sideOf } from '../../../harness/explain/difference.js';
import type { ExplainedChain, ExplainedRecording } from '../../../harness/explain/explain.js';
import { differenceSentence, gains, headlineOf } from '../../../harness/explain/sentence.js';
import { piecesByChannel, piecesByTime, togetherOf } from '../../../harness/explain/stretches.js';
import { encodedBytesOf } from '../../../harness/explain/sum.js';
import { moreOf } from '../../../harness/explain/words.js';
import type { Entropies, ExplainFacts, Piece } from '../../../harness/processes/tasks.js';
import { formatCount, formatFixed, formatTable, plural, type TextColumn } from '../shared/terminal.js';
import { differenceTables } from './text-difference.js';
import { bits, stretchName, WORST, wrap } from './words.js';

/** @param other over the same recordings, at least one */
export function formatExplanation(own: ExplainedChain, other: ExplainedChain | undefined): string {
  if (other === undefined) return [wrap(headlineOf(own)), ...chainTables(own), ...notes([own])].join('\n\n');
  const difference = differenceOf(own, other);
  return [
    wrap(differenceSentence(difference, own, other)),
    [own, other].map(chain => wrap(headlineOf(chain))).join('\n'),
    ...differenceTables(difference, own, other),
    ...[own, other].map(chain => `${chain.chain}\n${stageTable(sideOf(chain).total)}`),
    ...notes([own, other]),
  ].join('\n\n');
}

function chainTables(explained: ExplainedChain): string[] {
  const { recordings } = explained;
  const { total, reference } = sideOf(explained);
  return [
    stageTable(total),
    ...partsTable(total),
    ...timeTable(recordings, reference),
    ...channelTable(recordings, reference),
    ...recordingTable(recordings, reference),
  ];
}

/** What a stage writes, and what it leaves of the samples. */
interface StageRow {
  readonly stage: string;
  readonly bytes: number | null;
  /** Null of what leaves no samples. */
  readonly leaves: Entropies | null;
}

function stageTable(total: ExplainFacts): string {
  const { samples, given, transforms, coder } = total;
  const rows: StageRow[] = [
    { stage: '(samples)', bytes: null, leaves: given },
    ...transforms.map(({ stage, sideBytes, leaves }) => ({ stage, bytes: sideBytes, leaves })),
    { stage: coder.stage, bytes: coder.bytes, leaves: null },
    ...gains(total).map(gain => ({ stage: gain.stage, bytes: -gain.bits / 8, leaves: null })),
    { stage: 'all', bytes: encodedBytesOf(total), leaves: null },
  ];
  const left = (title: string, pick: (leaves: Entropies) => number): TextColumn<StageRow> => ({
    title,
    text: ({ leaves }) => (leaves === null ? '' : bits(pick(leaves), samples)),
    align: 'right',
  });
  return formatTable(rows, [
    { title: 'stage', text: ({ stage }) => stage, align: 'left' },
    {
      title: 'bytes written',
      text: row => (row.bytes === null ? '' : formatCount(row.bytes)),
      align: 'right',
    },
    { title: 'bits', text: row => (row.bytes === null ? '' : bits(8 * row.bytes, samples)), align: 'right' },
    left('leaves: order 0', ({ order0 }) => order0),
    left('normal', ({ normal }) => normal),
    left('predicted', ({ predicted }) => predicted),
  ]);
}

function partsTable({ samples, coder }: ExplainFacts): string[] {
  if (coder.parts === null || coder.parts.length === 0) return [];
  const rows = coder.parts.toSorted((a, b) => b.bits - a.bits);
  return [
    formatTable(rows, [
      { title: `in the stream of ${coder.stage}`, text: ({ name }) => name, align: 'left' },
      { title: 'bytes', text: part => formatCount(Math.round(part.bits / 8)), align: 'right' },
      { title: 'bits', text: part => bits(part.bits, samples), align: 'right' },
      {
        title: 'share',
        text: part => `${formatFixed((12.5 * part.bits) / coder.bytes, 2)} %`,
        align: 'right',
      },
    ]),
  ];
}

const REFERENCE_TITLES: Readonly<Record<Reference, string>> = { order0: 'order 0', predicted: 'predicted' };

/** Columns of what coder and compressors spend, and of that above the reference. */
function spentColumns<Row>(pieceOf: (row: Row) => Piece, reference: Reference): TextColumn<Row>[] {
  const column = (title: string, pick: (piece: Piece) => number): TextColumn<Row> => ({
    title,
    text: row => bits(pick(pieceOf(row)), pieceOf(row).samples),
    align: 'right',
  });
  return [
    column(REFERENCE_TITLES[reference], piece => piece[reference]),
    column('spent', piece => piece.spent),
    column('above', piece => excessOf(piece, reference)),
  ];
}

function timeTable(recordings: readonly ExplainedRecording[], reference: Reference): string[] {
  const rows = piecesByTime(recordings).map((piece, t, all) => ({
    name: stretchName(recordings, t, all.length),
    piece,
  }));
  if (rows.length === 0) return [];
  return [
    formatTable(rows, [
      { title: 'time', text: ({ name }) => name, align: 'left' },
      ...spentColumns<(typeof rows)[number]>(({ piece }) => piece, reference),
    ]),
  ];
}

function channelTable(recordings: readonly ExplainedRecording[], reference: Reference): string[] {
  const channels = piecesByChannel(recordings);
  if (channels.length <= recordings.length) return [];
  const rows = channels.toSorted((a, b) => excessOf(b.piece, reference) - excessOf(a.piece, reference));
  return [
    formatTable(rows.slice(0, WORST), [
      {
        title: `channel, the worst of ${formatCount(rows.length)}`,
        text: ({ channel }) => String(channel),
        align: 'left',
      },
      ...spentColumns<(typeof rows)[number]>(({ piece }) => piece, reference),
      { title: 'recording', text: ({ recording }) => recording, align: 'left' },
    ]),
  ];
}

function recordingTable(recordings: readonly ExplainedRecording[], reference: Reference): string[] {
  if (recordings.length < 2) return [];
  const rows = recordings
    .map(({ recording, facts }) => ({
      name: recording.name,
      account: accountOf(facts, reference),
      samples: facts.samples,
    }))
    .sort((a, b) => b.account.excess - a.account.excess);
  type Row = (typeof rows)[number];
  const column = (title: string, pick: (account: Row['account']) => number): TextColumn<Row> => ({
    title,
    text: ({ account, samples }) => bits(pick(account), samples),
    align: 'right',
  });
  return [
    formatTable(rows.slice(0, WORST), [
      column(REFERENCE_TITLES[reference], ({ input }) => input),
      column('spent', ({ input, excess }) => input + excess),
      column('above', ({ excess }) => excess),
      column('side', ({ side }) => side),
      column('all', ({ all }) => all),
      {
        title: `recording, the worst of ${formatCount(rows.length)}`,
        text: ({ name }) => name,
        align: 'left',
      },
    ]),
  ];
}

const LEGEND =
  'Bits are a sample. What a stage leaves, by three references: order 0, by how often each value occurs in a channel; ' +
  'normal, by a normal distribution whose scale follows the samples; predicted, the same of what lpc:order=32 leaves. ' +
  'None is a bound, and none has its tables in it.';
const PIECES_LEGEND =
  'Spent: by coder and compressors. Over time and channels each channel is coded alone, and a stretch of time has what ' +
  'its stream grows by.';

/** `rans: channels coded together take 0.020 bits less than each alone …`; nothing where they take the same. */
function togetherNote({ chain, recordings }: ExplainedChain): string[] {
  const together = togetherOf(recordings);
  if (together === null) return [];
  const size = bits(Math.abs(together.bits), together.samples);
  if (size === bits(0, 1)) return [];
  const more = moreOf(together.bits);
  return [
    `${chain}: channels coded together take ${size} bits ${more} than each alone, as the tables have them.`,
  ];
}

function notes(chains: readonly ExplainedChain[]): string[] {
  const [{ recordings }] = chains;
  const excerpts = recordings.filter(({ recording, allFrames }) => recording.frames < allFrames);
  const cut = excerpts.map(({ recording, firstFrame, allFrames }) => {
    const last = firstFrame + recording.frames;
    return `${recording.name}: frames ${formatCount(firstFrame)} to ${formatCount(last)} of ${formatCount(allFrames)}`;
  });
  const said =
    excerpts.length === 0
      ? []
      : [`${plural(excerpts.length, 'recording')} in an excerpt: ${cut.join('; ')}.`];
  const isShared = recordings.some(({ facts }) => facts.pieces !== null);
  return [
    [...said, ...chains.flatMap(togetherNote), LEGEND, ...(isShared ? [PIECES_LEGEND] : [])]
      .map(wrap)
      .join('\n'),
  ];
}
