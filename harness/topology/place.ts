/**
 * Leads as points of a plane, so that those that have much in common lie near each other.
 *
 * The length of a way from lead to lead is the sum of -ln |r| over it, which along a chain of leads that each hear of
 * the one before is the same as that of the straight way; the distance of two leads is that of their shortest way.
 * Distances go into a plane by classical scaling (Torgerson 1952), whose two axes come of orthogonal iteration from a
 * fixed start, and then by majorisation of stress (SMACOF, de Leeuw 1977) with weights of 1 / distance^2, so that short
 * distances are kept before long ones. The same correlations give the same places.
 */

/** Correlations below this are taken for noise: over 2^16 frames it is about ten times their standard deviation. */
const LEAST_R = 0.04;
const AXES_ROUNDS = 60;
const STRESS_ROUNDS = 120;
/** Leads that are one would have an infinite weight. */
const LEAST_DISTANCE = 0.02;
/** A lead that is related to none lies at most so much farther off than any others lie from each other. */
const FARTHEST = 1.1;
/** Leads that are one come to lie at one point, from which nothing would part them. */
const NUDGE = 1e-3;

/** x and y of each lead, one behind the other, in -1..1 around the middle. */
export type Places = Float64Array;

/** @param correlations row by row, -1 to 1 */
export function placeLeads(correlations: Float64Array, channels: number): Places {
  if (channels < 2) return new Float64Array(2 * channels);
  const distances = distancesOf(correlations, channels);
  const places = principalAxes(distances, channels);
  for (let round = 0; round < STRESS_ROUNDS; round++) majorise(places, distances, channels);
  return upright(places, channels);
}

/** Shortest ways between all leads (Floyd 1962). */
function distancesOf(correlations: Float64Array, channels: number): Float64Array {
  const distances = Float64Array.from(
    correlations,
    r => -Math.log(Math.max(LEAST_R, Math.min(1, Math.abs(r)))),
  );
  for (let k = 0; k < channels; k++) distances[k * channels + k] = 0;
  for (let by = 0; by < channels; by++) {
    for (let a = 0; a < channels; a++) {
      const first = distances[a * channels + by];
      for (let b = 0; b < channels; b++) {
        const way = first + distances[by * channels + b];
        if (way < distances[a * channels + b]) distances[a * channels + b] = way;
      }
    }
  }
  const most = FARTHEST * longestOf(distances, aloneOf(correlations, channels));
  return distances.map((distance, at) =>
    at % (channels + 1) === 0 ? 0 : Math.max(LEAST_DISTANCE, Math.min(most, distance)),
  );
}

/** Whether a lead is related to none. */
function aloneOf(correlations: Float64Array, channels: number): boolean[] {
  return Array.from({ length: channels }, (_, lead) => {
    const row = correlations.subarray(lead * channels, (lead + 1) * channels);
    return row.every((r, other) => other === lead || Math.abs(r) <= LEAST_R);
  });
}

/** Between leads that are related; without end if there are none. */
function longestOf(distances: Float64Array, alone: readonly boolean[]): number {
  let longest = 0;
  for (let at = 0; at < distances.length; at++) {
    const isRelated = !alone[Math.floor(at / alone.length)] && !alone[at % alone.length];
    if (isRelated && distances[at] > longest) longest = distances[at];
  }
  return longest === 0 ? Number.POSITIVE_INFINITY : longest;
}

/** The two greatest axes of doubly centred squares of distances. */
function principalAxes(distances: Float64Array, channels: number): Places {
  const products = centredProducts(distances, channels);
  let axes = [startOf(channels, 1), startOf(channels, 2)];
  let sizes = [0, 0];
  for (let round = 0; round < AXES_ROUNDS; round++) {
    const turned = axes.map(axis => times(products, axis));
    sizes = turned.map(axis => Math.sqrt(dot(axis, axis)));
    axes = orthonormal(turned);
  }
  const places = new Float64Array(2 * channels);
  axes.forEach((axis, k) => {
    const scale = Math.sqrt(sizes[k]);
    const nudge = startOf(channels, k + 3);
    for (let lead = 0; lead < channels; lead++) {
      places[2 * lead + k] = axis[lead] * scale + NUDGE * nudge[lead];
    }
  });
  return places;
}

function centredProducts(distances: Float64Array, channels: number): Float64Array {
  const squares = distances.map(distance => distance * distance);
  const means = Float64Array.from({ length: channels }, (_, lead) => {
    return (
      squares.subarray(lead * channels, (lead + 1) * channels).reduce((sum, square) => sum + square, 0) /
      channels
    );
  });
  const mean = means.reduce((sum, each) => sum + each, 0) / channels;
  return squares.map((square, at) => {
    return -(square - means[Math.floor(at / channels)] - means[at % channels] + mean) / 2;
  });
}

/** No two alike, and no sum of 0: multiples of the golden ratio. */
function startOf(channels: number, k: number): Float64Array {
  return Float64Array.from({ length: channels }, (_, lead) => (((lead + 1) * k * 0.6180339887) % 1) - 0.5);
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const { length } = vector;
  return vector.map((_, row) => dot(matrix.subarray(row * length, (row + 1) * length), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

function orthonormal([first, second]: readonly Float64Array[]): [Float64Array, Float64Array] {
  const one = unit(first);
  const common = dot(one, second);
  return [one, unit(second.map((value, k) => value - common * one[k]))];
}

function unit(vector: Float64Array): Float64Array {
  const size = Math.sqrt(dot(vector, vector));
  return size === 0 ? vector : vector.map(value => value / size);
}

/** A step that never makes weighted stress greater: each point goes to the mean of where the others want it. */
function majorise(places: Places, distances: Float64Array, channels: number): void {
  const before = places.slice();
  for (let a = 0; a < channels; a++) {
    let [x, y, weights] = [0, 0, 0];
    for (let b = 0; b < channels; b++) {
      if (a === b) continue;
      const distance = distances[a * channels + b];
      const weight = 1 / (distance * distance);
      const [dx, dy] = [before[2 * a] - before[2 * b], before[2 * a + 1] - before[2 * b + 1]];
      const stretch = distance / Math.max(1e-9, Math.sqrt(dx * dx + dy * dy));
      x += weight * (before[2 * b] + stretch * dx);
      y += weight * (before[2 * b + 1] + stretch * dy);
      weights += weight;
    }
    places[2 * a] = x / weights;
    places[2 * a + 1] = y / weights;
  }
}

/** Turned so that they are widest across, the first lead left and up of the last; in -1..1 at the same scale both ways. */
function upright(places: Places, channels: number): Places {
  let [meanX, meanY] = [0, 0];
  for (let lead = 0; lead < channels; lead++) {
    meanX += places[2 * lead] / channels;
    meanY += places[2 * lead + 1] / channels;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let lead = 0; lead < channels; lead++) {
    const [x, y] = [places[2 * lead] - meanX, places[2 * lead + 1] - meanY];
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const turned = new Float64Array(2 * channels);
  for (let lead = 0; lead < channels; lead++) {
    const [x, y] = [places[2 * lead] - meanX, places[2 * lead + 1] - meanY];
    turned[2 * lead] = cosine * x + sine * y;
    turned[2 * lead + 1] = cosine * y - sine * x;
  }
  const last = 2 * (channels - 1);
  const [flipX, flipY] = [turned[0] > turned[last] ? -1 : 1, turned[1] > turned[last + 1] ? -1 : 1];
  const reach = turned.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  return turned.map((value, at) => ((at % 2 === 0 ? flipX : flipY) * value) / reach);
}
