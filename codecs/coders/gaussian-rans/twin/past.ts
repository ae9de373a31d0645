/** The twin's lanes: their past, running means, and sums of products. */
import { TAPS } from '../prediction.js';

const NEAR_DIGITS = 4;
const FAR_DIGITS = 8;

/** The past of one lane: the latest voltage first, and the sums behind its running means. */
export interface Past {
  readonly voltages: number[];
  readonly sums: [number, number];
}

export function constantPast(x: number): Past {
  return { voltages: new Array<number>(TAPS).fill(x), sums: [x << NEAR_DIGITS, x << FAR_DIGITS] };
}

/** The latest voltage counts in the means of the one behind the next. */
export function follow({ voltages, sums }: Past, x: number): void {
  sums[0] += voltages[0] - (sums[0] >> NEAR_DIGITS);
  sums[1] += voltages[0] - (sums[1] >> FAR_DIGITS);
  voltages.unshift(x);
  voltages.length = TAPS;
}

export function int16(value: number): number {
  return Math.max(-32768, Math.min(32767, value));
}

/** Means less the latest voltage, in units. */
export function meansOf({ voltages: [x], sums: [near, far] }: Past, voltageShift: number): [number, number] {
  const latest = x << voltageShift;
  return [
    int16((near >> (NEAR_DIGITS - voltageShift)) - latest),
    int16((far >> (FAR_DIGITS - voltageShift)) - latest),
  ];
}

/** Sums of products in the kernel's order: variables with voltages, the rest, and what moves taps on. */
export function momentsOf(
  x: (t: number) => number,
  means: readonly ((t: number) => number)[],
  count: number,
): number[] {
  const total = (term: (t: number) => number) => {
    let sum = 0;
    for (let t = 0; t < count; t++) sum += term(t);
    return sum;
  };
  const [n, f] = means;
  const moments: number[] = [];
  for (const variable of [x, n, f]) {
    for (let lag = 0; lag <= TAPS; lag++) moments.push(total(t => variable(t) * x(t - lag)));
  }
  for (const [a, b] of [[n, n] as const, [n, f] as const, [f, f] as const])
    moments.push(total(t => a(t) * b(t)));
  for (const variable of [x, n, f]) moments.push(total(variable));
  for (let i = 1; i <= TAPS; i++) {
    moments.push(x(-i) - x(count - i));
    for (let j = 1; j <= i; j++) moments.push(x(-i) * x(-j) - x(count - i) * x(count - j));
  }
  return moments;
}
