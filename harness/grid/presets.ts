/** Named grids. */
import type { Stage } from '../../codecs/codec.js';
import type { Grid, NamedChain } from './grid.js';
import { PRIOR_ART } from './prior-art.js';

export interface Preset {
  /** Coders that leave little to a compressor, alone. */
  readonly alone: Grid;
  /** Coders that only rearrange, before each compressor. */
  readonly compressed: Grid;
  /** Chains beside the grids. */
  readonly chains: readonly string[];
  /** Chains under the names that other systems gave them. */
  readonly named: readonly NamedChain[];
  /** Process runs of the timing pass. With fewer than 10, `compare` cannot tell much once it allows for many rows. */
  readonly rounds: number;
  /** Seconds that the timing pass may take, however many rounds that reaches; null: until all are made. */
  readonly timeBudgetS: number | null;
  /** Recordings that are timed. */
  readonly timed: number;
  /** Milliseconds of samples a process run takes of encode, and of decode. */
  readonly timeMs: number;
}

const ONLY_RAW: Grid = { transforms: 'none', coders: 'raw', compressors: 'none' };

/** What to choose among: the best of ours at every speed, then what everybody has, with and without the 10-bit codes. */
const REFERENCE_CHAINS: readonly string[] = [
  'levels+mixed-gaussian:profile=neuralink',
  'levels+lpc-gaussian:profile=neuralink',
  'levels+lms-range:profile=neuralink',
  'levels+gaussian-rans:profile=neuralink',
  'levels+lpc-gaussian',
  'levels+gaussian-rans',
  'levels+lpc:order=32+rans',
  'levels+lpc+rans',
  'levels+lpc+rice',
  'levels+delta+arithmetic:order=1',
  'levels+delta+rans',
  'levels+delta+huffman',
  'levels+delta+rice',
  'levels+flac:level=8',
  'levels+raw+bzip2',
  'levels+raw+xz',
  'levels+raw+zstd:level=19',
  'delta+rans',
  'delta+huffman',
  'delta+rice',
  'rans',
  'huffman',
  'flac:level=8',
  'raw+bzip2',
  'raw+xz',
  'raw+brotli:quality=9',
  'raw+zstd:level=1',
  'raw+zstd',
  'raw+zstd:level=19',
  'raw+gzip-native',
  'raw+lz4',
];

/** The coders of normal distributions, with the profile of the challenge's converter or with none, and their other modes. */
const NORMAL_CHAINS: readonly string[] = [
  ...['gaussian-rans', 'lms-range', 'lpc-gaussian', 'mixed-gaussian'].flatMap(coder => [
    `levels+${coder}`,
    `levels+${coder}:profile=neuralink`,
  ]),
  'levels+lms-range:block=200',
  'levels+lms-range:block=20',
  'levels+lms-range:references=4',
  'levels+lpc-gaussian:references=6',
  'levels+mixed-gaussian:references=0',
];

/** Our own coders at their best, each after what suits it; the best ones of all first. */
const BEST_CHAINS: readonly string[] = [
  'levels+mixed-gaussian:profile=neuralink',
  'levels+lpc-gaussian:profile=neuralink',
  'levels+lms-range:profile=neuralink',
  'levels+lms-range:block=200,profile=neuralink',
  'levels+lms-range:block=20,profile=neuralink',
  'levels+gaussian-rans:profile=neuralink',
  'levels+mixed-gaussian',
  'levels+lpc-gaussian',
  'levels+lms-range',
  'levels+gaussian-rans',
  'levels+lpc:order=32+arithmetic',
  'levels+lpc:order=32+rans',
  'levels+lpc+rans',
  'levels+lpc:order=8+rans',
  'levels+lpc+huffman',
  'levels+lpc+rice',
  'levels+delta+arithmetic:order=1',
  'levels+delta+arithmetic',
  'levels+delta+rans',
  'levels+delta+huffman',
  'levels+delta+rice',
  'levels+delta+bitpack',
  'levels+arithmetic:order=1',
  'levels+rans',
  'levels+huffman',
  'delta+rans',
  'delta+huffman',
  'delta+rice',
  'rans',
  'huffman',
];

/** What is kept of spikes, from their waveforms to their rates. */
const SPIKE_CHAINS: readonly string[] = [
  'levels+spikes',
  'levels+spikes:error=2',
  'events:templates=3',
  'events',
  'counts:ms=25',
  'counts:ms=50',
  'power:ms=50',
  'power:bits=4,ms=50',
];

/** From a loss that hardly shows to one that leaves the strongest spikes. */
const STEPS = [3, 5, 7, 9, 13, 17, 21, 25, 33];

/** What `lift` takes from the finest details, from the others and from the averages, in bits. */
const SHIFTS = [
  [2, 1, 1],
  [3, 2, 1],
  [4, 3, 2],
  [5, 4, 3],
];

/**
 * The curve of what a coarser step costs and saves: the best live, fast and balanced coder, each lossless first; then the
 * transform coder, the band of spikes alone, the wavelet of an implant, and what others do, at comparable rates.
 */
