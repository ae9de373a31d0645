/**
 * The chains of `npm run front`: ours at their best, and what packages and programs make of the same samples, every
 * stage of the registry among them. General compressors stand after samples as they are, after the 10-bit codes, and
 * after what does most for them: bit planes of differences or of an LPC residual. Not more than some 125 in all, since
 * cells.csv is committed: a chain over 125 recordings takes 40 kB of it.
 */
import { PRESETS } from '../../../harness/grid/presets.js';

/** Stages of ours that are not among the best, so that all are there. */
const OTHERS_OF_OURS: readonly string[] = [
  'raw+huffman-bytes',
  'raw+lz4-block',
  'levels+delta+bitshuffle+lz4-block',
  'levels+delta+shuffle+huffman-bytes',
  'levels+iwt+rans',
  'levels+middle-out',
  'unique+huffman',
  'run-length',
];

const PLANES_OF_DIFFERENCES = 'levels+delta+bitshuffle';
const PLANES_OF_RESIDUAL = 'levels+lpc:order=32+bitshuffle';

const GENERAL: readonly string[] = [
  'brotli',
  'brotli:quality=5',
  'bzip2',
  'gzip-native:level=9',
  'xz',
  'xz:extreme=yes,preset=9',
  'zstd',
  'zstd:level=22',
];

/** Other packages of the same formats, and what suits only some data. */
const OTHER_PACKAGES: readonly string[] = [
  'blosc:clevel=9,cname=zstd,shuffle=none',
  'deflate-native:level=9',
  'deflate:level=9',
  'gzip:level=9',
  'lz4',
  'lzma:extreme=yes,preset=9',
  'snappy',
  'zip:level=9',
  'zstd-native:level=22',
  'zstd-numcodecs:level=22',
];

const DEFAULTS: readonly string[] = [
  'blosc',
  'deflate',
  'deflate-native',
  'gzip',
  'gzip-native',
  'lzma',
  'zip',
  'zstd-native',
  'zstd-numcodecs',
];

function after(befores: readonly string[], compressors: readonly string[]): string[] {
  return befores.flatMap(before => compressors.map(compressor => `${before}+${compressor}`));
}

const PACKAGES: readonly string[] = [
  ...after(['raw', 'levels+raw', PLANES_OF_DIFFERENCES, PLANES_OF_RESIDUAL], GENERAL),
  ...after(['raw', PLANES_OF_DIFFERENCES], OTHER_PACKAGES),
  ...after(['raw'], DEFAULTS),
  ...after(['levels+lpc:order=32+raw'], ['brotli', 'bzip2']),
  ...after(['levels+delta+raw', 'levels+shuffle'], ['brotli:quality=9', 'bzip2']),
  ...after(['levels+delta+bitpack'], ['brotli:quality=9', 'zstd:level=22']),
  'flac:level=8',
  'levels+flac:level=0',
  'levels+flac',
  'levels+flac:level=8',
];

const PROGRAMS: readonly string[] = [
  'levels+exec:alac',
  'levels+exec:bzip2',
  'levels+exec:flac',
  'levels+exec:flac:exhaustive=yes,level=8',
  'levels+exec:tta',
  'levels+exec:wavpack:level=fast',
  'levels+exec:wavpack',
  'levels+exec:wavpack:level=high',
  'levels+exec:wavpack:extra=6,level=very-high',
  'levels+exec:xz:extreme=yes,level=9',
  'levels+exec:zpaq:method=5',
  'levels+exec:zstd:level=22',
];

export const FRONT_CHAINS: readonly string[] = [
  ...PRESETS.best.chains,
  ...OTHERS_OF_OURS,
  ...PACKAGES,
  ...PROGRAMS,
];
