/** What a process run of the timing pass takes, whatever else is asked of it. */

/**
 * Warm-up of encode, and again of decode, before samples are taken. Long enough for WebAssembly and JavaScript to
 * reach the optimising compiler: levels+delta+rans took 1.6 times its steady time after 13 ms, and that after 100.
 */
export const WARM_UP_MS = 120;

/** Samples that are taken at least, however slow the codec. */
export const MINIMUM_SAMPLES = 3;
