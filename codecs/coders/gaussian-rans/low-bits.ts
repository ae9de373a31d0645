/** Low binary digits of codes, as they are: least significant first, one behind the other, from low bits up. */

/** @returns codes >> digits */
export function withoutLowDigits(codes: Int16Array, digits: number): Int16Array {
  return codes.map(code => code >> digits);
}

/** Bytes of the low digits of so many codes. */
export function lowDigitsBytes(count: number, digits: number): number {
  return Math.ceil((count * digits) / 8);
}

export function packLowDigits(codes: Int16Array, digits: number): Uint8Array {
  const bytes = new Uint8Array(lowDigitsBytes(codes.length, digits));
  if (digits === 0) return bytes;
  const mask = 2 ** digits - 1;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < codes.length; i++) {
    held |= (codes[i] & mask) << bits;
    for (bits += digits; bits >= 8; bits -= 8) {
      bytes[at++] = held;
      held >>>= 8;
    }
  }
  if (bits > 0) bytes[at] = held;
  return bytes;
}

/** Puts low digits below codes that lack them. */
export function joinLowDigits(codes: Int16Array, digits: number, bytes: Uint8Array): void {
  if (digits === 0) return;
  const mask = 2 ** digits - 1;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < codes.length; i++) {
    for (; bits < digits; bits += 8) held |= bytes[at++] << bits;
    codes[i] = (codes[i] << digits) | (held & mask);
    held >>>= digits;
    bits -= digits;
  }
}
