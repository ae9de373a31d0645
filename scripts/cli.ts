#!/usr/bin/env node
/** `ncb`: the command line. Every command's work is imported when it runs, so that help is there at once. */
import process from 'node:process';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { bestCommand } from './commands/best/command.js';
import { checkCommand } from './commands/check/command.js';
import { compareCommand } from './commands/compare/command.js';
import { dataCommand } from './commands/data/command.js';
import { decodeCommand } from './commands/decode/command.js';
import { encodeCommand } from './commands/encode/command.js';
import { evalCommand } from './commands/eval/command.js';
import { explainCommand } from './commands/explain/command.js';
import { implantCommand } from './commands/implant/command.js';
import { infoCommand } from './commands/info/command.js';
import { listCommand } from './commands/list/command.js';
import { lossyCommand } from './commands/lossy/command.js';
import { mergeCommand } from './commands/merge/command.js';
import { newCommand } from './commands/new/command.js';
import { planCommand } from './commands/plan/command.js';
import { recommendCommand } from './commands/recommend/command.js';
import { reportCommand } from './commands/report/command.js';
import { showCommand } from './commands/show/command.js';
import { statusCommand } from './commands/status/command.js';
import { submitCommand } from './commands/submit/command.js';
import { sweepCommand } from './commands/sweep/command.js';
import { topologyCommand } from './commands/topology/command.js';
import { trainCommand } from './commands/train/command.js';
import { verifyCommand } from './commands/verify/command.js';

/** The command line or an input is wrong. */
const WRONG = 2;

function fail(message: string | null, error: Error | undefined): void {
  const said = error?.message ?? message ?? 'failed';
  // what is neither a plain Error nor the parser's is a fault of ours, and where it happened matters
  const isUsage = error === undefined || error.name === 'YError';
  const unexpected = !isUsage && error.constructor !== Error;
  console.error(unexpected ? error.stack : `ncb: ${said}`);
  if (isUsage) console.error('ncb: see ncb --help, or ncb COMMAND --help');
  process.exit(WRONG);
}

// a reader such as `head` that has seen enough is no fault
process.stdout.on('error', error => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1));

await yargs(hideBin(process.argv))
  .scriptName('ncb')
  .usage('$0: which lossless codec for neural recordings?\n\nUsage: $0 COMMAND')
  .command(sweepCommand)
  .command(recommendCommand)
  .command(lossyCommand)
  .command(implantCommand)
  .command(showCommand)
  .command(bestCommand)
  .command(compareCommand)
  .command(reportCommand)
  .command(explainCommand)
  .command(infoCommand)
  .command(topologyCommand)
  .command(listCommand)
  .command(planCommand)
  .command(submitCommand)
  .command(statusCommand)
  .command(mergeCommand)
  .command(checkCommand)
  .command(newCommand)
  .command(trainCommand)
  .command(encodeCommand)
  .command(decodeCommand)
  .command(verifyCommand)
  .command(evalCommand)
  .command(dataCommand)
  .demandCommand(1, 'say what to do: sweep, recommend, compare, report …')
  .recommendCommands()
  .strict()
  .wrap(Math.min(110, process.stdout.columns ?? 110))
  .fail((message, error) => fail(message, error))
  .help()
  .alias('h', 'help')
  .version()
  .epilogue(
    'Exit status: 0 all is well, 1 some cell or recording failed, 2 the command line or an input is wrong. What is ' +
      'merely unsupported on this machine is no failure without --strict.',
  )
  .parseAsync();
