/** The front of ratio and one speed: what a chart draws as steps. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points that no other reaches in both x and y, by falling y and rising x; of equal ones the first. */
export function frontOf<P extends Point>(points: readonly P[]): P[] {
  const front: P[] = [];
  for (const point of points.toSorted((a, b) => b.x - a.x || b.y - a.y)) {
    if (front.length === 0 || point.y > front[front.length - 1].y) front.push(point);
  }
  return front.reverse();
}
