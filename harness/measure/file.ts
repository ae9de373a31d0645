/** A whole file through its container and back, inside a measuring process. */
import { readFileSync } from 'node:fs';
import { decodeFile } from '../container/decode.js';
import { encodeFile } from '../container/encode.js';
import { openerOf } from '../container/open.js';
import { loadRegistry } from '../plugins/load.js';
import type { Outcome } from '../processes/tasks.js';

/** A file and the chain that is to code it. JSON. */
export interface FileTask {
  readonly path: string;
  /** Printable id. */
  readonly chain: string;
  /** Absolute paths or package names. */
  readonly plugins: readonly string[];
}

/** Sizes of a file that came back byte for byte. */
export interface FileFacts {
  readonly originalBytes: number;
  readonly compressedBytes: number;
}

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
