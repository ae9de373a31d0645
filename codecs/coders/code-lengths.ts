/**
 * Lengths of an optimal prefix code none of whose codes is longer than a limit.
 *
 * Package-merge (Larmore and Hirschberg, 1990): a symbol's length is the number of times that its coin is bought.
 * In each of `limit` rounds the packages of the round before, pairs of neighbours, are merged with the symbols, both
 * in ascending order of weight; buying the 2(n - 1) cheapest of the last round buys, of each earlier round, the
 * cheapest ones too, so all that is kept of a round is which of its items are symbols.
 */

/**
 * @param counts at least two, each at least 1, their sum below 2^32
 * @param limit at most 16; 2^limit >= counts.length
 * @returns a length of 1 to `limit` for each count; the code is complete
 */
export function limitedCodeLengths(counts: Uint32Array, limit: number): Uint8Array {
  const order = ascending(counts);
  const weights = Float64Array.from(order, symbol => counts[symbol]);
  const rounds: Uint8Array[] = [];
  let packages: Float64Array = new Float64Array(0);
  for (let round = 0; round < limit; round++) {
    const { merged, isSymbol } = mergeAscending(weights, packages);
    rounds.push(isSymbol);
    packages = pairUp(merged);
  }
  return spread(order, symbolsBought(rounds, counts.length));
}

/** Symbols by ascending count; equal counts keep their order. */
function ascending(counts: Uint32Array): Uint32Array {
  // count and symbol in one number below 2^48 that sorts natively; at most 65536 symbols
  const keys = Float64Array.from(counts, (count, symbol) => count * 65536 + symbol).sort();
  return Uint32Array.from(keys, key => key % 65536);
}

function mergeAscending(weights: Float64Array, packages: Float64Array) {
  const merged = new Float64Array(weights.length + packages.length);
  const isSymbol = new Uint8Array(merged.length);
  let symbol = 0;
  let pair = 0;
  for (let k = 0; k < merged.length; k++) {
    if (pair === packages.length || (symbol < weights.length && weights[symbol] <= packages[pair])) {
      isSymbol[k] = 1;
      merged[k] = weights[symbol++];
    } else {
      merged[k] = packages[pair++];
    }
  }
  return { merged, isSymbol };
}

function pairUp(merged: Float64Array): Float64Array {
  return Float64Array.from({ length: merged.length >>> 1 }, (_, k) => merged[2 * k] + merged[2 * k + 1]);
}

/** How many symbols are bought in each round, the cheapest ones of it. */
function symbolsBought(rounds: readonly Uint8Array[], symbols: number): number[] {
  const bought: number[] = [];
  let items = 2 * (symbols - 1);
  for (const isSymbol of rounds.toReversed()) {
    let count = 0;
    for (let k = 0; k < items; k++) count += isSymbol[k];
    bought.push(count);
    items = 2 * (items - count);
  }
  return bought;
}

function spread(order: Uint32Array, bought: readonly number[]): Uint8Array {
  const lengths = new Uint8Array(order.length);
  for (const count of bought) {
    for (let k = 0; k < count; k++) lengths[order[k]]++;
  }
  return lengths;
}
