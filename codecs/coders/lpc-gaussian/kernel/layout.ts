// How four lanes lie in memory. A part of lpc-gaussian.

/*
 * Vectors of an i32 a lane, unless said otherwise.
 *
 * MEAN, BASE         what predictions add, what histories take off, in 1/16 of a step
 * BIAS, NEAR         of the own prediction: what it adds; weights of lags 1 and 2
 * AVERAGE_WEIGHTS    of four averages
 * AVERAGES           with AVERAGE_BITS further binary digits
 * LATEST             history 1 and 2 samples back
 * SPREADS            three sums that follow the magnitude of residuals, at rates 1/8, 1/64 and 1/512
 * OWN                own predictions of the step, in 1/16 of a step
 * OCTAVES, STEPS      deviations of the step: octaves, and eighths of them
 * COUNTS             where each lane's table of counts has its middle, for that deviation
 * CODES, HISTORIES, INNOVATIONS   where each lane's samples lie, less two bytes for each step before its first
 * CONVERTERS         tables of converters
 * STATES             of rANS, u64
 * Settings, an i32 each: see below.
 * WINDOWS, ADAPTED   a vector of eight i16 a lane: the latest residuals, the last one last; their adapted weights
 * FAR_WEIGHTS        of lags 3 and on: for each lane four vectors of i16, in the order of time
 * REFERENCES         for each reference, where four lanes' innovations lie, as INNOVATIONS
 * TAPS               for each reference and lane eight i16
 */
export const MEAN: usize = 0;
export const BASE: usize = 16;
export const BIAS: usize = 32;
export const NEAR: usize = 48;
export const AVERAGE_WEIGHTS: usize = 80;
export const AVERAGES: usize = 144;
export const LATEST: usize = 208;
export const SPREADS: usize = 240;
export const OWN: usize = 288;
export const OCTAVES: usize = 304;
export const COUNTS: usize = 320;
export const CODES: usize = 336;
export const HISTORIES: usize = 352;
export const INNOVATIONS: usize = 368;
export const CONVERTERS: usize = 384;
export const STATES: usize = 400;

/** Binary digits of own weights. */
export const OWN_DIGITS: usize = 432;
export const HISTORY_SHIFT: usize = 436;
/** Low bits that residuals and innovations lose before they predict. */
export const RESIDUAL_SHIFT: usize = 440;
/** Vectors of far weights, 0 to 4. */
export const VECTORS: usize = 444;
export const REFERENCE_COUNT: usize = 448;
/** Of the adapted weights. */
export const STEP: usize = 452;
/** Of the three spreads, in sixteenths. */
export const SHARES: usize = 456;
export const HAS_AVERAGES: usize = 468;
/** Where the tables of frequencies lie. */
export const TABLES: usize = 472;

export const WINDOWS: usize = 480;
export const ADAPTED: usize = 544;
export const FAR_WEIGHTS: usize = 608;
export const REFERENCES: usize = 864;
export const TAPS: usize = 1120;
export const STEPS: usize = 2144;
