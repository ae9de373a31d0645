// Levels of the 5/3 wavelet in whole numbers of 32 bits, and bands of them rounded; see ../transform.ts

const SAMPLE_BYTES: usize = 2;
const NUMBER_BYTES: usize = 4;

let least: i32 = 0;
let most: i32 = 0;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** Of the samples that were taken last. */
export function leastSample(): i32 {
  return least;
}

export function mostSample(): i32 {
  return most;
}

/** Samples to numbers, at least one. */
export function take(samples: usize, count: usize, numbers: usize): void {
  const end = samples + count * SAMPLE_BYTES;
  least = load<i16>(samples);
  most = least;
  for (; samples < end; samples += SAMPLE_BYTES, numbers += NUMBER_BYTES) {
    const sample: i32 = load<i16>(samples);
    least = min(least, sample);
    most = max(most, sample);
    store<i32>(numbers, sample);
  }
}

/** One level over the first `count` numbers, two or more: averages, then details. `spare` has room for all details. */
export function split(numbers: usize, count: usize, spare: usize): void {
  const highs = count >> 1;
  const lows = count - highs;
  let even = load<i32>(numbers);
  for (let i: usize = 0; i < highs; i++) {
    const at = numbers + 2 * i * NUMBER_BYTES;
    const after = i + 1 < lows ? load<i32>(at, 2 * NUMBER_BYTES) : even;
    store<i32>(spare + i * NUMBER_BYTES, load<i32>(at, NUMBER_BYTES) - ((even + after) >> 1));
    even = after;
  }
  let before = load<i32>(spare);
  // an average lies behind no even number that is still to be read
  for (let i: usize = 0; i < lows; i++) {
    const detail = i < highs ? load<i32>(spare + i * NUMBER_BYTES) : before;
    const average = load<i32>(numbers + 2 * i * NUMBER_BYTES) + ((before + detail + 2) >> 2);
    store<i32>(numbers + i * NUMBER_BYTES, average);
    before = detail;
  }
  memory.copy(numbers + lows * NUMBER_BYTES, spare, highs * NUMBER_BYTES);
}

/** Inverse of `split`. `spare` has room for `count` numbers. */
export function join(numbers: usize, count: usize, spare: usize): void {
  const highs = count >> 1;
  const lows = count - highs;
  const details = numbers + lows * NUMBER_BYTES;
  let before = load<i32>(details);
  for (let i: usize = 0; i < lows; i++) {
    const detail = i < highs ? load<i32>(details + i * NUMBER_BYTES) : before;
    const even = load<i32>(numbers + i * NUMBER_BYTES) - ((before + detail + 2) >> 2);
    store<i32>(spare + 2 * i * NUMBER_BYTES, even);
    before = detail;
  }
  let even = load<i32>(spare);
  for (let i: usize = 0; i < highs; i++) {
    const at = spare + 2 * i * NUMBER_BYTES;
    const after = i + 1 < lows ? load<i32>(at, 2 * NUMBER_BYTES) : even;
    store<i32>(at, load<i32>(details + i * NUMBER_BYTES) + ((even + after) >> 1), NUMBER_BYTES);
    even = after;
  }
  memory.copy(numbers, spare, count * NUMBER_BYTES);
}

/**
 * Rounds numbers to multiples of 2^shift, halves upwards, and leaves how many as samples.
 * @returns 1 if all have room in 16 bits
 */
export function round(numbers: usize, count: usize, shift: i32, samples: usize): i32 {
  const half = (1 << shift) >> 1;
  let fits = 1;
  const end = numbers + count * NUMBER_BYTES;
  for (; numbers < end; numbers += NUMBER_BYTES, samples += SAMPLE_BYTES) {
    const sent = (load<i32>(numbers) + half) >> shift;
    store<i16>(samples, sent);
    fits &= i32(<i32>(<i16>sent) === sent);
  }
  return fits;
}

/** Samples times 2^shift, as numbers. */
export function raise(samples: usize, count: usize, shift: i32, numbers: usize): void {
  const end = samples + count * SAMPLE_BYTES;
  for (; samples < end; samples += SAMPLE_BYTES, numbers += NUMBER_BYTES) {
    store<i32>(numbers, (<i32>load<i16>(samples)) << shift);
  }
}

/** Numbers to samples between two ends. */
export function give(numbers: usize, count: usize, samples: usize, lowest: i32, highest: i32): void {
  const end = samples + count * SAMPLE_BYTES;
  for (; samples < end; samples += SAMPLE_BYTES, numbers += NUMBER_BYTES) {
    store<i16>(samples, max(lowest, min(highest, load<i32>(numbers))));
  }
}
