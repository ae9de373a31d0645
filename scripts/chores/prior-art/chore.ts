/**
 * `npm run prior-art -- FOLDER [--out RUN] [--timed] [--write]`: sweeps the preset prior-art over the recordings (or
 * goes on where that run stopped) and prints published figures beside ours, as Markdown.
 * `npm run prior-art -- --run RUN [FOLDER] [--write]` reads a run that is there; with its recordings, it reckons what
 * n1-codec's Huffman modes make of them too. `--write` puts the tables into results/prior-art.md between their marks. `--timed`
 * has the timing pass too.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { MTSCOMP } from '../../../harness/grid/prior-art.js';
import { findRecordings } from '../../../harness/recordings/find.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import type { TotalRow } from '../../../harness/run/columns.js';
import { readResults } from '../../../harness/run/results.js';
import { formatCount } from '../../commands/shared/terminal.js';
import { runChore } from '../shared/chore.js';
import { CLI } from '../shared/cli.js';
import { type GuidePart, writePart } from '../shared/guide-part.js';
import { type N1HuffmanSize, n1Differences, n1HuffmanSize } from './n1-huffman.js';
import { NOT_RUN } from './not-run.js';
import { formatPriorArt, type NoteOf, onN1Basis } from './table.js';

const PRIOR_ART_PART: GuidePart = { name: 'prior-art', file: 'results/prior-art.md' };
const SOME_FAILED = 1;

/** Bytes that Blosc puts around the one block of a short recording, beyond the length that lz4-block has. */
const BLOSC_FRAME_BYTES = 16 + 4 + 4 - 4;

/** Why Blosc's LZ4 does better here, and by how much if it is that of 64 bits. */
function bloscNote(own: readonly TotalRow[], lz4: string): string {
  const reason = "numcodecs' LZ4 is built for 32 bits and hashes 4 bytes, not 5: it finds more matches";
  const row = own.find(({ alias }) => alias === lz4);
  if (row === undefined || row.failed > 0) return reason;
  const { bytes, ratio } = onN1Basis({
    ...row,
    encoded_bytes: row.encoded_bytes + BLOSC_FRAME_BYTES * row.ok,
  });
  return `${reason}; with that of 64 bits (\`${row.chain}\` in Blosc's frame) ${formatCount(bytes)}, ${ratio.toFixed(3)}`;
}

interface N1Huffman {
  readonly huff: N1HuffmanSize;
  readonly delta_huff: N1HuffmanSize;
}

/** What n1-codec's own code makes of the recordings. */
async function n1Huffman(paths: readonly string[]): Promise<N1Huffman> {
  const { recordings } = await findRecordings(paths);
  let sizes: N1Huffman = { huff: NOTHING, delta_huff: NOTHING };
  for (const recording of recordings) {
    const { data } = await loadSamples(recording);
    sizes = {
      huff: added(sizes.huff, n1HuffmanSize(data)),
      delta_huff: added(sizes.delta_huff, n1HuffmanSize(n1Differences(data))),
    };
  }
  return sizes;
}

/** Chains that stand for what is not run. */
const NEAREST = [...new Set(NOT_RUN.map(({ nearest }) => nearest))].filter(chain => chain !== '');

const NOTHING: N1HuffmanSize = { payloadBytes: 0, tableBytes: 0 };

function added(a: N1HuffmanSize, b: N1HuffmanSize): N1HuffmanSize {
  return { payloadBytes: a.payloadBytes + b.payloadBytes, tableBytes: a.tableBytes + b.tableBytes };
}

function huffmanNote({ payloadBytes, tableBytes }: N1HuffmanSize): string {
  const [codes, table, both] = [payloadBytes, tableBytes, payloadBytes + tableBytes].map(formatCount);
  return `n1-codec's own on these files: ${codes} + ${table} of JSON table = ${both}; ours codes its table in bits`;
}

async function notesOn(own: readonly TotalRow[], paths: readonly string[]): Promise<NoteOf> {
  const sizes = paths.length === 0 ? undefined : await n1Huffman(paths);
  const notes: Readonly<Record<string, string>> = {
    blosc_lz4: bloscNote(own, 'lz4_1'),
    delta_blosc_lz4: bloscNote(own, 'delta_lz4_1'),
    ...(sizes && { huff: huffmanNote(sizes.huff), delta_huff: huffmanNote(sizes.delta_huff) }),
  };
  return mode => notes[mode];
}

/**
 * The preset, and mtscomp once more in chunks of a second.
 * @throws Error if a sweep could not be made; a cell that failed stands in its row
 */
function sweep(paths: readonly string[], out: string, timed: boolean): void {
  const given = [...paths, '--out', out, ...(timed ? [] : ['--size-only'])];
  for (const what of [
    ['--preset', 'prior-art', ...NEAREST.flatMap(chain => ['--chain', chain])],
    ['--chain', MTSCOMP.chain, '--chunk', '1s'],
  ]) {
    const args = ['sweep', ...given, ...what];
    const { status } = spawnSync(process.execPath, [CLI, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0 && status !== SOME_FAILED) throw new Error('the sweep was not made');
  }
}

const OPTIONS = {
  run: { type: 'string' },
  out: { type: 'string', default: join('results', 'prior-art') },
  timed: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
} as const;

await runChore(
  'prior-art',
  { options: OPTIONS, mostPositionals: Number.POSITIVE_INFINITY },
  async ({ values, positionals }) => {
    if (values.run === undefined) {
      if (positionals.length === 0)
        throw new Error('want a folder of recordings, or --run and that of a run');
      sweep(positionals, values.out, values.timed);
    }
    const run = values.run ?? values.out;
    const { own } = readResults(run);
    if (own === undefined) throw new Error(`${run}: not a run of ncb`);
    const table = formatPriorArt(own, await notesOn(own, positionals));
    console.log(table);
    if (values.write) writePart(PRIOR_ART_PART, table);
    return 0;
  },
);
