/** A whole file through its container and back, inside a measuring process. */
import { readFileSync } from 'node:fs';
import { decodeFile } from '../container/decode.js';
import { encodeFile } from '../container/encode.js';
import { openerOf } from '../container/open.js';
import { loadRegistry } from '../plugins/load.js';
import type { Outcome } from '../processes/outcome.js';
import type { FileFacts, FileTask } from '../processes/tasks.js';

/** Encodes a file, decodes it in a fresh instance and compares every byte. */
export async function fileRoundTrip({ path, chain, plugins }: FileTask): Promise<Outcome<FileFacts>> {
  const open = openerOf(await loadRegistry(plugins));
  const original = readFileSync(path);
  const { container } = await encodeFile(original, chain, await open(chain));
  const decoded = await decodeFile(container, open);
  if (original.equals(decoded)) {
    return { status: 'ok', value: { originalBytes: original.length, compressedBytes: container.length } };
  }
  return { status: 'mismatch', error: 'the decoded file is another' };
}
