/** The split of the challenge's recordings: what models are trained on, and what figures are measured on. */

const PARTS = 3;
const HELD_OUT_PART = 2;

/** What no model was trained on: by file name, every third, beginning with the third. */
export function heldOut<T extends { readonly name: string }>(recordings: readonly T[]): T[] {
  return recordings
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .filter((_, index) => index % PARTS === HELD_OUT_PART);
}
