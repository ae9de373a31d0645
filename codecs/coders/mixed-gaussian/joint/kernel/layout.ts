// How a channel lies in memory while it is coded. A part of joint.

/*
 * An i32 each, unless said otherwise.
 *
 * CODES, HISTORY, INNOVATIONS, RESTS, LOUDNESS   where the channel's signals lie, i16
 * CONVERTER                     its tables
 * MEAN, BASE, BIAS, NEAR        of the own prediction, as in lpc-gaussian; two near weights
 * DIGITS                        of own weights, less the history's shift
 * VECTORS                       of far weights, 1 to 4
 * REFERENCES, NEIGHBOURS        how many; neighbours are the first of the references, up to eight
 * UNIT, BACK                    2^-16: what a unit of voltage is in rests, and what one of rests is in voltage
 * WINDOWS                       vectors of own rests that adapted weights have, 0, 2 or 4
 * OWN_PACE, NEAR_PACE           adapted weights move by 2^-pace, those of own rests and of neighbours
 * LATEST                        history 1 and 2 samples back
 * AVERAGE_WEIGHTS, AVERAGES     vectors of four
 * FAR_WEIGHTS                   four vectors of i16, in the order of time
 * INNOVATIONS_OF, RESTS_OF, LOUDNESS_OF   where those of references and of neighbours lie
 * TAPS                          for each reference eight i16
 * PAST                          four vectors of i16: the latest rests, the nearest vector first, each in the order of time
 * ADAPTED                       adapted weights, i16 of 15 binary digits: four vectors of eight of own rests, eight of neighbours
 * SPREADS                       vector of four sums that follow the magnitude of errors
 * WEIGHTS                       of components, 24 binary digits: two vectors of four
 * SLIM                          the same as i16, 15 binary digits
 * TABLES, OCTAVES               of components: where the counts of its deviation have their middle, and its octave; eight
 */
export const CODES: usize = 0;
export const HISTORY: usize = 4;
export const INNOVATIONS: usize = 8;
export const RESTS: usize = 12;
export const LOUDNESS: usize = 16;
export const CONVERTER: usize = 20;
export const MEAN: usize = 24;
export const BASE: usize = 28;
export const BIAS: usize = 32;
export const NEAR: usize = 36;
export const DIGITS: usize = 44;
export const HISTORY_SHIFT: usize = 48;
export const RESIDUAL_SHIFT: usize = 52;
export const VECTORS: usize = 56;
export const REFERENCES: usize = 60;
export const NEIGHBOURS: usize = 64;
export const HAS_AVERAGES: usize = 68;
export const UNIT: usize = 72;
export const BACK: usize = 76;
export const WINDOWS: usize = 80;
export const OWN_PACE: usize = 84;
export const NEAR_PACE: usize = 88;
export const LATEST: usize = 92;
/** Where the tables of counts lie. */
export const COUNTS: usize = 100;

export const AVERAGE_WEIGHTS: usize = 112;
export const AVERAGES: usize = 128;
export const FAR_WEIGHTS: usize = 144;
export const INNOVATIONS_OF: usize = 208;
export const RESTS_OF: usize = 272;
export const LOUDNESS_OF: usize = 304;
export const TAPS: usize = 336;
export const PAST: usize = 592;
export const ADAPTED: usize = 656;
export const SPREADS: usize = 848;
export const WEIGHTS: usize = 864;
export const SLIM: usize = 896;
export const TABLES: usize = 912;
export const OCTAVES: usize = 944;

/** Vectors of adapted weights of own rests; those of neighbours lie behind. */
export const OWN_WINDOWS: usize = 4;
