/** What a topology means for compression, in words that the terminal, the page and the picture share. */
import type { TopologyPicture } from './model.js';

/** Shares of the bits that other leads save, from which on that is much, and something. */
const [MUCH, SOME] = [0.03, 0.005];
/** |r| along the tree below which no order is better than another. */
const LEAST_ALIKE = 0.2;

export function meaningOf({ bits: { alone, together } }: Pick<TopologyPicture, 'bits'>): string {
  const saved = alone - together;
  const share = `${((100 * saved) / Math.max(alone, 1e-9)).toFixed(1)} %`;
  const measured = `middle-out takes ${together.toFixed(3)} bits a sample with them, ${alone.toFixed(3)} of each lead alone`;
  if (saved > MUCH * alone) {
    return `Other leads save ${share}: ${measured}. A coder that predicts leads from each other is worth it here.`;
  }
  if (saved > SOME * alone) {
    return `Other leads save ${share}: ${measured}. A coder that predicts leads from each other gains a little.`;
  }
  const little = saved > 0 ? `save ${share}` : 'save nothing';
  return `Other leads ${little}: ${measured}. Coders of single channels lose next to nothing here.`;
}

/** Whether those that lie side by side in the file are alike. */
export function neighboursOf({
  medianAlongTree,
  medianInFile,
}: Pick<TopologyPicture, 'medianAlongTree' | 'medianInFile'>): string {
  if (medianAlongTree === null || medianInFile === null) return '';
  const medians = `|r| is ${medianAlongTree.toFixed(2)} at the median along the tree, ${medianInFile.toFixed(2)} between neighbours in the file`;
  if (medianAlongTree < LEAST_ALIKE) return `${medians}: no leads are alike.`;
  return medianInFile > 0.9 * medianAlongTree
    ? `${medians}: leads that lie side by side in the file are alike.`
    : `${medians}: the order of the file is not that of what is alike.`;
}
