/** `ncb data`: bring and make recordings. */
import type { CommandModule } from 'yargs';
import { OFFICIAL_ADDRESS } from '../../../harness/recordings/fetch/address.js';
import type { FetchArguments, SynthesizeArguments } from './run.js';

const fetchCommand: CommandModule<object, FetchArguments> = {
  command: 'fetch <set>',
  describe: 'bring the recordings of the Neuralink challenge and verify each by its checksum',
  builder: yargs =>
    yargs
      .positional('set', { choices: ['neuralink'], demandOption: true, describe: 'what to bring' })
      .option('from', {
        type: 'string',
        describe: 'address of data.zip, a zip file, or a folder of WAV files',
      })
      .option('out', { type: 'string', default: 'recordings/neuralink', describe: 'folder to write to' })
      .example('$0 data fetch neuralink --from https://example.org/data.zip', 'download, or go on with it')
      .example('$0 data fetch neuralink --from ~/Downloads/data.zip', 'unpack and verify')
      .epilogue(
        `The official address, ${OFFICIAL_ADDRESS}, has answered 404 since October 2026, so a source must be ` +
          'given. Files that are there and right are not fetched again.',
      ),
  handler: async argv => {
    process.exitCode = await (await import('./run.js')).runFetch(argv);
  },
};

const synthesizeCommand: CommandModule<object, SynthesizeArguments> = {
  command: 'synthesize <folder>',
  describe: 'write synthetic recordings as WAV files with a manifest, and when their units fire',
  builder: yargs =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'folder to write to' })
      .option('implant', {
        type: 'number',
        requiresArg: true,
        default: 4,
        describe: 'recordings of one channel, 19531 Hz, 5 s',
      })
      .option('probe', {
        type: 'number',
        requiresArg: true,
        default: 1,
        describe: 'recordings of 16 channels, 30000 Hz, 1 s; with --seconds: channels of one long probe',
      })
      .option('seconds', {
        type: 'number',
        requiresArg: true,
        describe: 'one probe of --probe channels that lasts so long, in the place of the set',
      })
      .option('bits', {
        type: 'number',
        requiresArg: true,
        default: 10,
        describe: 'of the converter of such a probe: 10 or 14',
      })
      .option('amplitude', {
        type: 'number',
        requiresArg: true,
        describe: 'of all units of the implants, in standard deviations of their background; else drawn',
      })
      .option('seed', {
        type: 'number',
        requiresArg: true,
        default: 1,
        describe: 'the same seed gives the same files',
      })
      .example('$0 data synthesize recordings/synthetic', 'the set that a sweep takes unless paths are given')
      .example('$0 data synthesize more --implant 40 --probe 4 --seed 7', 'a larger and different one')
      .example('$0 data synthesize probe --probe 384 --seconds 60', 'a probe as SpikeGLX writes it, 1.4 GB'),
  handler: async argv => {
    process.exitCode = await (await import('./run.js')).runSynthesize(argv);
  },
};

export const dataCommand: CommandModule = {
  command: 'data',
  describe: 'fetch or synthesize recordings',
  builder: yargs =>
    yargs
      .command(fetchCommand)
      .command(synthesizeCommand)
      .demandCommand(1, 'say what to do: fetch or synthesize'),
  handler: () => {},
};
