/**
 * Places for the names of points. No name stands on another name, on a point, or on the line that leads from another
 * name to its point, and no such line crosses another one. A name that finds no place is left out, so that those that
 * matter come first.
 */
import type { Point } from './front.js';
import { LABEL_SIZE, textWidth } from './text-width.js';

export interface Name extends Point {
  readonly lines: readonly string[];
  readonly isBold?: boolean;
  /** How far from its point it may stand, in pixels; unless given, as far as there is room. */
  readonly reach?: number;
}

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A name where it stands. */
export interface PlacedLabel<N extends Name = Name> {
  readonly of: N;
  readonly box: Box;
  /** From the name to its point; null where the two are close. */
  readonly leader: Segment | null;
}

export interface Obstacles {
  /** Points that no name covers, those that are named among them. */
  readonly points: readonly Point[];
  /** Lines that names and leaders had better not cross. */
  readonly lines: readonly Segment[];
  /** What names stay within. */
  readonly frame: Box;
}

export const LINE_HEIGHT = LABEL_SIZE + 2;
const POINT_RADIUS = 6;
/** A name nearer to its point than this needs no line to it. */
const NEAR = 14;
/** Letters that touch a line above or below them are hard to read. */
const CLEAR = 2;
/** Pixels of way that are as bad as running over a point or crossing a line. */
const COSTS = { point: 45, line: 40 };

/** From a point to the near side of its name; `side` says which side that is: its left, its right, or its middle. */
interface Offset extends Point {
  readonly side: -1 | 0 | 1;
}

const ACROSS = [10, 18, 30, 48, 72, 104, 144, 192];
const UP = [0, 9, 16, 24, 34, 46, 60, 76, 94, 114, 136, 160, 186, 214, 244];

/** The nearest first; to the right and above before the others, where a front leaves room. */
const OFFSETS: readonly Offset[] = [
  ...ACROSS.flatMap(x => bothWays(UP).flatMap(y => [offset(x, y, 1), offset(-x, y, -1)])),
  ...bothWays(UP.slice(1)).map(y => offset(0, y, 0)),
].sort((a, b) => lengthOf(a) - lengthOf(b));

function offset(x: number, y: number, side: Offset['side']): Offset {
  return { x, y, side };
}

function bothWays(distances: readonly number[]): number[] {
  return distances.flatMap(distance => (distance === 0 ? [0] : [-distance, distance]));
}

function lengthOf({ x, y, side }: Offset): number {
  const length = Math.hypot(x, y);
  return length + (side < 0 ? 4 : 0) + (y > 0 ? 3 : 0);
}

/** Orders that are tried until each name that may stand anywhere has a place. */
const MOST_TRIES = 12;

/**
 * In the order given; while a name that may stand anywhere finds no place, again with such names first.
 * @param names the most important first, in pixels
 */
export function placeLabels<N extends Name>(names: readonly N[], obstacles: Obstacles): PlacedLabel<N>[] {
  const boxes = obstacles.points.map(point => boxAround(point, POINT_RADIUS));
  const candidates = new Map(names.map(name => [name, candidatesFor(name, boxes, obstacles)]));
  let order = names;
  let best: PlacedLabel<N>[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < MOST_TRIES && fewest > 0; tries++) {
    const placed = placeInOrder(order.map(name => candidates.get(name) ?? []));
    const there = new Set(placed.map(({ of }) => of));
    const lacking = names.filter(name => name.reach === undefined && !there.has(name));
    if (lacking.length < fewest) [best, fewest] = [placed, lacking.length];
    order = [...lacking, ...order.filter(name => !lacking.includes(name))];
  }
  return best;
}

/** A place off all points. */
interface Candidate<N extends Name> {
  readonly label: PlacedLabel<N>;
  /** Of the way to it: the least that it can cost. */
  readonly length: number;
  /** What it runs over and crosses, too. */
  readonly cost: () => number;
}

