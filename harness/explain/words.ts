/** Words that the sentences of an explanation share. */

/** Bits a sample, without a sign. */
export function bitsText(bits: number): string {
  const size = Math.abs(bits);
  return size > 0 && size < 0.0005 ? 'less than 0.001' : size.toFixed(3);
}

/** @param amount that something has more than another */
export function moreOf(amount: number): string {
  return amount < 0 ? 'less' : 'more';
}
