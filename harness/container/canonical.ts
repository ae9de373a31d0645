/** The head that nearly every WAV file has: RIFF, a format chunk of 16 bytes, and the data chunk's head. */

export const CANONICAL_BYTES = 44;

/** `RIFF????WAVEfmt ` and `data`, the sizes left out. */
const RIFF = 0x46464952;
const WAVE = 0x45564157;
const FORMAT = 0x20746d66;
const DATA = 0x61746164;

/** The head of an int16 WAV file that holds these samples and nothing else. */
export function canonicalHead(channels: number, frames: number, sampleRateHz: number): Uint8Array {
  const head = new DataView(new ArrayBuffer(CANONICAL_BYTES));
  const frameBytes = channels * 2;
  const dataBytes = frames * frameBytes;
  const words = [RIFF, dataBytes + CANONICAL_BYTES - 8, WAVE, FORMAT, 16, 1 | (channels << 16), sampleRateHz];
  for (const [k, word] of words.entries()) head.setUint32(4 * k, word, true);
  head.setUint32(28, sampleRateHz * frameBytes, true);
  head.setUint32(32, frameBytes | (16 << 16), true);
  head.setUint32(36, DATA, true);
  head.setUint32(40, dataBytes, true);
  return new Uint8Array(head.buffer);
}

/** The rate that a head states at its usual place. */
export function statedRateHz(head: Uint8Array): number {
  return new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(24, true);
}
