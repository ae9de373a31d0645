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
  const weights = new Float64Array(counts.length);
  for (let k = 0; k < order.length; k++) weights[k] = counts[order[k]];
  const rounds: Uint8Array[] = [];
  let items = new Float64Array(0);
  for (let round = 0; round < limit; round++) {
    const isSymbol = new Uint8Array(weights.length + (items.length >>> 1));
    items = mergeWithPairs(weights, items, isSymbol);
    rounds.push(isSymbol);
  }
  return spread(order, symbolsBought(rounds, counts.length));
}

/** Symbols by ascending count; equal counts keep their order. */
function ascending(counts: Uint32Array): Uint32Array {
  // count and symbol in one number below 2^48 that sorts natively; at most 65536 symbols
  const keys = new Float64Array(counts.length);
  for (let k = 0; k < keys.length; k++) keys[k] = counts[k] * 65536 + k;
  keys.sort();
  const order = new Uint32Array(counts.length);
  for (let k = 0; k < keys.length; k++) order[k] = keys[k] % 65536;
  return order;
}

/** Merges the weights with the sums of neighbouring items, and marks in `isSymbol` which are weights. */
function mergeWithPairs(weights: Float64Array, items: Float64Array, isSymbol: Uint8Array) {
  const merged = new Float64Array(isSymbol.length);
  let symbol = 0;
  let item = 0;
  for (let k = 0; k < merged.length; k++) {
    const pair = item + 1 < items.length ? items[item] + items[item + 1] : Number.POSITIVE_INFINITY;
    if (symbol < weights.length && weights[symbol] <= pair) {
      isSymbol[k] = 1;
      merged[k] = weights[symbol++];
    } else {
      merged[k] = pair;
      item += 2;
    }
  }
  return merged;
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
