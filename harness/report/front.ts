/** The front of ratio and one speed: what a chart draws as steps. */
import { reaches } from '../run/dominance.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

const AXES = [({ x }: Point) => x, ({ y }: Point) => y];

/** Points that no other reaches in both x and y, by falling y and rising x; of equal ones the first. */
export function frontOf<P extends Point>(points: readonly P[]): P[] {
  const front: P[] = [];
  for (const point of points.toSorted((a, b) => b.x - a.x || b.y - a.y)) {
    // of those to the right of it, the last of the front is the highest
    const rival = front.at(-1);
    if (rival === undefined || !reaches(rival, point, AXES)) front.push(point);
  }
  return front.reverse();
}
