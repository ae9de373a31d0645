/**
 * Lengths of an optimal prefix code none of whose codes is longer than a limit.
 *
 * Package-merge (Larmore and Hirschberg, 1990): a symbol's length is the number of times that its coin is bought.
 * In each of `limit` rounds the packages of the round before, pairs of neighbours, are merged with the symbols, both
 * in ascending order of weight; buying the 2(n - 1) cheapest of the last round buys, of each earlier round, the
 * cheapest ones too, so all that is kept of a round is how many symbols there are among so many of its items.
 *
 * Without a limit every round comes to the same, in which pairs are of the round itself: Huffman's own code. A round
 * agrees with it up to the first item into which as many pairs as rounds so far went, one in the other. So, where no
 * code of Huffman's is over the limit, package-merge would find just those lengths, ties included.
 */

/** More than any sum of counts, and half of it still more than any count: for what is not there. */
const ABSENT = 2 ** 30;

/**
 * @param counts at least two, each at least 1, their sum below 2^26: 16 rounds of it stay below `ABSENT`
 * @param limit at most 16; 2^limit >= counts.length
 * @returns a length of 1 to `limit` for each count; the code is complete
 */
export function limitedCodeLengths(counts: Uint32Array, limit: number): Uint8Array {
  const order = ascending(counts);
  const weights = new Int32Array(counts.length + 1).fill(ABSENT);
  for (let k = 0; k < order.length; k++) weights[k] = counts[order[k]];
  const bought = buyWithoutLimit(weights);
  return spread(order, bought.length <= limit ? bought : buyInRounds(weights, limit));
}

/** Symbols by ascending count; equal counts keep their order. */
function ascending(counts: Uint32Array): Uint32Array {
  const largest = counts.reduce((most, count) => Math.max(most, count));
  let order: Uint32Array = counts.map((_, k) => k);
  for (let shift = 0; largest >>> shift > 0; shift += 8) order = sortByDigit(order, counts, shift);
  return order;
}

/** Sorts by eight bits of the counts, from bit `shift` on. */
function sortByDigit(order: Uint32Array, counts: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(257);
  for (let k = 0; k < counts.length; k++) starts[((counts[k] >>> shift) & 255) + 1]++;
  for (let digit = 1; digit < 256; digit++) starts[digit] += starts[digit - 1];
  const sorted = new Uint32Array(order.length);
  for (let k = 0; k < order.length; k++) sorted[starts[(counts[order[k]] >>> shift) & 255]++] = order[k];
  return sorted;
}

/**
 * Merges the symbols' weights with the sums of neighbouring items, ties in favour of symbols.
 * @param weights and `ABSENT` behind them
 * @param items and `ABSENT / 2` twice behind them
 * @param merged may be `items`: pairs are there as soon as both of their items are
 * @returns for each number of merged items how many of the first ones are symbols
 */
function mergeWithPairs(
  weights: Int32Array,
  items: Int32Array,
  merged: Int32Array,
  length: number,
): Uint32Array {
  const symbols = new Uint32Array(length + 1);
  let symbol = 0;
  let item = 0;
  for (let k = 0; k < length; k++) {
    const weight = weights[symbol];
    const lead = items[item] + items[item + 1] - weight;
    // -1 if the pair comes first, else 0: which it is cannot be foreseen, so a branch would be mispredicted
    const isPair = lead >> 31;
    merged[k] = weight + (lead & isPair);
    symbol += 1 + isPair;
    item -= 2 * isPair;
    symbols[k + 1] = symbol;
  }
  return symbols;
}

/** How many symbols, the cheapest ones, have codes of at least one bit, of two, and so on: their coins bought in turn. */
function buyWithoutLimit(weights: Int32Array): number[] {
  const all = 2 * (weights.length - 2);
  const items = new Int32Array(all + 2).fill(ABSENT / 2);
  const symbols = mergeWithPairs(weights, items, items, all);
  const bought: number[] = [];
  for (let left = all; left > 0; left = 2 * (left - symbols[left])) bought.push(symbols[left]);
  return bought;
}

/** The same for codes of at most `limit` bits, where that binds. */
function buyInRounds(weights: Int32Array, limit: number): number[] {
  const count = weights.length - 1;
  const all = 2 * (count - 1);
  const rounds: Uint32Array[] = [];
  let items = new Int32Array(all + 2);
  let merged = new Int32Array(all + 2);
  for (let length = 0; rounds.length < limit; ) {
    const pairs = length >>> 1;
    items.fill(ABSENT / 2, 2 * pairs);
    length = Math.min(all, count + pairs);
    rounds.push(mergeWithPairs(weights, items, merged, length));
    [items, merged] = [merged, items];
  }
  const bought: number[] = [];
  let left = all;
  for (const symbols of rounds.reverse()) {
    bought.push(symbols[left]);
    left = 2 * (left - symbols[left]);
  }
  return bought;
}

/** What is bought of one round is bought of the next one too: a pair is no lighter than a symbol in it. */
function spread(order: Uint32Array, bought: readonly number[]): Uint8Array {
  const lengths = new Uint8Array(order.length);
  for (let length = 1; length <= bought.length; length++) {
    const longer = length < bought.length ? bought[length] : 0;
    for (let k = longer; k < bought[length - 1]; k++) lengths[order[k]] = length;
  }
  return lengths;
}
