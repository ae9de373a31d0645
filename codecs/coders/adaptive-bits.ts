/**
 * An adaptive binary arithmetic coder for tables: small numbers of which nothing is known beforehand.
 *
 * Encoder and decoder have the same shape, `code(model, context, bit)`: the encoder writes the bit and returns it,
 * the decoder ignores what it is given and returns the bit it reads. A format is thus one function for both ways.
 *
 * The interval [low, high] of 32 bits is split in proportion to the probability of a 1, and its leading bytes
 * leave as soon as both ends agree on them. All arithmetic is on whole numbers below 2^53.
 */

/** For each context, the probability of a 1 in 1/65536, and how many bits it has met (up to `SLOWEST`). */
export interface BitModel {
  readonly ones: Uint16Array;
  readonly met: Uint8Array;
}

export interface BitCoder {
  readonly code: (model: BitModel, context: number, bit: number) => number;
}

export interface BitEncoder extends BitCoder {
  /** @returns all bytes; to be called once, last */
  readonly finish: () => Uint8Array;
}

export interface BitDecoder extends BitCoder {
  /** @throws Error unless the bytes end just where the encoder ended them */
  readonly finish: () => void;
}

const SLOWEST = 60;
// A context that has met n bits moves by 1/(n + 1.6) of the error: a little bolder than Krichevsky and Trofimov's
// 1/(n + 2), since most contexts of a table are one-sided.
const RATES = Uint16Array.from({ length: SLOWEST + 1 }, (_, n) => Math.floor(65536 / (n + 1.6)));
const LEAST = 64;
/** The decoder starts with four bytes, of which the encoder writes the first. */
const BYTES_AHEAD = 3;

export function makeBitModel(contexts: number): BitModel {
  return { ones: new Uint16Array(contexts).fill(32768), met: new Uint8Array(contexts) };
}

function learn({ ones, met }: BitModel, context: number, bit: number): void {
  const p = ones[context];
  const rate = RATES[met[context]];
  const next = bit === 1 ? p + (((65536 - p) * rate) >>> 16) : p - ((p * rate) >>> 16);
  ones[context] = Math.max(LEAST, Math.min(65536 - LEAST, next));
  if (met[context] < SLOWEST) met[context]++;
}

/** The last number of the interval's lower part, which stands for a 1; low <= split < high. */
function splitOf(low: number, high: number, p: number): number {
  const range = high - low;
  return low + Math.floor(range / 65536) * p + (((range & 0xffff) * p) >>> 16);
}

export function makeBitEncoder(): BitEncoder {
  const bytes: number[] = [];
  let low = 0;
  let high = 0xffffffff;
  return {
    code: (model, context, bit) => {
      const split = splitOf(low, high, model.ones[context]);
      if (bit === 1) high = split;
      else low = split + 1;
      learn(model, context, bit);
      while (low >>> 24 === high >>> 24) {
        bytes.push(low >>> 24);
        low = (low << 8) >>> 0;
        high = ((high << 8) | 0xff) >>> 0;
      }
      return bit;
    },
    // the leading bytes differ, so this one followed by zeros lies inside the interval
    finish: () => Uint8Array.from([...bytes, (low >>> 24) + 1]),
  };
}

export function makeBitDecoder(bytes: Uint8Array): BitDecoder {
  let low = 0;
  let high = 0xffffffff;
  let at = 4;
  let window = [0, 1, 2, 3].reduce((value, k) => value * 256 + (bytes[k] ?? 0), 0);
  return {
    code: (model, context) => {
      const split = splitOf(low, high, model.ones[context]);
      const bit = window <= split ? 1 : 0;
      if (bit === 1) high = split;
      else low = split + 1;
      learn(model, context, bit);
      while (low >>> 24 === high >>> 24) {
        if (at >= bytes.length + BYTES_AHEAD) throw new Error(`table ends early, at byte ${bytes.length}`);
        low = (low << 8) >>> 0;
        high = ((high << 8) | 0xff) >>> 0;
        window = ((window << 8) | (at < bytes.length ? bytes[at] : 0)) >>> 0;
        at++;
      }
      return bit;
    },
    finish: () => {
      if (at !== bytes.length + BYTES_AHEAD) {
        throw new Error(`table of ${bytes.length} bytes where ${at - BYTES_AHEAD} are used`);
      }
    },
  };
}