/** The nearest first. */
function candidatesFor<N extends Name>(
  name: N,
  boxes: readonly Box[],
  { points, lines, frame }: Obstacles,
): Candidate<N>[] {
  return OFFSETS.flatMap(offset => {
    const length = lengthOf(offset);
    if (length >= (name.reach ?? Number.POSITIVE_INFINITY)) return [];
    const label = labelAt(name, offset);
    if (!isInside(label.box, frame) || boxes.some(box => overlap(box, label.box))) return [];
    let cost: number | undefined;
    return [{ label, length, cost: () => (cost ??= length + costOf(label, points, lines)) }];
  });
}

/** Each at the least cost that those before it leave. */
function placeInOrder<N extends Name>(all: readonly (readonly Candidate<N>[])[]): PlacedLabel<N>[] {
  const placed: PlacedLabel<N>[] = [];
  for (const candidates of all) {
    let best: Candidate<N> | undefined;
    for (const candidate of candidates) {
      if (best !== undefined && candidate.length >= best.cost()) break;
      if (!isFree(candidate.label, placed)) continue;
      if (best === undefined || candidate.cost() < best.cost()) best = candidate;
    }
    if (best !== undefined) placed.push(best.label);
  }
  return placed;
}

function labelAt<N extends Name>(name: N, { x, y, side }: Offset): PlacedLabel<N> {
  const width = Math.max(...name.lines.map(line => textWidth(line, name.isBold)));
  const height = name.lines.length * LINE_HEIGHT;
  const near = { x: name.x + x, y: name.y + y };
  const left = near.x - (side > 0 ? 0 : side < 0 ? width : width / 2);
  // above or below a point the name ends there, beside it the name's middle is level with the offset
  const top = near.y - (side !== 0 ? height / 2 : y < 0 ? height : 0);
  const box = { left, right: left + width, top, bottom: top + height };
  const leader = Math.hypot(x, y) > NEAR ? { from: near, to: towards(name, near) } : null;
  return { of: name, box, leader };
}

/** Where a line to a point meets its rim. */
function towards(point: Point, from: Point): Point {
  const share = POINT_RADIUS / Math.hypot(from.x - point.x, from.y - point.y);
  return { x: point.x + (from.x - point.x) * share, y: point.y + (from.y - point.y) * share };
}

function isFree({ box, leader }: PlacedLabel, placed: readonly PlacedLabel[]): boolean {
  return placed.every(
    other =>
      !overlap(box, other.box) &&
      !(other.leader && crosses(other.leader, box)) &&
      !(leader && (crosses(leader, other.box) || (other.leader && meet(leader, other.leader)))),
  );
}

function costOf(
  { of, box, leader }: PlacedLabel,
  points: readonly Point[],
  lines: readonly Segment[],
): number {
  const room = { left: box.left, right: box.right, top: box.top - CLEAR, bottom: box.bottom + CLEAR };
  const crossed = lines.filter(line => crosses(line, room) || (leader && meet(line, leader)));
  const over =
    leader === null
      ? []
      : points.filter(point => !isAt(point, of) && crosses(leader, boxAround(point, POINT_RADIUS)));
  return COSTS.line * crossed.length + COSTS.point * over.length;
}

function isAt(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}

function boxAround({ x, y }: Point, reach: number): Box {
  return { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
}

function isInside(box: Box, frame: Box): boolean {
  return (
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Whether any of a segment lies in a box: Liang and Barsky's clipping. */
function crosses({ from, to }: Segment, box: Box): boolean {
  const sides = [
    [from.x - to.x, from.x - box.left],
    [to.x - from.x, box.right - from.x],
    [from.y - to.y, from.y - box.top],
    [to.y - from.y, box.bottom - from.y],
  ];
  let [enter, leave] = [0, 1];
  for (const [way, room] of sides) {
    if (way === 0 && room < 0) return false;
    if (way < 0) enter = Math.max(enter, room / way);
    if (way > 0) leave = Math.min(leave, room / way);
  }
  return enter <= leave;
}

/** Whether two segments have a point in common. */
function meet(a: Segment, b: Segment): boolean {
  const turn = (p: Point, q: Point, r: Point) =>
    Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return (
    turn(a.from, a.to, b.from) !== turn(a.from, a.to, b.to) &&
    turn(b.from, b.to, a.from) !== turn(b.from, b.to, a.to)
  );
}
