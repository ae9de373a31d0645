/** The one list of every built-in stage. A new one is a folder (or a file) and a line here with its import; for one that takes the profile of a converter, see profiledCoders. */
import type { Coder, Registry, Stage } from './codec.js';
import { arithmetic } from './coders/arithmetic/coder.js';
import { bitpack } from './coders/bitpack/coder.js';
import { bitshuffle } from './coders/bitshuffle/coder.js';
import { brainwire } from './coders/brainwire/coder.js';
import { brainwireN } from './coders/brainwire-n/coder.js';
import { counts } from './coders/counts/coder.js';
import { events } from './coders/events/coder.js';
import { flac } from './coders/flac/coder.js';
import { defineGaussianRans } from './coders/gaussian-rans/coder.js';
import { huffman } from './coders/huffman/coder.js';
import { liveSpikes } from './coders/live-spikes/coder.js';
import { defineLmsRange } from './coders/lms-range/coder.js';
import { defineLpcGaussian } from './coders/lpc-gaussian/coder.js';
import { mdct } from './coders/mdct/coder.js';
import { defineMiddleOut } from './coders/middle-out/coder.js';
import type { LeadModel } from './coders/middle-out/model.js';
import type { NamedTopology } from './coders/middle-out/topology-file.js';
import { defineMixedGaussian } from './coders/mixed-gaussian/coder.js';
import { power } from './coders/power/coder.js';
import { rans } from './coders/rans/coder.js';
import { raw } from './coders/raw.js';
import { rice } from './coders/rice/coder.js';
import { runLength } from './coders/run-length.js';
import { shuffle } from './coders/shuffle/coder.js';
import { spikes } from './coders/spikes/coder.js';
import { bzip2 } from './compressors/bzip2/compressor.js';
import { deflate } from './compressors/fflate/deflate.js';
import { gzip } from './compressors/fflate/gzip.js';
import { zip } from './compressors/fflate/zip.js';
import { huffmanBytes } from './compressors/huffman-bytes.js';
import { lz4 } from './compressors/lz4.js';
import { lz4Block } from './compressors/lz4-block/compressor.js';
import { lzma } from './compressors/lzma-native/lzma.js';
import { xz } from './compressors/lzma-native/xz.js';
import { brotli } from './compressors/node-zlib/brotli.js';
import { deflateNative } from './compressors/node-zlib/deflate-native.js';
import { gzipNative } from './compressors/node-zlib/gzip-native.js';
import { zstdNative } from './compressors/node-zlib/zstd-native.js';
import { noCompressor } from './compressors/none.js';
import { blosc } from './compressors/numcodecs/blosc.js';
import { zstdNumcodecs } from './compressors/numcodecs/zstd-numcodecs.js';
import { snappy } from './compressors/snappy.js';
import { zstd } from './compressors/zstd.js';
import type { ConverterProfile } from './converter/profile.js';
import { programDeclarations } from './programs/declarations.js';
import { defineProgram } from './programs/program.js';
import { isLeadModel, isProfile, isTopology, shippedTrained, type TrainedModel } from './trained.js';
import { band } from './transforms/band.js';
import { delta } from './transforms/delta/transform.js';
import { iwt } from './transforms/iwt/transform.js';
import { levels } from './transforms/levels/transform.js';
import { lift } from './transforms/lift/transform.js';
import { lpc } from './transforms/lpc/transform.js';
import { noTransform } from './transforms/none.js';
import { quantize } from './transforms/quantize/transform.js';
import { unique } from './transforms/unique.js';

const UNPROFILED: readonly Stage[] = [
  noTransform,
  delta,
  lpc,
  iwt,
  levels,
  unique,
  quantize,
  lift,
  band,
  raw,
  shuffle,
  bitshuffle,
  bitpack,
  runLength,
  rice,
  huffman,
  rans,
  arithmetic,
  mdct,
  brainwire,
  brainwireN,
  spikes,
  liveSpikes,
  events,
  counts,
  power,
  flac,
  noCompressor,
  huffmanBytes,
  gzip,
  gzipNative,
  zip,
  deflate,
  deflateNative,
  brotli,
  zstd,
  zstdNative,
  zstdNumcodecs,
  blosc,
  lz4,
  lz4Block,
  snappy,
  bzip2,
  xz,
  lzma,
  ...programDeclarations.map(declaration => defineProgram(declaration)),
];

/** Makes a coder for profiles of converters, and models and topologies if it takes any; without, for those that ship. */
type DefineTrained = (
  profiles: readonly ConverterProfile[],
  models?: readonly LeadModel[],
  topologies?: readonly NamedTopology[],
) => Coder;

/** Coders that can use what is known of a converter: define…(profiles), a line here each. */
export const profiledCoders: readonly DefineTrained[] = [
  defineGaussianRans,
  defineLmsRange,
  defineLpcGaussian,
  defineMiddleOut,
  defineMixedGaussian,
];

/**
 * Every built-in stage, made for what was trained.
 * @param trained all that `profile=NAME`, `model=NAME` and `topology=NAME` may name
 */
export function stagesWith(trained: readonly TrainedModel[]): readonly Stage[] {
  const profiles = trained.filter(isProfile);
  const models = trained.filter(isLeadModel);
  const topologies = trained.filter(isTopology);
  return [...UNPROFILED, ...profiledCoders.map(define => define(profiles, models, topologies))];
}

export const builtInStages: readonly Stage[] = stagesWith(shippedTrained);

/**
 * Puts stages under their names. `none` stands for both its transform and its compressor.
 * @throws Error if two stages share a name
 */
export function makeRegistry(stages: readonly Stage[]): Registry {
  const registry = new Map<string, Stage>();
  for (const stage of stages) {
    if (registry.has(stage.name) && stage !== noCompressor) {
      throw new Error(`two stages are named ${stage.name}; give one another name`);
    }
    registry.set(stage.name, stage);
  }
  return registry;
}
