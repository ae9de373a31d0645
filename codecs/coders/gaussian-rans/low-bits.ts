/** Low bits of codes, as they are: least significant first, one behind the other, each byte filled from its low end. */

/** @returns codes >> lowBits */
export function withoutLowBits(codes: Int16Array, lowBits: number): Int16Array {
  const high = new Int16Array(codes.length);
  for (let i = 0; i < codes.length; i++) high[i] = codes[i] >> lowBits;
  return high;
}

/** Bytes of the low bits of so many codes. */
export function bytesOfLowBits(count: number, lowBits: number): number {
  return Math.ceil((count * lowBits) / 8);
}

/** The low bits of codes, packed; the last byte is filled up with zeros. */
export function packLowBits(codes: Int16Array, lowBits: number): Uint8Array {
  const bytes = new Uint8Array(bytesOfLowBits(codes.length, lowBits));
  if (lowBits === 0) return bytes;
  const mask = 2 ** lowBits - 1;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < codes.length; i++) {
    held |= (codes[i] & mask) << bits;
    for (bits += lowBits; bits >= 8; bits -= 8) {
      bytes[at++] = held;
      held >>>= 8;
    }
  }
  if (bits > 0) bytes[at] = held;
  return bytes;
}

/** Puts low bits below codes that lack them. */
export function joinLowBits(codes: Int16Array, lowBits: number, bytes: Uint8Array): void {
  if (lowBits === 0) return;
  const mask = 2 ** lowBits - 1;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < codes.length; i++) {
    for (; bits < lowBits; bits += 8) held |= bytes[at++] << bits;
    codes[i] = (codes[i] << lowBits) | (held & mask);
    held >>>= lowBits;
    bits -= lowBits;
  }
}
