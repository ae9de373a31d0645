/** Places for the names of points, none over another name or a point. */
import type { Point } from './front.js';

export interface Label extends Point {
  readonly text: string;
  readonly anchor: 'start' | 'end';
}

export interface PlacedLabel extends Label {
  /** The point that it names. */
  readonly of: Point;
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
const RISES = [0, 13, 26, 39, 52, 65, 78, 91];
/**
 * From a point to the near end of its name's middle line. First to the right and upwards, where a front leaves room;
 * then to the left, above its line; both near, then with a line to lead there.
 */
const OFFSETS: readonly Point[] = [
  ...[9, 22].flatMap(x => RISES.map(rise => ({ x, y: -3 - rise }))),
  ...[-9, -22].flatMap(x => RISES.slice(1).map(rise => ({ x, y: -3 - rise }))),
];

/**
 * @param named points and their names, in pixels; of a front, those to the right first, so that names stack up in order
 * @param others points that a name should not cover
 * @returns for each that found a place inside of the frame, where its name begins or ends
 */
export function placeLabels(
  named: readonly (Point & { readonly text: string })[],
  others: readonly Point[],
  frame: Box,
): PlacedLabel[] {
  const taken = others.map(pointBox);
  const placed: PlacedLabel[] = [];
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
