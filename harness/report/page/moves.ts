/** Where chains of two runs stood, and where they stand: ratio against a speed. */
import { dot, link } from '@observablehq/plot';
import { percentText, sizeChangeOf, timesText } from '../changes.js';
import type { Point } from '../front.js';
import type { ComparedChain, ComparedTime, Speed } from '../model.js';
import { isCopy, nameOf } from '../named.js';
import { PAGE_COLOURS } from '../palette.js';
import type { ChainPoint, Place } from '../points.js';
import { clampTo, type Zoom, zoomTo } from '../zoom.js';
import { drawOnAxes, frameOf } from './axes.js';
import { dotLook, styleMark } from './looks.js';
import { addNames, type WrittenName } from './names.js';
import { type DrawnPlot, placerOf, pointsOf, type Size } from './svg.js';

/** A chain in two runs, over the recordings of both. */
export interface Move {
  readonly chain: string;
  readonly change: ComparedChain;
  readonly time: ComparedTime;
  readonly from: Place;
  readonly to: ChainPoint;
}

/** How it changed, in size and at this speed; nothing where no change can be told from noise. */
type Way = 'better' | 'worse' | 'mixed' | undefined;

function wayOf({ change, time }: Move): Way {
  const isBetter = change.size === 'smaller' || time.verdict === 'faster';
  const isWorse = change.size === 'larger' || time.verdict === 'slower';
  if (isBetter && isWorse) return 'mixed';
  return isBetter ? 'better' : isWorse ? 'worse' : undefined;
}

/** So many names, of those that changed most. */
const MOST_NAMED = 24;

/** @param moves those that changed most first; the elements of their ends stand in this order in a group of class `points` */
export function drawMoves(moves: readonly Move[], speed: Speed, size: Size, document: Document): DrawnPlot {
  const zoom = zoomOnMoves(moves);
  const from = moves.map(move => clampTo(zoom, move.from));
  const to = moves.map(move => ({ ...clampTo(zoom, move.to), chain: move.to.chain }));
  const ways = link(moves, {
    x1: from.map(({ xrt }) => xrt),
    y1: from.map(({ ratio }) => ratio),
    x2: to.map(({ xrt }) => xrt),
    y2: to.map(({ ratio }) => ratio),
    className: 'moves',
    stroke: colourOf,
    strokeWidth: 2,
  });
  const ends = dot(to, { x: 'xrt', y: 'ratio', ...dotLook(moves.length) });
  const svg = drawOnAxes([ways, ends], zoom, speed, size, document);
  styleMoves(svg, moves, zoom);
  const place = placerOf(svg);
  const lines = moves.map((_, index) => ({ from: place(from[index]), to: place(to[index]) }));
  const names = moves.flatMap((move, index) => nameOfMove(move, lines[index].to)).slice(0, MOST_NAMED);
  const points = lines.flatMap(line => [line.from, line.to]);
  addNames(svg, names, points, { lines, frame: frameOf(size) });
  return svg;
}

function styleMoves(svg: DrawnPlot, moves: readonly Move[], zoom: Zoom): void {
  for (const [index, element] of pointsOf(svg).entries()) {
    styleMark(element, moves[index].to, zoom, wayOf(moves[index]) === undefined);
  }
  for (const [index, element] of [...svg.querySelectorAll('.moves > *')].entries()) {
    element.setAttribute('class', wayOf(moves[index]) ?? 'same');
  }
}

/** All that changed, and others as far as they do not squeeze these. */
function zoomOnMoves(moves: readonly Move[]): Zoom {
  const places = (some: readonly Move[]) => some.flatMap(({ from, to }) => [from, to]);
  const changed = moves.filter(move => wayOf(move) !== undefined);
  const others = moves.filter(move => wayOf(move) === undefined && !isCopy(move.to.chain));
  return zoomTo(places(changed), places(changed.length + others.length > 0 ? others : moves));
}

function colourOf(move: Move): string {
  const way = wayOf(move);
  return way === 'better' || way === 'worse' ? PAGE_COLOURS.light[way] : PAGE_COLOURS.light.muted;
}

/** @param at of its end, in pixels */
function nameOfMove(move: Move, at: Point): WrittenName[] {
  const way = wayOf(move);
  if (way === undefined) return [];
  const text = nameOf(move.to.chain);
  return [{ ...at, text, figures: figuresOf(move), as: way, isBold: true, colour: colourOf(move) }];
}

/** As `−1.20 %, ×1.31`: what changed of size and time. */
function figuresOf({ change, time }: Move): string {
  const size = sizeChangeOf(change);
  const isTold = time.verdict === 'faster' || time.verdict === 'slower';
  return [
    ...(size === 0 ? [] : [`${size > 0 ? '+' : '−'}${percentText(Math.abs(size))}`]),
    ...(isTold ? [`${timesText(time.ratio)} ${time.verdict}`] : []),
  ].join(', ');
}
