/** The kernel four-lanes, slow and clear: one lane, one tap, one digit at a time; states are BigInts. */
import { type Kernel, LANES } from '../memory.js';

const TAPS = 8;
const MEAN_DIGITS = [4, 8];
const BITS = 17n;
const TOTAL = 2 ** 17;
const ESCAPE = 8;
const LOWEST = 2n ** 18n;
const WORD = 32n;

/** The past of one lane: the latest voltage first, and its running means. */
interface Past {
  readonly voltages: number[];
  readonly sums: number[];
}

function follow({ voltages, sums }: Past, x: number): void {
  for (const [k, digits] of MEAN_DIGITS.entries()) sums[k] += x - (sums[k] >> digits);
  voltages.unshift(x);
  voltages.length = TAPS;
}

function constantPast(x: number): Past {
  return { voltages: new Array<number>(TAPS).fill(x), sums: MEAN_DIGITS.map(digits => x << digits) };
}

/** The features of the next voltage. The running means end before the latest one. */
function featuresOf({ voltages, sums }: Past, x: number): number[] {
  return [x, ...voltages.slice(0, TAPS - 1), ...sums.map((sum, k) => sum >> MEAN_DIGITS[k])];
}

// byte offsets of the lanes' parameters, see the kernel
const WEIGHTS = 16;
const LEAST = 176;
const MOST = 192;
const COUNTS = 208;
const WINDOW = 240;
const STATES = 480;

/** A kernel in plain TypeScript: takes the place of the compiled one. */
export function makeTwin(): Kernel {
  const memory = new WebAssembly.Memory({ initial: 1 });
  let kept = new DataView(memory.buffer);
  // memory that has grown has another buffer
  const view = () => {
    if (kept.buffer !== memory.buffer) kept = new DataView(memory.buffer);
    return kept;
  };
  const i32 = (at: number) => view().getInt32(at, true);
  const pasts: Past[] = [];
  let escapes = 0;
  let escapesEnd = 0;

  function expect(lanes: number, lane: number, x: number): number {
    const at = lanes + 4 * lane;
    let sum = i32(at);
    for (const [k, feature] of featuresOf(pasts[lane], x).entries()) {
      sum = (sum + Math.imul(feature, i32(at + WEIGHTS + 16 * k))) | 0;
    }
    follow(pasts[lane], x);
    return Math.min(i32(at + MOST), Math.max(i32(at + LEAST), sum >> 11));
  }

  /** The counts below code u, and the first code of the window. */
  function countsOf(lanes: number, lane: number, mu: number, table: number) {
    const window = i32(lanes + 4 * lane + WINDOW);
    const middle = i32(lanes + 4 * lane + COUNTS);
    const start = ((mu + 8) >> 4) - window;
    const below = (u: number) => i32(middle + i32(table + 8 * u) - 4 * mu) + u - start;
    return { start, end: start + 2 * window, below };
  }

  const voltageAt = (table: number, code: number) => i32(table + 8 * code + 4);
  return {
    memory,
    base: () => 16,
    begin(_, voltages) {
      for (let lane = 0; lane < LANES; lane++) pasts[lane] = constantPast(i32(voltages + 4 * lane));
    },
    setEscapes(from, end) {
      escapes = from;
      escapesEnd = end;
    },
    escapesNow: () => escapes,
    decode(codes, stride, count, table, _inverse, _offset, _shift, lanes, latest, words, end) {
      let at = words;
      for (let t = 0; t < count; t++) {
        if (at > end) return 0;
        const expected = Array.from({ length: LANES }, (_, lane) =>
          expect(lanes, lane, i32(latest + 4 * lane)),
        );
        for (const [lane, mu] of expected.entries()) {
          const state = lanes + STATES + 8 * lane;
          let x = view().getBigUint64(state, true);
          const slot = Number(x & (2n ** BITS - 1n));
          const { start, end: last, below } = countsOf(lanes, lane, mu, table);
          const escaped = slot >= TOTAL - ESCAPE;
          let u = start;
          if (!escaped) while (u < last - 1 && below(u + 1) <= slot) u++;
          const first = escaped ? TOTAL - ESCAPE : below(u);
          const slots = escaped ? ESCAPE : below(u + 1) - first;
          if (escaped) {
            u = escapes < escapesEnd ? view().getInt16(escapes, true) : 0;
            escapes += 2;
          }
          x = BigInt.asUintN(64, BigInt(slots) * (x >> BITS) + BigInt(slot - first));
          if (x < LOWEST) {
            x = (x << WORD) | BigInt(view().getUint32(at, true));
            at += 4;
          }
          view().setBigUint64(state, x, true);
          view().setInt16(codes + lane * stride + 2 * t, u, true);
          view().setInt32(
            latest + 4 * lane,
            voltageAt(table, view().getInt16(codes + lane * stride + 2 * t, true)),
            true,
          );
        }
      }
      return at;
    },
  };
}
