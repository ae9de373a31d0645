/**
 * What n1-codec published: its grid_results.csv, all 743 files of the challenge, each mode's files summed.
 * Source: github.com/mikaelhaji/n1-codec. The bytes of the code tables, which it writes where its count does not look,
 * are not in that file; they were counted apart.
 */

/** Bytes of the WAV files, headers included. */
export const PUBLISHED_RAW_BYTES = 146_800_526;
export const PUBLISHED_FILES = 743;

export interface PublishedMode {
  readonly mode: string;
  /** Of all files, each of 10 bytes of header and the payload. */
  readonly bytes: number;
  /** As printed: cut to two decimals. */
  readonly ratio: string;
  /** Of code tables that its count leaves out. */
  readonly tableBytes: number;
}

function published(mode: string, bytes: number, ratio: string, tableBytes = 0): PublishedMode {
  return { mode, bytes, ratio, tableBytes };
}

export const publishedModes: readonly PublishedMode[] = [
  published('huff', 57_826_516, '2.53', 3_284_548),
  published('delta_huff', 51_068_198, '2.87', 2_775_905),
  published('zstd', 59_111_268, '2.48'),
  published('delta_zstd', 60_910_213, '2.41'),
  published('blosc_zstd', 59_424_916, '2.47'),
  published('delta_blosc_zstd', 60_829_207, '2.41'),
  published('blosc_lz4', 109_537_013, '1.34'),
  published('delta_blosc_lz4', 112_012_040, '1.31'),
  published('blosc_lz4hc', 79_963_216, '1.83'),
  published('delta_blosc_lz4hc', 82_230_874, '1.78'),
  published('blosc_zlib', 64_211_736, '2.28'),
  published('delta_blosc_zlib', 63_817_770, '2.30'),
  published('gzip', 64_202_820, '2.28'),
  published('delta_gzip', 63_808_854, '2.30'),
  published('lzma', 53_302_030, '2.75'),
  published('delta_lzma', 56_721_954, '2.58'),
  published('lz4', 131_792_892, '1.11'),
  published('delta_lz4', 133_649_460, '1.09'),
  published('lstd_numcodec', 59_407_084, '2.47'),
  published('delta_lstd_numcodec', 60_811_375, '2.41'),
  published('bz2', 47_121_587, '3.11'),
  published('delta_bz2', 54_215_332, '2.70'),
  published('wavpack', 98_419_448, '1.49'),
  published('delta_wavpack', 97_902_862, '1.49'),
];
