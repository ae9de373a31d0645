/** Tables of what one chain takes more than another: by stage, by recording, over time. */
import type { Difference, RecordingDifference } from '../../../harness/explain/difference.js';
import type { ExplainedChain, ExplainedRecording } from '../../../harness/explain/explain.js';
import { piecesByChannel, piecesByTime, withPieces } from '../../../harness/explain/stretches.js';
import { encodedBytesOf, inputOf, sideBytesOf } from '../../../harness/explain/sum.js';
import type { ExplainFacts } from '../../../harness/processes/tasks.js';
import { formatCount, formatTable, type TextColumn } from '../shared/terminal.js';
import { bits, stretchName, WORST } from './words.js';

export function differenceTables(
  difference: Difference,
  own: ExplainedChain,
  other: ExplainedChain,
): string[] {
  const [ownPieces, otherPieces] = withPieces(own, other);
  return [
    stageTable(difference),
    ...recordingTable(difference.recordings),
    ...timeTable(ownPieces, otherPieces),
    ...channelTable(ownPieces, otherPieces),
  ];
}

/** Bits of both chains over the same samples. */
interface Pair {
  readonly name: string;
  readonly samples: number;
  readonly own: number;
  readonly other: number;
}

const NUMBERS: readonly TextColumn<Pair>[] = [
  { title: 'bits', text: ({ own, samples }) => bits(own, samples), align: 'right' },
  { title: 'against', text: ({ other, samples }) => bits(other, samples), align: 'right' },
  { title: 'difference', text: ({ own, other, samples }) => bits(own - other, samples), align: 'right' },
];

const BYTES: TextColumn<Pair> = {
  title: 'bytes',
  text: ({ own, other }) => formatCount((own - other) / 8),
  align: 'right',
};

function stageTable({ own, other }: Difference): string {
  const row = (name: string, pick: (facts: ExplainFacts) => number): Pair => ({
    name,
    samples: own.total.samples,
    own: pick(own.total),
    other: pick(other.total),
  });
  const coderBits = ({ coder }: ExplainFacts) => 8 * coder.bytes;
  const withoutCompressors = (facts: ExplainFacts) => 8 * (sideBytesOf(facts) + facts.coder.bytes);
  const hasCompressors = [own, other].some(({ total }) => total.compressors.length > 0);
  const rows = [
    row('coder', coderBits),
    row('  its input, order 0', facts => inputOf(facts).order0),
    row('  its input, predicted', facts => inputOf(facts).predicted),
    row('side information', facts => 8 * sideBytesOf(facts)),
    ...(hasCompressors
      ? [row('compressors', facts => 8 * encodedBytesOf(facts) - withoutCompressors(facts))]
      : []),
    row('all', facts => 8 * encodedBytesOf(facts)),
  ];
  return formatTable(rows, [{ title: 'where', text: ({ name }) => name, align: 'left' }, ...NUMBERS]);
}

function recordingTable(recordings: readonly RecordingDifference[]): string[] {
  if (recordings.length < 2) return [];
  const rows = recordings
    .map(({ name, samples, ownBytes, otherBytes }) => ({
      name,
      samples,
      own: 8 * ownBytes,
      other: 8 * otherBytes,
    }))
    .sort(byDifference);
  const title = `recording, the most different of ${formatCount(rows.length)}`;
  return [
    formatTable(rows.slice(0, WORST), [
      ...NUMBERS,
      BYTES,
      { title, text: ({ name }) => name, align: 'left' },
    ]),
  ];
}

function byDifference(a: Pair, b: Pair): number {
  return Math.abs(b.own - b.other) - Math.abs(a.own - a.other);
}

type Recordings = readonly ExplainedRecording[];

function timeTable(own: Recordings, other: Recordings): string[] {
  const others = piecesByTime(other);
  const rows = piecesByTime(own).map(({ samples, spent }, t, all) => ({
    name: stretchName(own, t, all.length),
    samples,
    own: spent,
    other: others[t].spent,
  }));
  if (rows.length === 0) return [];
  return [
    formatTable(rows, [{ title: 'spent, over time', text: ({ name }) => name, align: 'left' }, ...NUMBERS]),
  ];
}

function channelTable(own: Recordings, other: Recordings): string[] {
  const [channels, others] = [own, other].map(piecesByChannel);
  if (channels.length <= own.length) return [];
  const rows = channels
    .map(({ recording, channel, piece }, k) => ({
      name: `${channel} of ${recording}`,
      samples: piece.samples,
      own: piece.spent,
      other: others[k].piece.spent,
    }))
    .filter(row => row.own !== row.other)
    .sort(byDifference);
  if (rows.length === 0) return [];
  const title = `channel, the most different of ${formatCount(channels.length)}`;
  return [
    formatTable(rows.slice(0, WORST), [...NUMBERS, { title, text: ({ name }) => name, align: 'left' }]),
  ];
}
