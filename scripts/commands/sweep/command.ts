/** `ncb sweep`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { PRESETS, type PresetName } from '../../../harness/grid/presets.js';
import { excerptOptions } from '../shared/excerpts.js';
import {
  formOptions,
  HEADERLESS_OPTIONS,
  PARQUET_OPTION,
  PROFILE_OPTION,
  RECORDINGS,
  STRICT_OPTION,
} from '../shared/options.js';
import type { SweepArguments } from './run.js';

const GRID = 'The grid:';
const MEASURING = 'Measuring:';

export const sweepCommand: CommandModule<object, SweepArguments> = {
  command: 'sweep [paths..]',
  describe: 'measure every combination of stages over recordings',
  builder: yargs =>
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        describe: 'recordings or folders of them; none: the built-in synthetic set',
      })
      .option('preset', {
        requiresArg: true,
        choices: Object.keys(PRESETS) as PresetName[],
        group: GRID,
        describe: 'a named grid; quick if neither axes nor chains are given',
      })
      .option('transforms', {
        requiresArg: true,
        type: 'string',
        group: GRID,
        describe: 'first axis, such as none,delta,lpc:order=8/16',
      })
      .option('coders', {
        requiresArg: true,
        type: 'string',
        group: GRID,
        describe: 'second axis, such as rice,huffman,rans',
      })
      .option('compressors', {
        requiresArg: true,
        type: 'string',
        group: GRID,
        describe: 'third axis, such as none,zstd:level=1..19',
      })
      .option('chain', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        group: GRID,
        describe: 'an exact chain, such as delta+rice; repeatable',
      })
      .option('plugin', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        group: GRID,
        describe:
          'a module (.js, .ts or a package) whose stages take part, or a program declared in .json; repeatable',
      })
      .option('profile', { ...PROFILE_OPTION, group: GRID })
      .option('out', {
        requiresArg: true,
        type: 'string',
        group: MEASURING,
        describe: 'folder of the run; continued if it is there',
      })
      .option('size-only', {
        type: 'boolean',
        default: false,
        group: MEASURING,
        describe: 'leave the timing pass out',
      })
      .option('rounds', {
        requiresArg: true,
        type: 'number',
        group: MEASURING,
        describe: 'process runs of each cell in the timing pass, at most',
      })
      .option('time-budget', {
        requiresArg: true,
        type: 'string',
        group: MEASURING,
        describe: 'what the timing pass may take, such as 60s or 10min; none: until all rounds are made',
      })
      .option('timed', {
        requiresArg: true,
        type: 'number',
        group: MEASURING,
        describe: 'recordings that are timed, drawn by the seed',
      })
      .option('time-ms', {
        requiresArg: true,
        type: 'number',
        group: MEASURING,
        describe: 'milliseconds of samples a process run takes',
      })
      .option('jobs', {
        requiresArg: true,
        type: 'number',
        group: MEASURING,
        describe: 'processes of the exact pass; all cores',
      })
      .option('timeout', {
        requiresArg: true,
        type: 'number',
        default: 60,
        group: MEASURING,
        describe: 'seconds that a cell may take',
      })
      .option('memory-mb', {
        requiresArg: true,
        type: 'number',
        default: 2048,
        group: MEASURING,
        describe: 'MiB that its process may take',
      })
      .option('seed', {
        requiresArg: true,
        type: 'number',
        default: 1,
        group: MEASURING,
        describe: 'draws samples and shuffles rounds',
      })
      .option('parquet', { ...PARQUET_OPTION, group: MEASURING })
      .option('strict', { ...STRICT_OPTION, group: MEASURING })
      .option('scope', {
        requiresArg: true,
        choices: ['recording', 'solid', 'both'] as const,
        default: 'recording' as const,
        group: RECORDINGS,
        describe: 'a stream a recording, one of all of them, or each, to see the gain',
      })
      .option('chunk', {
        requiresArg: true,
        type: 'string',
        default: 'none',
        group: RECORDINGS,
        describe: 'cut recordings into chunks that are coded alone, such as none,100ms,1s: each a row',
      })
      .option('sample', {
        requiresArg: true,
        type: 'number',
        group: RECORDINGS,
        describe: 'take only this many, drawn by the seed',
      })
      .options(excerptOptions('measure'))
      .options(HEADERLESS_OPTIONS)
      .options(formOptions('settings, totals and failures', 'a row a chain, as in totals.csv,'))
      .example('$0 sweep', 'the quick grid over the built-in synthetic recordings')
      .example('$0 sweep recordings/ --preset full --sample 20', 'a large grid over 20 of your recordings')
      .example(
        '$0 sweep a.wav --transforms none,delta,lpc:order=8/16/32 --coders rice,rans',
        'a grid of your own',
      )
      .example(
        '$0 sweep a.wav --coders shuffle --compressors zstd:level=1..19 --size-only',
        'every level, sizes only',
      )
      .example(
        "$0 sweep probe.bin --channels 384 --rate 30000 --chain 'levels+lpc+rans'",
        'one chain, headerless file',
      )
      .example('$0 sweep --plugin ./my-codec.ts', 'your codec among the built-in ones'),
  handler: async argv => {
    const { runSweepCommand } = await import('./run.js');
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(await runSweepCommand(argv));
  },
};
