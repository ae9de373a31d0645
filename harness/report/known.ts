/** Codecs that everybody knows, by which a reader finds his way among the chains of a run. */
import { splitStage } from '../../codecs/chain-id.js';
import type { ReportChain } from './model.js';

/** What each is called, by the stages that make its format. */
const NAMES: Readonly<Record<string, string>> = {
  flac: 'FLAC',
  'exec:flac': 'FLAC',
  'exec:wavpack': 'WavPack',
  zstd: 'zstd',
  'zstd-native': 'zstd',
  'zstd-numcodecs': 'zstd',
  'exec:zstd': 'zstd',
  xz: 'xz',
  'exec:xz': 'xz',
  bzip2: 'bzip2',
  'exec:bzip2': 'bzip2',
  gzip: 'gzip',
  'gzip-native': 'gzip',
};

/** Undoes a scaling of samples, after which a codec is still what people know. */
const UNSCALING = 'levels';
/** Writes samples as they are, for a compressor. */
const AS_THEY_ARE = 'raw';

/** A chain that stands for a well-known codec. */
interface Known {
  readonly chain: ReportChain;
  readonly codec: string;
  /** As `levels+FLAC`, the codec by its name; the chain itself where other stages make another codec of it. */
  readonly name: string;
  /** Stages that make another codec of it, as `shuffle` does of zstd. */
  readonly others: number;
}

/**
 * For each well-known codec the chain that stands for it, and its name: the one with the fewest other stages, of these
 * one that starts no program, since its speed is the codec's own, of these the smallest.
 * @param chains without those that failed
 */
export function wellKnown(chains: readonly ReportChain[]): Map<ReportChain, string> {
  const found = new Map<string, Known>();
  for (const chain of chains) {
    const known = knownIn(chain);
    if (known === undefined) continue;
    const before = found.get(known.codec);
    if (before === undefined || isPlainer(known, before)) found.set(known.codec, known);
  }
  return new Map([...found.values()].map(({ chain, name }) => [chain, name]));
}

function knownIn(chain: ReportChain): Known | undefined {
  const stages = chain.chain.split('+').map(stage => splitStage(stage)[0]);
  const codec = nameOf(stages[stages.length - 1]);
  if (codec === undefined) return undefined;
  const before = stages.slice(0, -1).filter(stage => stage !== AS_THEY_ARE);
  const others = before.filter(stage => stage !== UNSCALING).length;
  return { chain, codec, name: others === 0 ? [...before, codec].join('+') : chain.chain, others };
}

function nameOf(stage: string): string | undefined {
  return Object.hasOwn(NAMES, stage) ? NAMES[stage] : undefined;
}

function isPlainer(a: Known, b: Known): boolean {
  const programs = ({ chain }: Known) => Number(chain.isolation === 'process');
  const difference = a.others - b.others || programs(a) - programs(b);
  return difference !== 0 ? difference < 0 : (a.chain.ratio ?? 0) > (b.chain.ratio ?? 0);
}
