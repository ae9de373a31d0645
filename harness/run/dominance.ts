/** When one thing makes another pointless. Figures are all to be large. */

export type FigureOf<T> = (item: T) => number;

/** Whether a rival is at least as good in all figures. */
export function reaches<T>(rival: T, item: T, figures: readonly FigureOf<T>[]): boolean {
  return figures.every(figure => figure(rival) >= figure(item));
}

/** Whether a rival is at least as good in all figures and better in one. */
export function dominates<T>(rival: T, item: T, figures: readonly FigureOf<T>[]): boolean {
  return reaches(rival, item, figures) && figures.some(figure => figure(rival) > figure(item));
}

/** How far a rival is ahead where it is ahead by least, as a factor; below 1 it is behind. */
export function leastAdvantage<T>(rival: T, item: T, figures: readonly FigureOf<T>[]): number {
  return Math.min(...figures.map(figure => figure(rival) / figure(item)));
}
