/** `ncb report`: a page of a run, or of several and their difference. */
import type { CommandModule } from 'yargs';
import type { PictureAxis } from '../../../harness/report/model.js';
import { HEADERLESS_OPTIONS, MACHINE_OPTION } from '../shared/options.js';
import type { ReportArguments } from './run.js';

const AXES: readonly PictureAxis[] = ['encode', 'decode', 'error', 'found', 'power'];

export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report <runs..>',
  describe: 'one HTML page of a run, or of several and what changed; it needs no network',
  builder: yargs =>
    yargs
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'folders of runs, or their cells.csv; others are compared with the first',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'the page [report.html in the folder of the first run]',
      })
      .option('recordings', {
        type: 'string',
        array: true,
        nargs: 1,
        describe:
          'paths of recordings of the first run: the hardest are drawn on a page beside the report, which links to it',
      })
      .options(HEADERLESS_OPTIONS)
      .option('machine', MACHINE_OPTION)
      .option('svg', {
        type: 'string',
        requiresArg: true,
        describe: 'also the plot of the first run, as a picture',
      })
      .option('svg-axis', {
        choices: AXES,
        requiresArg: true,
        describe:
          'what the picture has: a speed, of chains that lose samples their error in the band of spikes or strong spikes ' +
          'found, or the power of an implant [encode; error or power if nothing was timed]',
      })
      .example('$0 report results/NAME', 'results/NAME/report.html')
      .example('$0 report results/BEFORE results/AFTER --out difference.html', 'both, and what changed')
      .example('$0 report results/NAME --recordings recordings/', 'and a look at the hardest recordings')
      .example('$0 report results/NAME --svg plot.svg', 'and a picture for a README')
      .example('$0 report results/NAME --svg rd.svg --svg-axis error', 'rate and distortion'),
  handler: async argv => {
    process.exitCode = await (await import('./run.js')).runReport(argv);
  },
};
