/** What changed between two runs, chain by chain. */
import { quotient } from '../common/quotient.js';
import { chainKey } from '../run/key.js';
import type { ReportChain, ReportRun } from './model.js';
import { unpackSizes } from './sizes.js';

export interface Difference {
  readonly chain: string;
  readonly from: ReportChain;
  readonly to: ReportChain;
  /** null where the two have no samples in common that both got through. */
  readonly sizes: SharedSizes | null;
  /** Time in the second over time in the first; null unless the same recordings were timed. */
  readonly encodeTime: number | null;
  readonly decodeTime: number | null;
}

/** Sums over the recordings that both runs have, as far as the chain succeeded on them in both. */
interface SharedSizes {
  readonly recordings: number;
  readonly rawBytes: number;
  readonly from: number;
  readonly to: number;
}

export interface Differences {
  readonly both: readonly Difference[];
  readonly onlyFrom: readonly string[];
  readonly onlyTo: readonly string[];
}

/** Matches the chains of two runs, and their recordings by checksum. */
export function differences(from: ReportRun, to: ReportRun): Differences {
  const later = new Map(to.chains.map(chain => [chainKey(chain), chain]));
  const earlier = new Set(from.chains.map(chainKey));
  const sizes = { from: sizesOf(from), to: sizesOf(to) };
  const rawBytes = new Map(from.recordings.map(({ id, rawBytes }) => [id, rawBytes]));
  const both = from.chains.flatMap(chain => {
    const other = later.get(chainKey(chain));
    return other === undefined ? [] : [difference(chain, other, sharedSizes(chain, other, sizes, rawBytes))];
  });
  return {
    both,
    onlyFrom: from.chains.filter(chain => !later.has(chainKey(chain))).map(({ chain }) => chain),
    onlyTo: to.chains.filter(chain => !earlier.has(chainKey(chain))).map(({ chain }) => chain),
  };
}

type Sizes = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** By chain and recording; failed cells are not there. */
function sizesOf(run: ReportRun): Sizes {
  const sizes = unpackSizes(run.sizes);
  const count = run.recordings.length;
  return new Map(
    run.chains.map((chain, c) => {
      const ofChain = run.recordings.flatMap(({ id }, r) => {
        const size = sizes[c * count + r];
        return size === null ? [] : [[id, size] as const];
      });
      return [chainKey(chain), new Map(ofChain)];
    }),
  );
}

function sharedSizes(
  from: ReportChain,
  to: ReportChain,
  sizes: { readonly from: Sizes; readonly to: Sizes },
  rawBytes: ReadonlyMap<string, number>,
): SharedSizes | null {
  const before = sizes.from.get(chainKey(from)) ?? new Map<string, number>();
  const after = sizes.to.get(chainKey(to)) ?? new Map<string, number>();
  const total = { recordings: 0, rawBytes: 0, from: 0, to: 0 };
  for (const [id, bytes] of before) {
    const other = after.get(id);
    if (other === undefined) continue;
    total.recordings++;
    total.rawBytes += rawBytes.get(id) ?? 0;
    total.from += bytes;
    total.to += other;
  }
  return total.recordings > 0 ? total : sharedTotals(from, to);
}

/** Where sizes are known as sums only: of runs over the same number of samples. */
function sharedTotals(from: ReportChain, to: ReportChain): SharedSizes | null {
  const isWhole = from.failed === 0 && to.failed === 0 && from.recordings === to.recordings;
  if (!isWhole || from.rawBytes !== to.rawBytes) return null;
  const { recordings, rawBytes } = from;
  return { recordings, rawBytes, from: from.encodedBytes, to: to.encodedBytes };
}

function difference(from: ReportChain, to: ReportChain, sizes: SharedSizes | null): Difference {
  const alike = from.timedOn !== '' && from.timedOn === to.timedOn;
  return {
    chain: from.chain,
    from,
    to,
    sizes,
    encodeTime: alike ? quotient(from.encodeXrt, to.encodeXrt) : null,
    decodeTime: alike ? quotient(from.decodeXrt, to.decodeXrt) : null,
  };
}
