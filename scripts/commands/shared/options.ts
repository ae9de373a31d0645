/** Options that several commands have. */
import { DEFAULT_CHAIN, defaultChainFor } from '../../../harness/container/default-chain.js';

/** The heading in help. */
export const RECORDINGS = 'Recordings:';

export const HEADERLESS_OPTIONS = {
  channels: {
    type: 'string',
    array: true,
    nargs: 1,
    group: RECORDINGS,
    describe: "of headerless int16 files: 385, or '*.ap.bin=385' of those that match; repeatable",
  },
  rate: {
    requiresArg: true,
    type: 'number',
    group: RECORDINGS,
    describe: 'of headerless int16 files, in Hz',
  },
  'all-channels': {
    type: 'boolean',
    group: RECORDINGS,
    describe: 'also those that are no electrodes: sync, digital, auxiliary inputs',
  },
} as const;

/** What is printed for a program to read, instead of text. */
export interface FormArguments {
  // undefined unless given: by a default they would always be in conflict
  json: boolean | undefined;
  csv: boolean | undefined;
}

/**
 * Forms for programs, one at a time. JSON calls a figure as the CSV does.
 * @param json what of it is JSON; followed by `as JSON`
 * @param csv what a row is; followed by `as CSV`
 */
export function formOptions(json: string, csv: string) {
  return {
    json: { type: 'boolean', conflicts: 'csv', describe: `${json} as JSON` },
    csv: { type: 'boolean', conflicts: 'json', describe: `${csv} as CSV` },
  } as const;
}

const NONE: string[] = [];

/** Wherever chains are opened. */
export const PROFILE_OPTION = {
  type: 'string',
  array: true,
  nargs: 1,
  default: NONE,
  describe:
    'a file of ncb train, a converter profile for profile=ITS-NAME or a model for middle-out:model=ITS-NAME, or of ncb topology, for middle-out:topology=ITS-NAME; repeatable',
} as const;

/** Of commands that read runs which several kinds of machine have timed. */
export const MACHINE_OPTION = {
  type: 'string',
  requiresArg: true,
  describe: 'of a run that was timed on several kinds of machine: whose times; that with most unless given',
} as const;

/** Of commands that have a run's folder. */
export const PARQUET_OPTION = {
  type: 'boolean',
  default: false,
  describe: 'write a Parquet file beside each CSV of the run too',
} as const;

/** Of commands whose exit status tells of chains that failed. */
export const STRICT_OPTION = {
  type: 'boolean',
  default: false,
  describe: 'exit status 1 also if all that failed is unsupported on this machine',
} as const;

/** Of commands that code whole files. */
export const CHAIN_OPTIONS = {
  chain: {
    type: 'string',
    requiresArg: true,
    describe: `codes the samples [${DEFAULT_CHAIN}; in archives of several channels ${defaultChainFor(2)}]`,
  },
  plugin: {
    type: 'string',
    array: true,
    nargs: 1,
    default: NONE,
    describe: 'a module whose stages the chain needs; repeatable',
  },
  profile: PROFILE_OPTION,
} as const;

/** What a chunk may take, or a file in one piece. */
export const LIMIT_OPTIONS = {
  timeout: {
    type: 'number',
    requiresArg: true,
    default: 600,
    describe: 'seconds that a file, or a chunk of an archive, may take',
  },
  'memory-mb': {
    type: 'number',
    requiresArg: true,
    default: 4096,
    describe: 'MiB that a process may take',
  },
} as const;

/** Of commands that decode what encode wrote, which may come from anywhere. */
export const READ_OPTIONS = {
  plugin: CHAIN_OPTIONS.plugin,
  profile: PROFILE_OPTION,
  'run-programs': {
    type: 'boolean',
    default: false,
    describe: 'start the program of a chain with exec:, and give it what the file holds',
  },
  ...LIMIT_OPTIONS,
} as const;

/** yargs makes an empty word of a lone dash that stands in a position. */
export function keepDash(path: string): string {
  return path === '' && process.argv.includes('-') ? '-' : path;
}
