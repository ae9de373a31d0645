/** Streams that brainwire 0.1.8 itself wrote (Python 3.11, numpy 2.4, scipy 1.17), of numbers that tests make too. */
import { createHash } from 'node:crypto';

/** `samples` numbers of `spread` values about 0: from 1 on, each 75 times the one before, modulo 65537. */
export function noise(samples: number, spread: number): Int16Array {
  let x = 1;
  return Int16Array.from({ length: samples }, () => {
    x = (x * 75) % 65537;
    return (x % spread) - Math.floor(spread / 2);
  });
}

/** Of a stream, its bytes and the first 16 digits of their SHA-256. */
export type Fingerprint = readonly [bytes: number, digest: string];

export function fingerprintOf(stream: Uint8Array): Fingerprint {
  return [stream.length, createHash('sha256').update(stream).digest('hex').slice(0, 16)];
}
