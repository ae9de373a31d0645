/**
 * Which stages can be counted, and what beside their kernels is not. Counted is what WebAssembly executes; a stage that
 * goes over samples in JavaScript, or by a package or program, is not counted at all.
 *
 * A new stage has a line here: for each direction the list of what its JavaScript does beside the kernel, or, as a
 * text, why it cannot be counted.
 */
import { type Chain, type Configured, printStage, stagesOf } from '../../codecs/chain-id.js';
import type { ParameterValues } from '../../codecs/codec.js';
import { ownValue } from '../../codecs/own-value.js';

export type Direction = 'encode' | 'decode';

/** What is not counted of one direction of a stage; or, as one text, why nothing is. */
type Uncounted = readonly string[] | string;

interface StageCoverage {
  /** A function where it hangs on the values of parameters. */
  readonly encode: Uncounted | ((values: ParameterValues) => Uncounted);
  readonly decode: Uncounted;
}

const both = (uncounted: Uncounted): StageCoverage => ({ encode: uncounted, decode: uncounted });

const IN_JAVASCRIPT = 'goes over samples in JavaScript, which is not counted';
const PREDICTORS =
  'solving of the equations for predictors, and the choice among models, in JavaScript, once a block (their sums are counted)';
const TABLES = 'the tables of codes, made of counts in JavaScript, once a block of the stream';
const READ_TABLES = 'reading of the tables of codes in JavaScript, once a block of the stream';

const RANGES = 'whether what a decoder draws keeps to the range of each channel, in JavaScript, for files';

/** Found forwards, as an implant can: by a kernel. The band of both ways is made in JavaScript. */
function spikeTrains(...uncounted: readonly string[]): StageCoverage {
  const encode = ({ filter }: ParameterValues) =>
    filter === 'both-ways' ? 'filters both ways in JavaScript, which is not counted' : [...uncounted, RANGES];
  return { encode, decode: IN_JAVASCRIPT };
}

const COVERAGE: Readonly<Record<string, StageCoverage>> = {
  none: both([]),
  delta: both([]),
  iwt: both([]),
  lpc: {
    encode: ['solving of the equations for predictors in JavaScript, once a block (their sums are counted)'],
    decode: [],
  },
  levels: {
    encode: ['the choice of each channel’s grid in JavaScript, by the values that occur, once a channel'],
    decode: ['the tables of values that are no straight line, in JavaScript, once a channel'],
  },
  unique: both(IN_JAVASCRIPT),
  quantize: both([]),
  lift: both([]),
  band: both(IN_JAVASCRIPT),
  raw: both(['samples are copied, and nothing else is done']),
  shuffle: both([]),
  bitshuffle: both([]),
  bitpack: both([]),
  'run-length': both(IN_JAVASCRIPT),
  rice: both([]),
  huffman: { encode: [TABLES], decode: [READ_TABLES] },
  rans: { encode: [TABLES], decode: [READ_TABLES] },
  arithmetic: both([]),
  'gaussian-rans': {
    encode: [
      'solving of the equations for predictors and the choice of deviations in JavaScript, once a segment (their sums are counted)',
      'low bits, of channels so loud that these are split off, in JavaScript',
    ],
    decode: ['low bits, of channels so loud that these are split off, in JavaScript'],
  },
  'lpc-gaussian': { encode: [PREDICTORS], decode: [] },
  'mixed-gaussian': {
    encode: [
      PREDICTORS,
      'mean, least and greatest of samples and the mean size of residuals, in JavaScript: some five additions and comparisons a sample, of one channel or without references',
    ],
    decode: [],
  },
  'lms-range': {
    encode: ['with error=N the least and the greatest sample, in JavaScript: two comparisons a sample'],
    decode: [],
  },
  'middle-out': {
    encode: [
      'the tree that leads are put in order by, and its bytes, in JavaScript, once a recording (correlations are counted)',
    ],
    decode: ['the topology in the stream, in JavaScript, once a recording'],
  },
  mdct: both([]),
  brainwire: both(IN_JAVASCRIPT),
  'brainwire-n': both(IN_JAVASCRIPT),
  spikes: spikeTrains(
    'solving of the equations for five weights in JavaScript, once a stream (their sums are counted)',
  ),
  'live-spikes': spikeTrains(
    'coding of spikes and of samples that are kept, in JavaScript, by spikes and blocks',
  ),
  events: spikeTrains('with templates, what tells spikes apart, in JavaScript, by spikes'),
  counts: spikeTrains(),
  power: spikeTrains('levels of bins, of their sums, in JavaScript, by bins'),
  'huffman-bytes': {
    encode: [TABLES, 'whether all bytes of a block are the same, in JavaScript'],
    decode: [READ_TABLES],
  },
  'lz4-block': both([]),
};

const PLUGIN = 'what it does in JavaScript: by its own account no work on samples';

/** What counts leave out of a stage in one direction, or why there are none. */
export type Coverage =
  | { readonly isCounted: true; readonly uncounted: readonly string[] }
  | { readonly isCounted: false; readonly reason: string };

function coverageOf(configured: Configured, direction: Direction): Coverage {
  const uncounted = uncountedOf(configured, direction);
  return typeof uncounted === 'string'
    ? { isCounted: false, reason: uncounted }
    : { isCounted: true, uncounted };
}

function uncountedOf({ stage, values }: Configured, direction: Direction): Uncounted {
  const { isolation, wasm, packages } = stage;
  if (isolation === 'process') return 'is a program of its own';
  if (wasm !== undefined) return [PLUGIN];
  const own = ownValue(COVERAGE, stage.name);
  if (own !== undefined) {
    const uncounted = own[direction];
    return typeof uncounted === 'function' ? uncounted(values) : uncounted;
  }
  if (packages.length > 0) return `is the package ${packages.join(', ')}`;
  return 'does its work in JavaScript, or in WebAssembly that its definition does not name (wasm)';
}

/** What counts of a chain leave out, each with the stage's id before it; or why there are none, if any stage has none. */
export function coverageOfChain(chain: Chain, direction: Direction): Coverage {
  const all = stagesOf(chain).map(configured => ({
    stage: printStage(configured),
    coverage: coverageOf(configured, direction),
  }));
  const uncounted: string[] = [];
  for (const { stage, coverage } of all) {
    if (!coverage.isCounted) return { isCounted: false, reason: `${stage}: ${coverage.reason}` };
    uncounted.push(...coverage.uncounted.map(text => `${stage}: ${text}`));
  }
  return { isCounted: true, uncounted };
}

/** Names of the stages that have a line in the table. */
export const stagesWithCoverage: readonly string[] = Object.keys(COVERAGE);
