/** The speeds that `npm run bench` shows: stages alone, chains, plain TypeScript twins, packages and programs. */
import { fileURLToPath } from 'node:url';
import { openChain } from '../../../codecs/chain.js';
import { parseChain } from '../../../codecs/chain-id.js';
import { UnsupportedError } from '../../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import type { Batch } from '../../../harness/processes/tasks.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { formatFigure, formatTable, plural, type TextColumn } from '../../commands/shared/terminal.js';
import { measureSpeed, type Speed, type Subject } from '../shared/speed.js';

interface Entry {
  readonly type: 'chain' | 'stage' | 'twin';
  readonly id: string;
  readonly after: readonly string[];
  /** The type as the table names it, and what a chain is made of. */
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

/** The same for recordings of several channels: those that predict channels from each other. */
const CHANNEL_CHAINS: readonly string[] = [
  'levels+gaussian-rans',
  'levels+lpc-gaussian',
  'levels+lpc-gaussian:references=4',
  'levels+lpc-gaussian:references=6',
  'levels+lms-range:references=4',
  'levels+mixed-gaussian',
];

const FLAC = 'levels+flac:level=8';
const WAVPACK = 'levels+exec:wavpack:extra=6,level=very-high';

/** What others make: packages in this process, and programs started for each call. The first that is here, of each. */
const PEERS: readonly (readonly string[])[] = [
  ['raw+zstd-native', 'raw+zstd'],
  ['raw+lz4'],
  [FLAC],
  ['exec:flac:level=8'],
  ['levels+exec:flac:exhaustive=yes,level=8'],
  ['exec:wavpack'],
  [WAVPACK],
];

const PROGRAM = 'program, process time';
const TIME_MS = 400;

/** Measures all of them, each beside a copy of the same samples, and prints a table. */
export async function benchSpeeds(recordings: readonly Recording[], timeMs = TIME_MS): Promise<void> {
  const alone = (type: 'stage' | 'twin', what: string, entries: readonly AloneAfter[]) =>
    entries.map(([id, after]): Entry => ({ type, id, after, what }));
  const isMultichannel = recordings.some(({ channels }) => channels > 1);
  const own = isMultichannel ? [...CHAINS, ...CHANNEL_CHAINS] : CHAINS;
  const chains = own.map(id => chainEntry(id, 'chain'));
  const entries = [
    ...alone('stage', 'stage', STAGES),
    ...alone('twin', 'TypeScript twin', TWINS),
    ...chains,
    ...(await peersHere()),
  ];
  const rows: Measured[] = [];
  for (const entry of entries) {
    // a twin takes seconds for each
    const batch = {
      recordings: entry.type === 'twin' ? recordings.slice(0, 1) : recordings,
      after: entry.after,
    };
    const speed = await measureSpeed(subjectOf(entry, batch), timeMs);
    const copy = await measureSpeed({ type: 'copy', ...batch }, timeMs);
    rows.push({ ...entry, ...speed, copyMbPerS: copy.encodeMbPerS });
  }
  const title = `MB/s of PCM on one core, copies in and out included, ${plural(recordings.length, 'recording')}; of a twin, the first`;
  const [flac, wavpack] = [FLAC, WAVPACK].map(peer => rows.find(({ id }) => id === peer));
  console.log(
    `${title}\n\n${formatTable(
      rows.map(row => ({ ...row, flac, wavpack })),
      COLUMNS,
    )}\n`,
  );
}

function chainEntry(id: string, what: string): Entry {
  return { type: 'chain', id, after: [], what };
}

function subjectOf({ type, id }: Entry, batch: Batch): Subject {
  if (type !== 'twin') return { type, id, ...batch };
  const twin = new URL(`../../../codecs/coders/${id}/twin/twin.js`, import.meta.url);
  return { type, id, path: fileURLToPath(twin), ...batch };
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

interface Measured extends Entry, Speed {
  readonly copyMbPerS: number;
}

/** With the peers that it is compared with, where they are on this machine. */
interface Row extends Measured {
  readonly flac: Speed | undefined;
  readonly wavpack: Speed | undefined;
}

/** @param drop in which order it goes where the terminal is narrow; 0: it stays */
function figure(title: string, of: (row: Row) => number, drop = 0): TextColumn<Row> {
  const text = (row: Row) => formatFigure(Number.isNaN(of(row)) ? null : of(row));
  return { title, text, align: 'right', ...(drop === 0 ? {} : { drop }) };
}

const COLUMNS: readonly TextColumn<Row>[] = [
  { title: 'what', text: row => row.what, align: 'left' },
  { title: 'name', text: row => row.id, align: 'left' },
  { title: 'after', text: row => row.after.join('+'), align: 'left' },
  figure('encode MB/s', row => row.encodeMbPerS),
  figure('decode MB/s', row => row.decodeMbPerS),
  figure('copy MB/s', row => row.copyMbPerS, 1),
  figure('encode/copy', row => row.encodeMbPerS / row.copyMbPerS, 2),
  figure('decode/copy', row => row.decodeMbPerS / row.copyMbPerS, 2),
  figure('encode/FLAC', row => row.encodeMbPerS / (row.flac?.encodeMbPerS ?? Number.NaN)),
  figure('decode/FLAC', row => row.decodeMbPerS / (row.flac?.decodeMbPerS ?? Number.NaN)),
  figure('encode/WavPack', row => row.encodeMbPerS / (row.wavpack?.encodeMbPerS ?? Number.NaN)),
  figure('decode/WavPack', row => row.decodeMbPerS / (row.wavpack?.decodeMbPerS ?? Number.NaN)),
];
