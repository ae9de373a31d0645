/** What stands in a browser for the parts of Node that the codecs call: files that were read before, and SHA-256. */

/** By their names without a path, in base64; the chore puts them there. */
declare global {
  var ncbFiles: Readonly<Record<string, string>>;
}

/** @throws Error if the file was not put there */
export function readFileSync(place: URL | string, encoding?: 'utf8'): Uint8Array | string {
  const name = String(place).replace(/.*\//, '');
  const content = globalThis.ncbFiles[name];
  if (content === undefined) throw new Error(`${name}: not among the files of the page`);
  const text = atob(content);
  return encoding === 'utf8' ? text : Uint8Array.from(text, char => char.charCodeAt(0));
}

interface Hash {
  readonly update: (bytes: Uint8Array) => Hash;
  readonly digest: (encoding?: 'hex') => Uint8Array | string;
}

/** SHA-256 alone, whatever the name. */
export function createHash(_name: string): Hash {
  const parts: Uint8Array[] = [];
  const hash: Hash = {
    update: bytes => {
      parts.push(bytes.slice());
      return hash;
    },
    digest: encoding => {
      const bytes = sha256(Uint8Array.from(parts.flatMap(part => [...part])));
      return encoding === 'hex' ? hexOf(bytes) : bytes;
    },
  };
  return hash;
}

/** Of Node's, what messages need. */
export const Buffer = {
  from: (bytes: Uint8Array) => ({ toString: () => hexOf(bytes) }),
};

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** First 32 bits of the fractional parts of the n-th roots of the first primes (FIPS 180-4), by whole numbers alone. */
function rootBits(count: number, power: 2 | 3): Uint32Array {
  const primes: bigint[] = [];
  for (let k = 2n; primes.length < count; k++) if (primes.every(prime => k % prime !== 0n)) primes.push(k);
  return Uint32Array.from(primes, prime => {
    const target = prime << BigInt(32 * power);
    let root = 0n;
    for (let bit = 1n << 37n; bit > 0n; bit >>= 1n) {
      const tried = root | bit;
      if (tried ** BigInt(power) <= target) root = tried;
    }
    return Number(root & 0xffffffffn);
  });
}

const START = rootBits(8, 2);
const ROUNDS = rootBits(64, 3);

function sha256(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(64 * Math.ceil((message.length + 9) / 64));
  padded.set(message);
  padded[message.length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(padded.length - 4, (8 * message.length) >>> 0);
  const state = START.slice();
  for (let at = 0; at < padded.length; at += 64) addBlock(state, view, at);
  const digest = new DataView(new ArrayBuffer(32));
  for (const [k, word] of state.entries()) digest.setUint32(4 * k, word);
  return new Uint8Array(digest.buffer);
}

function addBlock(state: Uint32Array, view: DataView, at: number): void {
  const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));
  const words = new Uint32Array(64);
  for (let k = 0; k < 16; k++) words[k] = view.getUint32(at + 4 * k);
  for (let k = 16; k < 64; k++) {
    const [early, late] = [words[k - 15], words[k - 2]];
    const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    words[k] = words[k - 16] + first + words[k - 7] + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let k = 0; k < 64; k++) {
    const mixed = (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + h + ROUNDS[k] + words[k];
    const major = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + mixed) | 0, c, b, a, (mixed + major) | 0];
  }
  for (const [k, word] of [a, b, c, d, e, f, g, h].entries()) state[k] += word;
}
