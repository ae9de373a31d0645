/** What `ncb verify` does. */
import { readFileSync } from 'node:fs';
import { verifyArchive } from '../../../harness/archive/verify.js';
import { decodeFile } from '../../../harness/container/decode.js';
import { openerOf } from '../../../harness/container/open.js';
import { beginsAsArchive, chunksRequest } from '../shared/archives.js';
import { loadGiven, named, readInput } from '../shared/files.js';
import { interruptible } from '../shared/interruptible.js';
import { plural } from '../shared/terminal.js';

export interface VerifyArguments {
  input: string;
  original: string | undefined;
  plugin: string[];
  profile: string[];
}

/**
 * @returns exit status
 * @throws Error in one line that names what is wrong
 */
export async function runVerify(argv: VerifyArguments): Promise<number> {
  const { input, original } = argv;
  if (!beginsAsArchive(input)) return verifyWhole(argv);
  const request = await chunksRequest(argv);
  return interruptible(async ({ signal, bar }) => {
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }) => {
      const [mb, all] = [done, total].map(count => Math.round(count / 1e6));
      bar.show({ phase: 'decoding', done: mb, total: all, unit: 'MB' });
    };
    const summary = await named(input, () => verifyArchive({ ...request, original, signal, onProgress }));
    bar.stop();
    const what = `${plural(summary.files, 'file')}, ${summary.bytes.toLocaleString('en-US')} bytes`;
    const how = original === undefined ? 'by their checksums' : `compared with ${original}`;
    console.log(`${input}: ${what} in ${plural(summary.chunks, 'chunk')}: all there, ${how}`);
    return 0;
  });
}

async function verifyWhole(argv: VerifyArguments): Promise<number> {
  const { input, original } = argv;
  const registry = await loadGiven(argv);
  const container = await readInput(input);
  const file = await named(input, () => decodeFile(container, openerOf(registry)));
  if (original !== undefined && Buffer.compare(file, readFileSync(original)) !== 0) {
    throw new Error(`${input}: decodes to something else than ${original}`);
  }
  const how = original === undefined ? 'by its checksum' : `compared with ${original}`;
  console.log(`${input}: 1 file, ${file.length.toLocaleString('en-US')} bytes: all there, ${how}`);
  return 0;
}
