/** The speeds that `npm run bench` prints: stages alone, chains, plain TypeScript twins, packages and programs. */
import { openChain } from '../../../codecs/chain.js';
import { parseChain } from '../../../codecs/chain-id.js';
import { UnsupportedError } from '../../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { formatFigure, formatTable, plural, type TextColumn } from '../../commands/shared/terminal.js';
import { measureSpeed, type Speed, type Subject } from '../shared/speed.js';

interface Entry {
  readonly subject: Subject;
  readonly after: readonly string[];
  /** What is timed: it distinguishes the rows of the table. */
  readonly what: string;
}

type AloneAfter = readonly [stage: string, after: readonly string[]];

/** Stages of ours, each after the transforms that it usually has before it. */
const STAGES: readonly AloneAfter[] = [
  ['raw', []],
  ['levels', []],
  ['delta', ['levels']],
  ['delta:order=2', ['levels']],
  ['lpc:order=16', ['levels']],
  ['lpc:order=32', ['levels']],
  ['iwt', ['levels']],
  ['shuffle', ['levels', 'delta']],
  ['bitshuffle', ['levels', 'delta']],
  ['bitpack', ['levels', 'delta']],
  ['rice', ['levels', 'delta']],
  ['huffman', ['levels', 'delta']],
  ['rans', ['levels', 'delta']],
  ['arithmetic', ['levels', 'delta']],
  ['arithmetic:order=1', ['levels', 'delta']],
  ['rice', ['delta']],
  ['huffman', ['delta']],
  ['rans', ['delta']],
  ['gaussian-rans', ['levels']],
  ['gaussian-rans:profile=neuralink', ['levels']],
  ['lpc-gaussian', ['levels']],
  ['lpc-gaussian:profile=neuralink', ['levels']],
  ['lms-range', ['levels']],
  ['lms-range:profile=neuralink', ['levels']],
  ['mixed-gaussian', ['levels']],
  ['mixed-gaussian:profile=neuralink', ['levels']],
];

/** Coders of ours that have a twin, codecs/coders/NAME/twin/twin.ts; each also stands above, after the same. */
const TWINS: readonly AloneAfter[] = [
  ['gaussian-rans', ['levels']],
  ['lpc-gaussian', ['levels']],
  ['lms-range', ['levels']],
  ['mixed-gaussian', ['levels']],
];

const CHAINS: readonly string[] = [
  'levels+delta+rice',
  'levels+delta+rans',
  'levels+lpc+rans',
  'levels+lpc:order=32+rans',
  'levels+lpc+arithmetic',
  'levels+gaussian-rans:profile=neuralink',
  'levels+lpc-gaussian:profile=neuralink',
  'levels+lms-range:profile=neuralink',
  'levels+mixed-gaussian:profile=neuralink',
];

/** What others make: packages in this process, and programs started for each call. The first that is here, of each. */
const PEERS: readonly (readonly string[])[] = [
  ['raw+zstd-native', 'raw+zstd'],
  ['raw+lz4'],
  ['levels+flac:level=8'],
  ['exec:flac:level=8'],
  ['levels+exec:flac:exhaustive=yes,level=8'],
  ['exec:wavpack'],
  ['levels+exec:wavpack:extra=6,level=very-high'],
];

const PROGRAM = 'program, process time';
const TIME_MS = 400;

/** Measures all of them, and prints the table. */
export async function benchSpeeds(recordings: readonly Recording[], timeMs = TIME_MS): Promise<void> {
  const alone = (type: 'stage' | 'twin', what: string, entries: readonly AloneAfter[]) =>
    entries.map(([id, after]): Entry => ({ subject: { type, id }, after, what }));
  const chains = CHAINS.map(id => chainEntry(id, 'chain'));
  const entries = [
    ...alone('stage', 'stage', STAGES),
    ...alone('twin', 'TypeScript twin', TWINS),
    ...chains,
    ...(await peersHere()),
  ];
  const rows: Row[] = [];
  for (const entry of entries) {
    const { subject, after } = entry;
    // a twin takes seconds for each
    const given = subject.type === 'twin' ? recordings.slice(0, 1) : recordings;
    rows.push({ ...entry, ...(await measureSpeed({ subject, after, recordings: given, timeMs })) });
  }
  const title = `MB/s of PCM on one core, copies in and out included, ${plural(recordings.length, 'recording')}; of a twin, the first`;
  console.log(`${title}\n\n${formatTable(rows, COLUMNS)}\n`);
}

function chainEntry(id: string, what: string): Entry {
  return { subject: { type: 'chain', id }, after: [], what };
}

async function peersHere(): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const choices of PEERS) {
    const id = await firstHere(choices);
    if (id === undefined) console.log(`left out, not on this machine: ${choices.join(', ')}\n`);
    else entries.push(chainEntry(id, id.includes('exec:') ? PROGRAM : 'package'));
  }
  return entries;
}

async function firstHere(chains: readonly string[]): Promise<string | undefined> {
  const registry = makeRegistry(builtInStages);
  for (const id of chains) {
    try {
      await openChain(parseChain(id, registry));
      return id;
    } catch (thrown) {
      if (!(thrown instanceof UnsupportedError)) throw thrown;
    }
  }
  return undefined;
}

type Row = Entry & Speed;

function figure(title: string, of: (row: Row) => number): TextColumn<Row> {
  return { title, text: row => formatFigure(Number.isNaN(of(row)) ? null : of(row)), align: 'right' };
}

const COLUMNS: readonly TextColumn<Row>[] = [
  { title: 'what', text: row => row.what, align: 'left' },
  { title: 'name', text: row => row.subject.id, align: 'left' },
  { title: 'after', text: row => row.after.join('+'), align: 'left' },
  figure('encode MB/s', row => row.encodeMbPerS),
  figure('decode MB/s', row => row.decodeMbPerS),
  figure('copy MB/s', row => row.copyMbPerS),
  figure('encode/copy', row => row.encodeMbPerS / row.copyMbPerS),
  figure('decode/copy', row => row.decodeMbPerS / row.copyMbPerS),
];
