/**
 * What it costs to start a program that does nothing, inside a measuring process: an empty folder, an empty file in,
 * `true`, an empty file out, all taken away again. That much of each call of a chain with isolation `process` is
 * none of its codec's doing.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, inTemporaryFolder, readOutput, runProgram } from '../../codecs/programs/run.js';
import type { Outcome } from '../processes/outcome.js';
import type { StartUpFacts } from '../processes/tasks.js';

const CALLS = 50;
const NOTHING = new Uint8Array(0);

/** Times an empty program. Unsupported where there is no `true`. */
export async function startUp(): Promise<Outcome<StartUpFacts>> {
  const program = findProgram('true', process.cwd());
  callEmpty(program);
  const startNs = Array.from({ length: CALLS }, () => {
    const start = performance.now();
    callEmpty(program);
    return Math.round((performance.now() - start) * 1e6);
  });
  return { status: 'ok', value: { startNs } };
}

function callEmpty(program: string): void {
  inTemporaryFolder(folder => {
    writeFileSync(join(folder, 'in'), NOTHING);
    writeFileSync(join(folder, 'out'), NOTHING);
    const call = { program, arguments: [], readsInput: false, writesOutput: false };
    runProgram({ ...call, folder, input: NOTHING, mostBytes: 1 });
    readOutput(join(folder, 'out'), program, 0);
  });
}
