/**
 * What the systems that came before do, as chains here, under the names that they gave it.
 *
 * Settings are theirs. Where a system left a package's default, or a mode of it cannot be had, the remark stands with
 * the row.
 */
import type { NamedChain } from './grid.js';

/** The modes of n1-codec, each on the samples as they are and on their differences (`delta_NAME`). */
const N1_CODEC_MODES = {
  huff: 'huffman',
  zstd: 'raw+zstd:level=22',
  // its shuffle finds items of one byte and moves nothing
  blosc_zstd: 'raw+blosc:clevel=9,cname=zstd,shuffle=none',
  blosc_lz4: 'raw+blosc:clevel=9,cname=lz4,shuffle=none',
  blosc_lz4hc: 'raw+blosc:clevel=9,cname=lz4hc,shuffle=none',
  blosc_zlib: 'raw+blosc:clevel=9,cname=zlib,shuffle=none',
  gzip: 'raw+gzip-native:level=9',
  lzma: 'raw+xz:preset=9',
  lz4: 'raw+lz4-block:acceleration=9',
  lstd_numcodec: 'raw+zstd-numcodecs:level=22',
  bz2: 'raw+bzip2:level=9',
  wavpack: 'exec:wavpack:level=very-high',
} as const;

/** What lies in n1-codec's tree and does not run there. */
const N1_CODEC_UNFINISHED = {
  arithmetic: 'arithmetic',
  arithmetic_order1: 'arithmetic:order=1',
  rle: 'run-length',
  iwt_huff: 'iwt+huffman',
  iwt_arithmetic: 'iwt+arithmetic',
} as const;

/** neural_lossless_compression: Python's zipfile at its efforts, copy and FLAC. */
const NEURAL_LOSSLESS_COMPRESSION: readonly NamedChain[] = [
  { alias: 'copy', chain: 'raw' },
  { alias: 'zip_stored', chain: 'raw+zip:level=0' },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(effort => ({
    alias: `zip_deflated_${effort}`,
    chain: `raw+zip:level=${effort}`,
  })),
  ...[1, 5, 9].map(effort => ({ alias: `zip_bzip2_${effort}`, chain: `raw+bzip2:level=${effort}` })),
  { alias: 'zip_lzma', chain: 'raw+lzma' },
  { alias: 'flac', chain: 'flac' },
  { alias: 'flac_8', chain: 'flac:level=8' },
];

/**
 * brainwire: bytes, or ranks of the distinct values, by Huffman codes (ranks of one byte are its mode u, of two its mode
 * w, which it chooses by itself), and spikes of the filtered signal alone. To the byte.
 */
const BRAINWIRE: readonly NamedChain[] = [
  { alias: 'brainwire_h', chain: 'brainwire:mode=h' },
  { alias: 'brainwire_u', chain: 'brainwire' },
  { alias: 'brainwire_w', chain: 'brainwire' },
  { alias: 'brainwire_n', chain: 'brainwire-n' },
];

/** NeuralinkCompression: MP3 at what ffmpeg takes if not told (32 kbit/s, by its size) and Opus at two rates. */
const SOUND: readonly NamedChain[] = [
  { alias: 'mp3', chain: 'exec:mp3:kbps=32' },
  { alias: 'opus_64', chain: 'exec:opus:kbps=64' },
  { alias: 'opus_32', chain: 'exec:opus' },
];

/** What Buccino et al. (2023) found to lose least: WavPack's lossy mode at the least that it takes, and above. */
const WAVPACK_HYBRID: readonly NamedChain[] = [
  { alias: 'wavpack_hybrid_225', chain: 'exec:wavpack-hybrid:bps=225' },
  { alias: 'wavpack_hybrid_300', chain: 'exec:wavpack-hybrid' },
];

/**
 * Neuralink's patent US 12,369,863 B2: what it keeps of each sample, of coarser ones (biorthogonal 5/3 wavelet, at the
 * shifts at which robertsaabwoo built it), of spikes in bins and of their power. It states windows of 10 to 40 ms.
 */
const PATENT: readonly NamedChain[] = [
  { alias: 'patent_rice', chain: 'levels+delta+rice' },
  { alias: 'patent_wavelet', chain: 'levels+lift+rans' },
  { alias: 'patent_bins_20', chain: 'counts:ms=20' },
  { alias: 'patent_power_20', chain: 'power:ms=20' },
];

/** magland/benchcompress: differences, or a linear prediction, before an asymmetric numeral system. */
const BENCHCOMPRESS: readonly NamedChain[] = [
  { alias: 'benchcompress_delta', chain: 'delta+rans' },
  { alias: 'benchcompress_markov', chain: 'lpc+rans' },
];

/** LZ4 as 64-bit programs have it: what Blosc's lz4 is beside the 32-bit one of the package. */
const LZ4_OF_64_BITS: readonly NamedChain[] = [
  { alias: 'lz4_1', chain: 'raw+lz4-block' },
  { alias: 'delta_lz4_1', chain: 'delta+raw+lz4-block' },
];

/** Rows of the leaderboard: the codecs that win once the 10-bit codes are back. */
const ON_CODES: readonly NamedChain[] = [
  { alias: 'flac_codes', chain: 'levels+flac:level=8' },
  { alias: 'bz2_codes', chain: 'levels+raw+bzip2' },
  { alias: 'wavpack_codes', chain: 'levels+exec:wavpack:level=very-high' },
  { alias: 'alac', chain: 'exec:alac' },
];

/**
 * What the International Brain Laboratory keeps probes in: zlib at its usual level of first differences, channel by
 * channel, in chunks of a second.
 */
export const MTSCOMP: NamedChain = { alias: 'mtscomp', chain: 'delta+raw+gzip-native:level=6' };

export const PRIOR_ART: readonly NamedChain[] = [
  ...Object.entries({ ...N1_CODEC_MODES, ...N1_CODEC_UNFINISHED }).flatMap(([mode, chain]) => [
    { alias: mode, chain },
    { alias: `delta_${mode}`, chain: `delta+${chain}` },
  ]),
  ...NEURAL_LOSSLESS_COMPRESSION,
  ...BRAINWIRE,
  ...SOUND,
  ...WAVPACK_HYBRID,
  ...PATENT,
  ...BENCHCOMPRESS,
  ...ON_CODES,
  ...LZ4_OF_64_BITS,
  MTSCOMP,
];
