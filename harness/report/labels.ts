/** Places for the names of points, none over another name or a point. */
import type { Point } from './front.js';

export interface Label extends Point {
  readonly text: string;
  readonly anchor: 'start' | 'end';
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const CHARACTER_WIDTH = 6.3;
const LINE_HEIGHT = 13;
const POINT_RADIUS = 6;
/** From a point to the near end of its name's middle line; the nearest first, up and right, where a front leaves room. */
const OFFSETS: readonly Point[] = [0, 12, 24, 38, 54, 72, 92].flatMap(rise =>
  [9, 24, -9, -24].map(x => ({ x, y: -4 - rise })),
);

/**
 * @param named points and their names, in pixels, the most important first
 * @param others points that a name should not cover
 * @returns for each that found a place inside of the frame, where its name begins or ends
 */
export function placeLabels(
  named: readonly (Point & { readonly text: string })[],
  others: readonly Point[],
  frame: Box,
): (Label & { readonly of: Point })[] {
  const taken = others.map(pointBox);
  const placed: (Label & { readonly of: Point })[] = [];
  for (const point of named) {
    const label = OFFSETS.map(offset => labelAt(point, offset)).find(candidate => {
      const box = labelBox(candidate);
      return isInside(box, frame) && !taken.some(other => overlap(box, other));
    });
    if (label === undefined) continue;
    placed.push({ ...label, of: point });
    taken.push(labelBox(label));
  }
  return placed;
}

function labelAt(point: Point & { readonly text: string }, offset: Point): Label {
  const anchor = offset.x > 0 ? 'start' : 'end';
  return { x: point.x + offset.x, y: point.y + offset.y, text: point.text, anchor };
}

function pointBox({ x, y }: Point): Box {
  return { left: x - POINT_RADIUS, right: x + POINT_RADIUS, top: y - POINT_RADIUS, bottom: y + POINT_RADIUS };
}

function labelBox({ x, y, text, anchor }: Label): Box {
  const width = text.length * CHARACTER_WIDTH;
  const left = anchor === 'start' ? x : x - width;
  return { left, right: left + width, top: y - LINE_HEIGHT / 2, bottom: y + LINE_HEIGHT / 2 };
}

function isInside(box: Box, frame: Box): boolean {
  return (
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
