// Units of what predictors are made of. Shared by kernels.

/** Averages have these further binary digits. */
export const AVERAGE_BITS: i32 = 8;
/** Binary digits of weights of references and adapted ones. */
export const TAP_DIGITS: i32 = 14;
/** Samples of a reference before the one of the same time that a prediction uses. */
export const TAPS_BACK: usize = 3;
