/** What `ncb decode` does. */
import { decodeFile } from '../../../harness/container/decode.js';
import { openerOf } from '../../../harness/container/open.js';
import {
  bytes,
  checkOutput,
  type FileArguments,
  loadGiven,
  named,
  nameOf,
  readInput,
  writeOutput,
} from '../shared/files.js';

/** @throws Error in one line if anything is wrong; then nothing is written */
export async function runDecode(argv: FileArguments): Promise<void> {
  const { input, output, force } = argv;
  checkOutput(output, force);
  const registry = await loadGiven(argv);
  const container = await readInput(input);
  const file = await named(input, () => decodeFile(container, openerOf(registry)));
  await writeOutput(output, file);
  console.error(`${nameOf(input)}: ${bytes(container)} -> ${bytes(file)} bytes`);
}
