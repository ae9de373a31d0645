/** What `ncb best` does. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Choice, chooseBest, type Demand, differencesOf } from '../../../harness/run/best.js';
import { openSums, type SummedRun } from '../../../harness/run/load.js';
import { positiveNumber, wholeNumber } from '../shared/numbers.js';
import type { FormArguments } from '../shared/options.js';
import { formatChoiceCsv, formatChoiceJson } from './json-csv.js';
import { formatChoice } from './text.js';

export interface BestArguments extends FormArguments {
  runs: string[];
  machine: string | undefined;
  'min-encode-xrt': number | undefined;
  'min-decode-xrt': number | undefined;
  'min-encode-mb-per-s': number | undefined;
  'min-decode-mb-per-s': number | undefined;
  channels: number | undefined;
  'decode-channels': number | undefined;
  cores: number | undefined;
}

/**
 * Runs the command.
 * @returns the exit status: 1 if nothing keeps up
 * @throws Error in one line if the command line or an input is wrong
 */
export function runBest(argv: BestArguments): number {
  const demands = demandsOf(argv);
  const runs = argv.runs.map(path => load(path, argv.machine));
  const choice = chooseBest(runs, demands);
  if (choice.keepsUp.length + choice.tooSlow.length === 0) throw new Error(whyNone(runs, choice));
  const differences = differencesOf(runs);
  if (argv.json) console.log(formatChoiceJson(runs, demands, choice, differences));
  else if (argv.csv) process.stdout.write(formatChoiceCsv(choice));
  else console.log(formatChoice(runs, choice, differences));
  return choice.keepsUp.length > 0 ? 0 : 1;
}

// a second or more
const LONG_READ_BYTES = 10e6;

/** Reads in one step, so that a bar would not move. */
function load(path: string, machine: string | undefined): SummedRun {
  const file = [join(path, 'cells.csv'), path].find(existsSync);
  if (file !== undefined && statSync(file).size > LONG_READ_BYTES) console.error(`reading ${file}`);
  return openSums(path, machine);
}

const SPEED_OPTIONS = [
  { option: 'min-encode-xrt', direction: 'encode', unit: 'xrt' },
  { option: 'min-decode-xrt', direction: 'decode', unit: 'xrt' },
  { option: 'min-encode-mb-per-s', direction: 'encode', unit: 'mb_per_s' },
  { option: 'min-decode-mb-per-s', direction: 'decode', unit: 'mb_per_s' },
  { option: 'channels', direction: 'encode', unit: 'channels' },
  { option: 'decode-channels', direction: 'decode', unit: 'channels' },
] as const;

function demandsOf(argv: BestArguments): Demand[] {
  const cores = coresOf(argv);
  return SPEED_OPTIONS.flatMap(({ option, direction, unit }): Demand[] => {
    const given = argv[option];
    if (given === undefined) return [];
    if (unit === 'channels') return [{ direction, unit, least: wholeNumber(option, given, 1), cores }];
    return [{ direction, unit, least: positiveNumber(option, given), cores: 1 }];
  });
}

function coresOf({ cores, channels, 'decode-channels': decodeChannels }: BestArguments): number {
  if (cores === undefined) return 1;
  if (channels === undefined && decodeChannels === undefined)
    throw new Error(`--cores ${cores}: goes with --channels or --decode-channels`);
  return wholeNumber('cores', cores, 1);
}

function whyNone(runs: readonly SummedRun[], { leftOut }: Choice): string {
  const paths = runs.map(({ path }) => path).join(', ');
  if (leftOut.has('not timed'))
    return `${paths}: nothing was timed, so speeds are not known; sweep without --size-only`;
  return `${paths}: no chain came through without failing`;
}
