/**
 * A sorter that always finds the same, to see what a sorter may lose: spikes found by the threshold are given to the unit
 * whose template is nearest. Snippets from 0.5 ms before to 1.1 ms behind the minimum are projected onto the three
 * principal components of all that is found in the original, and whitened by how the snippets of units lie around their
 * means there. What is farther from all templates than 999 of 1000 spikes of a unit belongs to none. Templates,
 * components and whitening are the original's.
 */
import { dot, type Principal, principalAxes } from './principal.js';

const SNIPPET_S = { before: 0.0005, after: 0.0011 };
const COMPONENTS = 3;
/** Of the chi-square distribution of 3 degrees of freedom, the quantile of 0.999. */
const FARTHEST_SQUARED = 16.266;
/** Of a unit, for a template; and of all, beyond one for each unit, for the whitening. */
const LEAST_SPIKES = 4;
const LEAST_SPREAD = 6;

export interface Sorter {
  readonly rateHz: number;
  readonly principal: Principal;
  /** Inverse of the triangular root of the covariance: row by row. */
  readonly whitening: readonly Float64Array[];
  /** Whitened, by number of the unit; undefined of one that is seldom found. */
  readonly templates: readonly (Float64Array | undefined)[];
}

/**
 * Learns from what is found in the original.
 * @param signal of the original, in the band of spikes
 * @param times of all that is found
 * @param owners number of the unit that each is of; -1 of what is of none, or of several
 * @param units how many there are
 * @returns undefined if there is too little to learn from
 */
export function learn(
  signal: Float64Array,
  rateHz: number,
  times: readonly number[],
  owners: readonly number[],
  units: number,
): Sorter | undefined {
  const { width } = shapeOf(rateHz);
  const whole = times
    .map((time, k) => ({ time, owner: owners[k] }))
    .filter(({ time }) => isWhole(signal, time, rateHz));
  const rows = new Float64Array(whole.length * width);
  for (const [k, { time }] of whole.entries()) rows.set(snippetAt(signal, time, rateHz), k * width);
  if (whole.length < LEAST_SPREAD) return undefined;
  const principal = principalAxes(rows, width, COMPONENTS);
  const points = whole.map((_, k) => project(principal, rows.subarray(k * width, (k + 1) * width)));
  const ofUnits = Array.from({ length: units }, (_, unit) =>
    points.filter((__, k) => whole[k].owner === unit),
  );
  const sortable = ofUnits.map(list =>
    list.length < LEAST_SPIKES ? undefined : { list, mean: meanOf(list) },
  );
  const whitening = whiten(sortable.filter(one => one !== undefined));
  if (whitening === undefined) return undefined;
  const templates = sortable.map(one => one && whitening.map(row => dot(row, one.mean)));
  return { rateHz, principal, whitening, templates: templates.map(one => one && Float64Array.from(one)) };
}

/** @returns number of the unit that each spike is given to, or -1 */
export function sort(sorter: Sorter, signal: Float64Array, times: readonly number[]): number[] {
  const { rateHz, principal, whitening, templates } = sorter;
  return times.map(time => {
    if (!isWhole(signal, time, rateHz)) return -1;
    const point = project(principal, snippetAt(signal, time, rateHz));
    const place = whitening.map(row => dot(row, point));
    let [nearest, least] = [-1, FARTHEST_SQUARED];
    for (const [unit, template] of templates.entries()) {
      if (template === undefined) continue;
      let squared = 0;
      for (let i = 0; i < place.length; i++) squared += (place[i] - template[i]) ** 2;
      if (squared <= least) [nearest, least] = [unit, squared];
    }
    return nearest;
  });
}

function shapeOf(rateHz: number) {
  const [before, after] = [SNIPPET_S.before, SNIPPET_S.after].map(seconds => Math.round(seconds * rateHz));
  return { before, after, width: before + after + 1 };
}

function isWhole(signal: Float64Array, time: number, rateHz: number): boolean {
  const { before, after } = shapeOf(rateHz);
  return time >= before && time + after < signal.length;
}

function snippetAt(signal: Float64Array, time: number, rateHz: number): Float64Array {
  const { before, after } = shapeOf(rateHz);
  return signal.subarray(time - before, time + after + 1);
}

function project({ mean, axes }: Principal, snippet: Float64Array): Float64Array {
  const off = snippet.map((value, i) => value - mean[i]);
  return Float64Array.from(axes, axis => dot(axis, off));
}

function meanOf(points: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(points[0].length);
  for (const point of points) for (let i = 0; i < mean.length; i++) mean[i] += point[i] / points.length;
  return mean;
}

interface Cloud {
  readonly list: readonly Float64Array[];
  readonly mean: Float64Array;
}

/** What makes the covariance of points around their means one: the inverse of its Cholesky root. */
function whiten(clouds: readonly Cloud[]): Float64Array[] | undefined {
  const freedom = clouds.reduce((sum, { list }) => sum + list.length - 1, 0);
  if (freedom < LEAST_SPREAD) return undefined;
  const { length: size } = clouds[0].mean;
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  for (const { list, mean } of clouds) {
    for (const point of list) {
      for (let i = 0; i < size; i++) {
        for (let k = 0; k < size; k++)
          covariance[i][k] += ((point[i] - mean[i]) * (point[k] - mean[k])) / freedom;
      }
    }
  }
  return inverseRoot(covariance);
}

/** Rows of L^-1 where L L^T is the matrix; undefined if that is flat in some direction. */
function inverseRoot(matrix: readonly Float64Array[]): Float64Array[] | undefined {
  const { length: size } = matrix;
  const root = matrix.map(() => new Float64Array(size));
  const inverse = matrix.map(() => new Float64Array(size));
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      let sum = matrix[i][k];
      for (let j = 0; j < k; j++) sum -= root[i][j] * root[k][j];
      if (i === k && !(sum > 0)) return undefined;
      root[i][k] = i === k ? Math.sqrt(sum) : sum / root[k][k];
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      let sum = i === k ? 1 : 0;
      for (let j = k; j < i; j++) sum -= root[i][j] * inverse[j][k];
      inverse[i][k] = sum / root[i][i];
    }
  }
  return inverse;
}
