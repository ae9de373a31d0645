/**
 * The cosines of the transform (kernel/lapped.ts), all of multiples of pi / 512, from roots alone and rounded to 2^-30, so
 * that decoders in every engine have the same table.
 */
import { BINS } from './frames.js';

/** Of pi. */
const PARTS = 4 * BINS;
const UNIT = 2 ** 30;

/** cos(pi m / 512), m = 0..256: each from that of twice the angle. */
function cosineOf(m: number): number {
  if (m === 0) return 1;
  if (m === PARTS / 2) return 0;
  const double = 2 * m <= PARTS / 2 ? cosineOf(2 * m) : -cosineOf(PARTS - 2 * m);
  return Math.sqrt((1 + double) / 2);
}

interface CosineTables {
  /** 128 x 128, those of an input behind those of the one before; the same in both directions. */
  readonly cosines: Float64Array;
  /** Of 256 samples. */
  readonly window: Float64Array;
}

function makeTables(): CosineTables {
  const quarter = Float64Array.from({ length: PARTS / 2 + 1 }, (_, m) => cosineOf(m));
  const cosine = (m: number) => {
    const turned = m % (2 * PARTS);
    const upper = turned <= PARTS ? turned : 2 * PARTS - turned;
    return upper <= PARTS / 2 ? quarter[upper] : -quarter[PARTS - upper];
  };
  const rounded = (x: number) => Math.floor(x * UNIT + 0.5) / UNIT;
  // sqrt(2 / BINS) is 1/8
  const cosines = Float64Array.from({ length: BINS * BINS }, (_, i) =>
    rounded(cosine((2 * (i % BINS) + 1) * (2 * Math.floor(i / BINS) + 1)) / 8),
  );
  const window = Float64Array.from({ length: 2 * BINS }, (_, n) =>
    rounded(cosine(Math.abs(PARTS / 2 - 2 * n - 1))),
  );
  return { cosines, window };
}

let tables: CosineTables | undefined;

/** Made once: not to be written to. */
export function cosineTables(): CosineTables {
  tables ??= makeTables();
  return tables;
}
