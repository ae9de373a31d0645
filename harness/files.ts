/** Files that are there whole or not at all. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes beside the target and renames, so that a reader sees the old file or the new one, never a part. */
export function writeFileBeside(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, content);
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw cause;
  }
}
