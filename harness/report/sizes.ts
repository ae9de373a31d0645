/**
 * Encoded bytes of every chain on every recording, exact and small enough for a page of 50,000 of them.
 *
 *   base64 of: for each chain, for each recording: uint32 little-endian, 2^32 - 1 for a cell that failed or is not there
 *
 * A recording has at most 2^30 samples, so that no stream comes near 2^32 bytes.
 */

const NO_SIZE = 0xffffffff;
const BYTES_EACH = 4;
// of one call of String.fromCharCode; engines limit their arguments to about 65,000
const PIECE = 8192;

export function packSizes(sizes: readonly (number | null)[]): string {
  const view = new DataView(new ArrayBuffer(sizes.length * BYTES_EACH));
  for (const [index, size] of sizes.entries()) view.setUint32(index * BYTES_EACH, size ?? NO_SIZE, true);
  const bytes = new Uint8Array(view.buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(text);
}

export function unpackSizes(packed: string): (number | null)[] {
  const view = new DataView(Uint8Array.from(atob(packed), char => char.charCodeAt(0)).buffer);
  return Array.from({ length: view.byteLength / BYTES_EACH }, (_, index) => {
    const size = view.getUint32(index * BYTES_EACH, true);
    return size === NO_SIZE ? null : size;
  });
}
