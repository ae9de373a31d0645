/** Options of commands that plan a sweep: what is measured, of what, and how. */
import { PRESETS, type PresetName } from '../../../harness/grid/presets.js';
import { excerptOptions } from './excerpts.js';
import { HEADERLESS_OPTIONS, PROFILE_OPTION, RECORDINGS } from './options.js';

const GRID = 'The grid:';
/** The heading in help. */
export const MEASURING = 'Measuring:';

const NONE: string[] = [];

export const PATHS = {
  type: 'string',
  array: true,
  describe: 'recordings or folders of them; none: the built-in synthetic set',
} as const;

export const SWEEP_OPTIONS = {
  preset: {
    requiresArg: true,
    choices: Object.keys(PRESETS) as PresetName[],
    group: GRID,
    describe: 'a named grid; quick if neither axes nor chains are given',
  },
  transforms: {
    requiresArg: true,
    type: 'string',
    group: GRID,
    describe: 'first axis, such as none,delta,lpc:order=8/16',
  },
  coders: {
    requiresArg: true,
    type: 'string',
    group: GRID,
    describe: 'second axis, such as rice,huffman,rans',
  },
  compressors: {
    requiresArg: true,
    type: 'string',
    group: GRID,
    describe: 'third axis, such as none,zstd:level=1..19',
  },
  chain: {
    type: 'string',
    array: true,
    nargs: 1,
    default: NONE,
    group: GRID,
    describe: 'an exact chain, such as delta+rice; repeatable',
  },
  plugin: {
    type: 'string',
    array: true,
    nargs: 1,
    default: NONE,
    group: GRID,
    describe:
      'a module (.js, .ts or a package) whose stages take part, or a program declared in .json; repeatable',
  },
  profile: { ...PROFILE_OPTION, group: GRID },
  'size-only': {
    type: 'boolean',
    default: false,
    group: MEASURING,
    describe: 'leave the timing pass out',
  },
  rounds: {
    requiresArg: true,
    type: 'number',
    group: MEASURING,
    describe: 'process runs of each cell in the timing pass, at most',
  },
  'time-budget': {
    requiresArg: true,
    type: 'string',
    group: MEASURING,
    describe: 'what the timing pass may take, such as 60s or 10min; none: until all rounds are made',
  },
  timed: {
    requiresArg: true,
    type: 'number',
    group: MEASURING,
    describe: 'recordings that are timed, drawn by the seed',
  },
  'time-ms': {
    requiresArg: true,
    type: 'number',
    group: MEASURING,
    describe: 'milliseconds of samples a process run takes',
  },
  jobs: {
    requiresArg: true,
    type: 'number',
    group: MEASURING,
    describe: 'processes of the exact pass; all cores',
  },
  timeout: {
    requiresArg: true,
    type: 'number',
    default: 60,
    group: MEASURING,
    describe: 'seconds that a cell may take',
  },
  'memory-mb': {
    requiresArg: true,
    type: 'number',
    default: 2048,
    group: MEASURING,
    describe: 'MiB that its process may take',
  },
  seed: {
    requiresArg: true,
    type: 'number',
    default: 1,
    group: MEASURING,
    describe: 'draws samples and shuffles rounds',
  },
  scope: {
    requiresArg: true,
    choices: ['recording', 'solid', 'both'] as const,
    default: 'recording' as const,
    group: RECORDINGS,
    describe: 'a stream a recording, one of all of them, or each, to see the gain',
  },
  chunk: {
    requiresArg: true,
    type: 'string',
    default: 'none',
    group: RECORDINGS,
    describe: 'cut recordings into chunks that are coded alone, such as none,100ms,1s: each a row',
  },
  sample: {
    requiresArg: true,
    type: 'number',
    group: RECORDINGS,
    describe: 'take only this many, drawn by the seed',
  },
  ...excerptOptions('measure'),
  ...HEADERLESS_OPTIONS,
} as const;
