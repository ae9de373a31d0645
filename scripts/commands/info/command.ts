/** `ncb info`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { excerptOptions } from '../shared/excerpts.js';
import { formOptions, HEADERLESS_OPTIONS, RECORDINGS } from '../shared/options.js';
import type { InfoArguments } from './run.js';

export const infoCommand: CommandModule<object, InfoArguments> = {
  command: 'info [paths..]',
  describe: 'look at recordings: amplitudes, grid, clipping, entropies, and the bounds that they imply',
  builder: yargs =>
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        default: [],
        describe: 'recordings or folders of them; none: the built-in synthetic set',
      })
      .options(formOptions('every figure', 'every figure, a row a recording, then (all) and (mean),'))
      .option('all', { type: 'boolean', default: false, describe: 'show every row, however many there are' })
      .option('page', {
        requiresArg: true,
        type: 'string',
        describe: 'write a page to look at: signals, amplitudes, spectra, correlations',
      })
      .option('per-channel', { type: 'boolean', default: false, describe: 'a row a channel' })
      .options(HEADERLESS_OPTIONS)
      .options(excerptOptions('look at'))
      .option('manifest', {
        requiresArg: true,
        type: 'string',
        group: RECORDINGS,
        describe: 'a CSV with columns file and sha256 to verify against',
      })
      .example('$0 info recordings/', 'all below the folder')
      .example('$0 info probe.ap.bin --page probe.html', 'and a page of it')
      .example('$0 info recordings/ --csv > info.csv', 'for a program to read')
      .example('$0 info probe.bin --channels 385 --rate 30000 --per-channel', 'headerless int16')
      .example('$0 info a.ncb', 'what an archive is of, and of a lossy copy what it lost')
      .epilogue(
        'Bits are a sample, and ratio is 16 / bits. Entropies are of order 0, tables not counted. Codes are ' +
          'samples on their grid, as the stage levels writes them. The bound by prediction holds for linear ' +
          'prediction of a stationary Gaussian signal with that spectrum; other signals may take less.',
      ),
  handler: async argv => {
    process.exitCode = await (await import('./run.js')).runInfo(argv);
  },
};
