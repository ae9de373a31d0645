/** `ncb submit`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import type { SubmitArguments } from './run.js';

const SLURM = 'Slurm:';
const KUBERNETES = 'Kubernetes:';
const NONE: string[] = [];

export const submitCommand: CommandModule<object, SubmitArguments> = {
  command: 'submit <run>',
  describe: 'hand the shares of a plan to Slurm, Kubernetes or GNU parallel',
  builder: yargs =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run with a plan' })
      .option('engine', {
        requiresArg: true,
        choices: ['slurm', 'kubernetes', 'parallel'] as const,
        demandOption: true,
        describe: 'what starts the shares',
      })
      .option('shards', {
        requiresArg: true,
        type: 'number',
        describe: 'into how many the plan is dealt; a minute of work each, within what the engine takes',
      })
      .option('jobs', {
        requiresArg: true,
        type: 'number',
        default: 1,
        describe: 'processes of a share, and processors that it asks for',
      })
      .option('mem-mb', {
        requiresArg: true,
        type: 'number',
        describe: 'MiB that a share asks for; what its processes may take, and 512',
      })
      .option('time-limit', {
        requiresArg: true,
        type: 'string',
        describe: 'what a share may take, such as 2h; three times what the plan says, and 10 min',
      })
      .option('data', {
        requiresArg: true,
        type: 'string',
        describe: 'where the folder of ncb plan --data lies on the machines',
      })
      .option('engine-option', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NONE,
        describe:
          'handed to sbatch, kubectl apply or parallel, such as --engine-option=--account=lab; repeatable',
      })
      .option('dry-run', { type: 'boolean', default: false, describe: 'write the files, and start nothing' })
      .option('follow', { type: 'boolean', default: false, describe: 'wait until all shares are done' })
      .option('timing-node', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NONE,
        describe:
          'a node to be timed, all of it: a name in Slurm, a label KEY=VALUE in Kubernetes; repeatable',
      })
      .option('timing-constraint', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NONE,
        group: SLURM,
        describe: 'a feature of nodes, one of which is timed; repeatable',
      })
      .option('timing-partition', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NONE,
        group: SLURM,
        describe: 'a partition, a node of which is timed; repeatable',
      })
      .option('image', {
        requiresArg: true,
        type: 'string',
        group: KUBERNETES,
        describe: 'an image in which ncb is a program',
      })
      .option('claim', {
        requiresArg: true,
        type: 'string',
        group: KUBERNETES,
        describe: 'the claim of a volume that holds the run and the recordings',
      })
      .option('mount', {
        requiresArg: true,
        type: 'string',
        group: KUBERNETES,
        describe:
          'the folder of this machine that the volume is, mounted at the same path [what RUN lies in]',
      })
      .option('parallelism', {
        requiresArg: true,
        type: 'number',
        describe: 'shares at a time, of Kubernetes (50) and GNU parallel (all processors)',
      })
      .example('$0 submit RUN --engine slurm', 'an array, a timing pass and the merge')
      .example(
        '$0 submit RUN --engine slurm --timing-constraint rome --timing-constraint milan',
        'two kinds of node, each timed by itself',
      )
      .example('$0 submit RUN --engine slurm --dry-run', 'the scripts, in RUN/submit')
      .example('$0 submit RUN --engine kubernetes --image lab/ncb --claim data', 'an Indexed Job')
      .epilogue('Given again, it submits what is missing and not waiting or running.'),
  handler: async argv => {
    const { runSubmit } = await import('./run.js');
    process.exitCode = await runSubmit(argv);
  },
};
