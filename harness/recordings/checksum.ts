/** Checksums of files, read as a stream. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * SHA-256 of a file as `sha256sum` prints it.
 * @param onBytes called with the size of each piece read
 * @throws Error if the file cannot be read
 */
export async function hashFile(path: string, onBytes?: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(piece);
    onBytes?.(piece.length);
  }
  return hash.digest('hex');
}

export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What tells streams of cells apart in a log: half of a checksum. */
export function digestOfStream(stream: Uint8Array): string {
  return hashBytes(stream).slice(0, 32);
}

/** Of several checksums: that of them all, one a line, as `sha256sum` would print it. */
export function checksumOfAll(sums: readonly string[]): string {
  const hash = createHash('sha256');
  for (const sum of sums) hash.update(`${sum}\n`);
  return hash.digest('hex');
}
