/** Where a sum lies, in words: in a few of its terms, or in all of them. */
import { concentrationOf } from './concentration.js';

/** What the terms are called. */
export interface Whereabouts {
  readonly sum: string;
  /** Of a term over 0, and under it. */
  readonly above: string;
  readonly below: string;
}

/** More than this share of all are not few. */
const FEW = 1 / 3;

/**
 * `; 83 % of the difference is in 3 of 20 recordings`, `; larger in all 20 recordings`
 * @returns empty of a single term, and where all are 0
 */
export function where(terms: readonly number[], units: string, words: Whereabouts): string {
  const { of, few, share, above, below } = concentrationOf(terms);
  if (of < 2 || above + below === 0) return '';
  if (few > 0 && few <= FEW * of) {
    const part = share > 1 ? `more than all of ${words.sum}` : `${Math.floor(100 * share)} % of ${words.sum}`;
    return `; ${part} is in ${few} of ${of} ${units}`;
  }
  if (above > 0 && below > 0)
    return `; ${words.above} in ${above} and ${words.below} in ${below} of ${of} ${units}`;
  const word = above > 0 ? words.above : words.below;
  return above + below === of
    ? `; ${word} in all ${of} ${units}`
    : `; ${word} in ${above + below} of ${of} ${units}`;
}
