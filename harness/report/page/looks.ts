/** How the mark of a chain looks in any chart. */
import type { ReportChain } from '../model.js';
import { familyClass, lookOf, PAGE_COLOURS } from '../palette.js';
import type { ChainPoint, Place } from '../points.js';
import { isWithin, type Zoom } from '../zoom.js';
import { POINT_CLASS } from './svg.js';

const RADIUS = { few: 5.5, many: 4.5, yours: 7 };
const MANY = 100;
/** Of chains that are beaten and have no name: in sight, but not in the way. */
const FAINT = 0.4;

/** Options of Plot's dots of chains, for what reads no style sheet too. */
export function dotLook(chains: number) {
  return {
    className: 'points',
    symbol: ({ chain }: ChainPoint) => lookOf(chain.family).symbol,
    r: ({ chain }: ChainPoint) => radiusOf(chain, chains),
    fill: ({ chain }: ChainPoint) => colourOf(chain),
    // in the order of the data; Plot would draw large ones first
    sort: null,
  };
}

function radiusOf({ standing }: ReportChain, chains: number): number {
  if (standing !== null) return RADIUS.yours;
  return chains < MANY ? RADIUS.few : RADIUS.many;
}

function colourOf({ standing, family }: ReportChain): string {
  return standing === null ? lookOf(family).light : PAGE_COLOURS.light.yours;
}

/** Classes for the style sheet; a triangle at the edge for one that lies outside. */
export function styleMark(element: Element, point: ChainPoint, zoom: Zoom, isFaint: boolean): void {
  const { chain, ratio } = point;
  const isProgram = chain.isolation === 'process';
  const classes = [
    POINT_CLASS,
    familyClass(chain.family),
    ...(isProgram ? ['program'] : []),
    ...(chain.standing === null ? [] : ['yours']),
  ];
  element.setAttribute('class', classes.join(' '));
  element.setAttribute('data-chain', chain.chain);
  element.setAttribute('data-ratio', String(ratio));
  if (isFaint) element.setAttribute('opacity', String(FAINT));
  if (!isWithin(zoom, point)) element.setAttribute('d', arrowTo(point, zoom));
  if (!isProgram) return;
  element.setAttribute('stroke', colourOf(chain));
  element.setAttribute('fill', 'none');
}

/** A triangle that points out of the frame. */
function arrowTo({ xrt, ratio }: Place, zoom: Zoom): string {
  if (ratio < zoom.ratio[0]) return 'M-4.5,-3L4.5,-3L0,4Z';
  return xrt > zoom.xrt[1] ? 'M-3,-4.5L-3,4.5L4,0Z' : 'M3,-4.5L3,4.5L-4,0Z';
}
