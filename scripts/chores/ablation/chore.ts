/**
 * `npm run ablation [-- FOLDER] [--write]`: what each part of `middle-out` is worth, beside the coders with references, over
 * what its model was not trained on: second halves of the recordings in FOLDER/multichannel, and every eighth of the
 * held-out third of FOLDER/neuralink. Every sample is decoded and compared. `--write` puts the table into
 * results/README.md.
 */
import { join } from 'node:path';
import { openChain } from '../../../codecs/chain.js';
import { parseChain } from '../../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { sharedData } from '../../../codecs/shared-data.test.kit.js';
import { countChains } from '../../../harness/operations/count.js';
import { energyOf } from '../../../harness/operations/energy.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { stretchOf } from '../../../harness/train/net/train-net.js';
import { formatFixed, formatMarkdown, type TextColumn } from '../../commands/shared/terminal.js';
import { runChore } from '../shared/chore.js';
import { type GuidePart, writePart } from '../shared/guide-part.js';
import { recordingsIn } from '../shared/recordings.js';
import { heldOut } from '../shared/split.js';

const ABLATION_PART: GuidePart = { name: 'ablation', file: 'results/README.md' };
const NODE_NM = 22;
const EVERY = 8;

/** What is compared, and in words. */
const CHAINS = [
  ['levels+lpc-gaussian:references=6', 'six references, fitted, up to four samples ahead'],
  ['levels+lms-range:references=4', 'four references in the order of the file'],
  ['levels+middle-out:model=none,peers=0', 'no peers'],
  ['levels+middle-out:lag=past,model=none', 'the past of three peers'],
  ['levels+middle-out:model=none,order=file', 'peers in the same frame, leads in the order of the file'],
  ['levels+middle-out:model=none', 'leads in the order of the tree'],
  ['levels+middle-out:net=on', 'and the net'],
] as const;

interface Row {
  readonly chain: string;
  readonly words: string;
  /** Bits a sample, by set. */
  readonly bits: readonly number[];
  /** What encode takes, a sample. */
  readonly multiplications: number | null;
  readonly energyPj: readonly [floor: number, ceiling: number] | null;
}

interface RecordingSet {
  readonly name: string;
  readonly recordings: readonly Recording[];
}

async function setsIn(folder: string): Promise<RecordingSet[]> {
  const multichannel = await recordingsIn([join(folder, 'multichannel')]);
  const challenge = heldOut(await recordingsIn([join(folder, 'neuralink')]));
  return [
    ...multichannel.map(one => ({
      name: one.name,
      recordings: [stretchOf(one, Math.floor(one.frames / 2), one.frames)],
    })),
    { name: 'challenge', recordings: challenge.filter((_, k) => k % EVERY === 0) },
  ];
}

/** @throws Error if a sample does not come back */
async function bitsOf(id: string, recordings: readonly Recording[]): Promise<number> {
  const chain = parseChain(id, makeRegistry(builtInStages));
  let [bytes, samples] = [0, 0];
  for (const recording of recordings) {
    const given = await loadSamples(recording);
    const stream = await (await openChain(chain)).encode({ ...given, data: given.data.slice() });
    const decoded = await (await openChain(chain)).decode(stream);
    if (!decoded.data.every((value, i) => value === given.data[i])) {
      throw new Error(`${id}: ${recording.name} does not come back`);
    }
    bytes += stream.length;
    samples += given.data.length;
  }
  return (8 * bytes) / samples;
}

/** Of encode behind `levels`, on one set. */
async function countRows(recordings: readonly Recording[]) {
  const registry = makeRegistry(builtInStages);
  const counted = await countChains(
    CHAINS.map(([id]) => parseChain(id, registry)),
    recordings,
  );
  return counted.map(({ encode }) => {
    if (encode.status !== 'counted') return { multiplications: null, energyPj: null };
    const { operations } = encode.stages[encode.stages.length - 1];
    const { samples } = encode;
    const { floorPj, ceilingPj } = energyOf({ samples, operations }, { node: NODE_NM });
    const products = operations
      .filter(({ kind }) => kind === 'multiply')
      .reduce((sum, { count, lanes }) => sum + count * lanes, 0);
    return { multiplications: products / samples, energyPj: [floorPj, ceilingPj] as const };
  });
}

function formatRows(rows: readonly Row[], sets: readonly RecordingSet[]): string {
  const columns: TextColumn<Row>[] = [
    { title: 'chain', text: ({ chain }) => `\`${chain}\``, align: 'left' },
    { title: 'with', text: ({ words }) => words, align: 'left' },
    ...sets.map(
      ({ name }, k): TextColumn<Row> => ({
        title: name,
        text: ({ bits }) => formatFixed(bits[k], 4),
        align: 'right',
      }),
    ),
    {
      title: 'multiplications a sample',
      text: ({ multiplications }) => formatFixed(multiplications, 0),
      align: 'right',
    },
    {
      title: `pJ a sample, ${NODE_NM} nm`,
      text: ({ energyPj }) =>
        energyPj === null ? '-' : energyPj.map(value => value.toFixed(0)).join(' to '),
      align: 'right',
    },
  ];
  return formatMarkdown(rows, columns);
}

await runChore(
  'ablation',
  { options: { write: { type: 'boolean', default: false } }, mostPositionals: 1 },
  async ({ values, positionals: [folder = sharedData] }) => {
    const sets = await setsIn(folder);
    const [first] = sets.filter(({ name }) => name.startsWith('whitematter64'));
    const costs = await countRows((first ?? sets[0]).recordings);
    const rows: Row[] = [];
    for (const [k, [chain, words]] of CHAINS.entries()) {
      const bits: number[] = [];
      for (const { recordings } of sets) bits.push(await bitsOf(chain, recordings));
      rows.push({ chain, words, bits, ...costs[k] });
      console.error(`${chain}: ${bits.map(value => value.toFixed(4)).join(' ')}`);
    }
    const table = formatRows(rows, sets);
    console.log(table);
    if (values.write) writePart(ABLATION_PART, table);
    return 0;
  },
);
