/** `ncb implant`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { USUAL_BLOCK_FRAMES, USUAL_LOOK } from '../../../harness/implant/terms.js';
import { formOptions, PROFILE_OPTION, STRICT_OPTION } from '../shared/options.js';
import type { ImplantArguments } from './run.js';

const NONE: string[] = [];
const TERMS = 'The implant:';

const term = (initial: string, describe: string) =>
  ({ type: 'string', requiresArg: true, group: TERMS, default: initial, describe }) as const;

export const implantCommand: CommandModule<object, ImplantArguments> = {
  command: 'implant [of..]',
  describe: 'say whether chains fit an implant: its link, its latency, its power',
  builder: yargs =>
    yargs
      .positional('of', {
        type: 'string',
        array: true,
        default: NONE,
        describe: 'chains, and recordings or folders of them, in any order; a usual list, and synthetic ones',
      })
      .options({
        channels: {
          type: 'number',
          requiresArg: true,
          group: TERMS,
          default: 1024,
          describe: 'electrodes',
        },
        rate: {
          type: 'number',
          requiresArg: true,
          group: TERMS,
          default: 19_531,
          describe: 'samples a second',
        },
        bits: {
          type: 'number',
          requiresArg: true,
          group: TERMS,
          default: 10,
          describe: 'of a sample as converted',
        },
        link: term('1M', 'bits a second that the radio takes'),
        latency: term('1ms', 'from a sample to the last bit that it is decoded from'),
        power: term('10mW', 'for front end, codec and radio'),
        frontend: term('5.2uW', 'amplifier and converter, for each channel'),
        node: {
          type: 'number',
          requiresArg: true,
          group: TERMS,
          default: 22,
          describe: 'of the silicon, in nm',
        },
        radio: term('uwb=6p,ble=10n', 'radios, by joules a bit'),
        overhead: {
          type: 'number',
          requiresArg: true,
          group: TERMS,
          default: 0,
          describe: 'percent that headers of packets add to each bit',
        },
        chunk: term(
          `${USUAL_BLOCK_FRAMES}frames`,
          'what chains that need blocks are given at a time: frames, or a time such as 1ms',
        ),
      })
      .option('seconds', {
        type: 'number',
        requiresArg: true,
        default: USUAL_LOOK.seconds as number,
        describe: 'looked at of each recording, its middle',
      })
      .option('sample', {
        type: 'number',
        requiresArg: true,
        default: USUAL_LOOK.recordings as number,
        describe: 'recordings that are looked at, drawn by the seed',
      })
      .option('deadline', {
        type: 'boolean',
        default: false,
        describe: 'also time blocks of --chunk frames of all channels on this machine',
      })
      .option('chain', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NONE,
        describe: 'a chain beside those named, or beside the usual ones; repeatable',
      })
      .option('plugin', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NONE,
        describe: 'a module or declared program whose stages the chains need; repeatable',
      })
      .option('profile', PROFILE_OPTION)
      .option('jobs', {
        requiresArg: true,
        type: 'number',
        describe: 'chains that are measured side by side; all cores',
      })
      .option('timeout', {
        requiresArg: true,
        type: 'number',
        default: 120,
        describe: 'seconds that a chain may take for all channels at hand',
      })
      .option('memory-mb', {
        requiresArg: true,
        type: 'number',
        default: 2048,
        describe: 'MiB that a process may take',
      })
      .option('out', {
        requiresArg: true,
        type: 'string',
        describe:
          'folder, of a run or a new one, for implant.json, which ncb report makes a part of its page',
      })
      .option('svg', {
        requiresArg: true,
        type: 'string',
        describe: 'also a picture: bits a second against power, a panel a radio',
      })
      .option('seed', { requiresArg: true, type: 'number', default: 1, describe: 'draws the recordings' })
      .option('strict', STRICT_OPTION)
      .options(formOptions('all of it', 'a row a chain'))
      .example('$0 implant recordings/', 'what 1 Mbit/s, 1 ms and 10 mW buy for 1024 channels')
      .example('$0 implant levels+lms-range:block=16 a.wav', 'one chain')
      .example('$0 implant probe/ --channels 384 --rate 30000 --link 20M --power 30mW', 'a probe')
      .example('$0 implant recordings/ --radio lora=1u --link 50k', 'another radio')
      .example('$0 implant recordings/ --out results/NAME', 'a part of the page of ncb report results/NAME')
      .epilogue(
        'Ratios are of the bits as converted (--bits). Energy is by operations that were counted, an order of magnitude ' +
          'and good for ranking; it does not see the clock, leakage and wires. Recordings of one channel are put side by side; ' +
          'headerless files need a sidecar that says their channels and rate. Exit status 1: a chain failed, or nothing fits.',
      ),
  handler: async argv => {
    const { runImplant } = await import('./run.js');
    process.exit(await runImplant(argv));
  },
};
