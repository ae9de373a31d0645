/** Containers and stretches of archives, decoded in a process of their own: hostile ones hang, or take all memory. */
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { partBeside } from '../../../harness/common/files.js';
import type { Limits } from '../../../harness/processes/guard.js';
import type { Outcome } from '../../../harness/processes/outcome.js';
import { scratchFolder } from '../../../harness/processes/scratch.js';
import type { DecodedFacts } from '../../../harness/processes/tasks.js';
import { inputSize, nameOf, readInput, STANDARD, writeOutput } from './files.js';

/** A file that is there by its path, and how long it is; of standard input a copy. */
export async function inputAtPlace(
  input: string,
): Promise<{ readonly path: string; readonly bytes: number }> {
  if (input !== STANDARD) return { path: resolve(input), bytes: inputSize(input) };
  const content = await readInput(input);
  const path = join(mkdtempSync(join(scratchFolder(), 'input-')), 'input');
  writeFileSync(path, content);
  return { path, bytes: content.length };
}

/**
 * What a process makes of a task, which it does within limits.
 * @param run is given the limits
 * @throws Error in one line, with the name of the input, if it fails or breaks a limit; the signal's reason if it fires
 */
export async function decodedWithin(
  input: string,
  limits: Limits,
  signal: AbortSignal,
  run: (limits: Limits) => Promise<Outcome<DecodedFacts>>,
): Promise<DecodedFacts> {
  const outcome = await run({ ...limits, signal });
  signal.throwIfAborted();
  if (outcome.status === 'ok') return outcome.value;
  throw new Error(`${nameOf(input)}: ${outcome.error}`);
}

/** Has something written beside an output, and moves it there once it is whole; nothing is left if it fails. */
export async function writtenBeside<T>(output: string, write: (path: string) => Promise<T>): Promise<T> {
  const isFile = output !== STANDARD && statSync(output, { throwIfNoEntry: false })?.isFile() !== false;
  const path = isFile
    ? partBeside(resolve(output))
    : join(mkdtempSync(join(scratchFolder(), 'output-')), 'output');
  try {
    const result = await write(path);
    if (isFile) renameSync(path, output);
    else await writeOutput(output, readFileSync(path));
    return result;
  } finally {
    rmSync(path, { force: true });
  }
}
