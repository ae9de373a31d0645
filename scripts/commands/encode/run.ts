/** What `ncb encode` does. */
import { openChain } from '../../../codecs/chain.js';
import { printChain } from '../../../codecs/chain-id.js';
import { decodeFile } from '../../../harness/container/decode.js';
import { encodeFile } from '../../../harness/container/encode.js';
import { openerOf } from '../../../harness/container/open.js';
import { parseTypedChain } from '../../../harness/grid/typed.js';
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

export interface EncodeArguments extends FileArguments {
  chain: string;
  verify: boolean;
}

/** @throws Error in one line if anything is wrong; then nothing is written */
export async function runEncode(argv: EncodeArguments): Promise<void> {
  const { input, output, force } = argv;
  checkOutput(output, force);
  const registry = await loadGiven(argv);
  const chain = parseTypedChain(argv.chain, registry);
  const id = printChain(chain);
  const file = await readInput(input);
  const { container, reason } = await named(input, async () => encodeFile(file, id, await openChain(chain)));
  if (argv.verify) {
    const decoded = await named(`${input}: not written, since ${id} fails`, () =>
      decodeFile(container, openerOf(registry)),
    );
    if (Buffer.compare(decoded, file) !== 0) throw new Error(`${input}: not written, since ${id} loses it`);
  }
  await writeOutput(output, container);
  const how = reason === '' ? id : `deflated whole, past the chain: ${reason}`;
  const ratio = (file.length / container.length).toFixed(3);
  console.error(`${nameOf(input)}: ${bytes(file)} -> ${bytes(container)} bytes, ratio ${ratio}, ${how}`);
}