const LOSSY_CHAINS: readonly string[] = [
  'levels+lms-range',
  ...STEPS.map(step => `levels+lms-range:error=${(step - 1) / 2}`),
  ...['gaussian-rans', 'lpc-gaussian'].flatMap(coder => [
    `levels+${coder}`,
    ...STEPS.map(step => `levels+quantize:step=${step}+${coder}`),
  ]),
  ...STEPS.map(step => `levels+mdct:step=${step}`),
  ...[3, 5, 9, 17].flatMap(step => [
    `levels+mdct:shape=flat,step=${step}`,
    `levels+band+quantize:step=${step}+lpc-gaussian`,
  ]),
  ...SHIFTS.map(
    ([finest, details, averages]) =>
      `levels+lift:averages=${averages},details=${details},finest=${finest}+arithmetic:order=1`,
  ),
  ...[225, 300, 400].map(bps => `exec:wavpack-hybrid:bps=${bps}`),
  ...[16, 24, 32, 48].map(kbps => `exec:opus:kbps=${kbps}`),
  ...[32, 48, 64].map(kbps => `exec:mp3:kbps=${kbps}`),
  'brainwire-n',
  ...SPIKE_CHAINS,
];

/**
 * The ways of US 12,369,863 B2: delta and Rice without loss; a 5/3 wavelet, rounded, and rANS; spikes in bins, with a few
 * categories of how many, and spike-band power, in bins of 10 to 40 ms.
 */
const PATENT_CHAINS: readonly string[] = [
  'levels+delta+rice',
  ...SHIFTS.map(
    ([finest, details, averages]) =>
      `levels+lift:averages=${averages},details=${details},finest=${finest}+rans`,
  ),
  ...[10, 20, 30, 40].flatMap(ms => [`counts:ms=${ms}`, `counts:most=3,ms=${ms}`, `power:ms=${ms}`]),
];

export const PRESETS = {
  quick: {
    alone: {
      transforms: 'none,delta,levels+delta,levels+lpc',
      coders: 'raw,rice,huffman,rans',
      compressors: 'none',
    },
    compressed: { transforms: 'none,levels', coders: 'raw', compressors: 'lz4,zstd,bzip2,xz' },
    chains: ['levels+gaussian-rans', 'levels+lms-range', 'levels+lpc-gaussian', 'levels+mixed-gaussian'],
    named: [],
    rounds: 10,
    timeBudgetS: 60,
    timed: 1,
    timeMs: 40,
  },
  full: {
    alone: {
      transforms: 'none,delta:*,lpc:*,levels,levels+delta:*,levels+lpc:*',
      coders: 'raw,bitpack,rice,huffman,rans',
      compressors: 'none',
    },
    compressed: {
      transforms: 'none,delta,levels,levels+delta',
      coders: 'raw,shuffle,bitshuffle',
      compressors: 'gzip,gzip-native,brotli:quality=5,zstd:level=1/3/9/19,lz4,snappy,bzip2,xz:preset=6/9',
    },
    chains: NORMAL_CHAINS,
    named: [],
    rounds: 10,
    timeBudgetS: 600,
    timed: 1,
    timeMs: 40,
  },
  'prior-art': {
    alone: ONLY_RAW,
    compressed: ONLY_RAW,
    chains: [],
    named: PRIOR_ART,
    rounds: 2,
    timeBudgetS: null,
    timed: 1,
    timeMs: 40,
  },
  reference: {
    alone: ONLY_RAW,
    compressed: ONLY_RAW,
    chains: REFERENCE_CHAINS,
    named: [],
    rounds: 10,
    timeBudgetS: null,
    timed: 2,
    timeMs: 40,
  },
  best: {
    alone: ONLY_RAW,
    compressed: ONLY_RAW,
    chains: BEST_CHAINS,
    named: [],
    rounds: 10,
    timeBudgetS: 120,
    timed: 1,
    timeMs: 40,
  },
  lossy: {
    alone: ONLY_RAW,
    compressed: ONLY_RAW,
    chains: LOSSY_CHAINS,
    named: [],
    rounds: 10,
    timeBudgetS: 120,
    timed: 1,
    timeMs: 40,
  },
  'neuralink-patent': {
    alone: ONLY_RAW,
    compressed: ONLY_RAW,
    chains: PATENT_CHAINS,
    named: [],
    rounds: 10,
    timeBudgetS: 60,
    timed: 1,
    timeMs: 40,
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

/** The grids of a preset, with the stages of plugins at their swept values on the axis of their kind. */
export function presetGrids(name: PresetName, plugged: readonly Stage[]): Grid[] {
  const { alone, compressed } = PRESETS[name];
  const added = (kind: Stage['kind']) =>
    plugged
      .filter(stage => stage.kind === kind)
      .map(stage => `,${stage.name}:*`)
      .join('');
  return [
    {
      transforms: alone.transforms + added('transform'),
      coders: alone.coders + added('coder'),
      compressors: alone.compressors,
    },
    {
      transforms: compressed.transforms + added('transform'),
      coders: compressed.coders,
      compressors: compressed.compressors + added('compressor'),
    },
  ];
}
