/**
 * The net of middle-out in real numbers, forwards and backwards, one record at a time. Told to round, it computes just
 * what the coder does: all numbers are then whole ones divided by powers of two, and a double holds their sums exactly.
 */
import { RECORD } from '../../../codecs/coders/middle-out/gather.js';
import { placeOf } from './parameters.js';
import { OUTPUT_BITS, VALUE_BITS, WEIGHT_BITS } from './rounding.js';

const FEATURES = 16;
const HIDDEN = 16;
const LATENTS = 8;
const PEERS = 3;
const UNITS = 4;
const INPUTS = LATENTS + PEERS;
/** The lead and its peers. */
const LEADS = 1 + PEERS;
const VALUE = 2 ** VALUE_BITS;
const WEIGHT = 2 ** WEIGHT_BITS;
const OUTPUT = 2 ** OUTPUT_BITS;
const LARGEST = 127 / VALUE;

const HIDDEN_AT = placeOf('hidden');
const LATENTS_AT = placeOf('latents');
const OWN_AT = placeOf('own');
const PEERS_AT = placeOf('peers');
const DISTANCE_AT = placeOf('distance');
const PREDICTOR_AT = placeOf('predictor');
const OUTPUT_AT = placeOf('output');

export interface Network {
  /**
   * What the net adds to a prediction, in deviations.
   * @param at where the record begins
   */
  readonly forward: (parameters: Float64Array, records: Int16Array, at: number, rounds: boolean) => number;
  /** Adds to `gradient` what a slope of the last output gives. */
  readonly backward: (parameters: Float64Array, slope: number, gradient: Float64Array) => void;
}

/** With room of its own for one record. */
export function makeNetwork(): Network {
  const x = new Float64Array(LEADS * FEATURES);
  const hidden = new Float64Array(LEADS * HIDDEN);
  const latents = new Float64Array(LEADS * LATENTS);
  const weights = new Float64Array(PEERS);
  const weighed = new Float64Array(LATENTS);
  const own = new Float64Array(LATENTS);
  const inputs = new Float64Array(INPUTS);
  const units = new Float64Array(UNITS);
  const slopes = {
    inputs: new Float64Array(INPUTS),
    weighed: new Float64Array(LATENTS),
    latents: new Float64Array(LEADS * LATENTS),
    hidden: new Float64Array(HIDDEN),
  };
  let sum = 0;
  let squares = 0;

  const isAlone = (peer: number) => weights[peer] === 0;

  function project(p: Float64Array, lead: number, rounds: boolean): void {
    for (let unit = 0; unit < HIDDEN; unit++) {
      let value = p[HIDDEN_AT.biases + unit];
      const row = HIDDEN_AT.weights + unit * FEATURES;
      for (let k = 0; k < FEATURES; k++) value += p[row + k] * x[lead * FEATURES + k];
      hidden[lead * HIDDEN + unit] = Math.max(0, Math.min(LARGEST, rounded(value, VALUE, rounds)));
    }
    for (let unit = 0; unit < LATENTS; unit++) {
      let value = p[LATENTS_AT.biases + unit];
      const row = LATENTS_AT.weights + unit * HIDDEN;
      for (let k = 0; k < HIDDEN; k++) value += p[row + k] * hidden[lead * HIDDEN + k];
      latents[lead * LATENTS + unit] = clamp(rounded(value, VALUE, rounds));
    }
  }

  function projectBackward(p: Float64Array, lead: number, gradient: Float64Array): void {
    slopes.hidden.fill(0);
    for (let unit = 0; unit < LATENTS; unit++) {
      const slope =
        Math.abs(latents[lead * LATENTS + unit]) < LARGEST ? slopes.latents[lead * LATENTS + unit] : 0;
      if (slope === 0) continue;
      gradient[LATENTS_AT.biases + unit] += slope;
      const row = LATENTS_AT.weights + unit * HIDDEN;
      for (let k = 0; k < HIDDEN; k++) {
        gradient[row + k] += slope * hidden[lead * HIDDEN + k];
        slopes.hidden[k] += slope * p[row + k];
      }
    }
    for (let unit = 0; unit < HIDDEN; unit++) {
      const value = hidden[lead * HIDDEN + unit];
      const slope = slopes.hidden[unit];
      if (value <= 0 || value >= LARGEST || slope === 0) continue;
      gradient[HIDDEN_AT.biases + unit] += slope;
      const row = HIDDEN_AT.weights + unit * FEATURES;
      for (let k = 0; k < FEATURES; k++) gradient[row + k] += slope * x[lead * FEATURES + k];
    }
  }

  function takeRecord(records: Int16Array, at: number): void {
    for (let k = 0; k < x.length; k++) x[k] = records[at + RECORD.features + k] / VALUE;
    let squaresSum = 0;
    sum = 0;
    for (let k = 0; k < PEERS; k++) {
      const weight = records[at + RECORD.weights + k];
      weights[k] = weight / WEIGHT;
      inputs[LATENTS + k] = records[at + RECORD.remainders + k] / VALUE;
      sum += weight / WEIGHT;
      squaresSum += weight * weight;
    }
    squares = Math.floor(squaresSum / WEIGHT) / WEIGHT;
  }

  function listen(p: Float64Array, rounds: boolean): void {
    for (let k = 0; k < LATENTS; k++) {
      let value = 0;
      for (let peer = 0; peer < PEERS; peer++) value += weights[peer] * latents[(1 + peer) * LATENTS + k];
      weighed[k] = rounds ? Math.floor(value * VALUE) / VALUE : value;
    }
    for (let unit = 0; unit < LATENTS; unit++) {
      let value = p[OWN_AT.biases + unit];
      let heard = p[DISTANCE_AT.weights + unit] * squares;
      const row = unit * LATENTS;
      for (let k = 0; k < LATENTS; k++) {
        value += p[OWN_AT.weights + row + k] * latents[k];
        heard += p[PEERS_AT.weights + row + k] * weighed[k];
      }
      own[unit] = value;
      const message = heard + value * sum;
      inputs[unit] = clamp(latents[unit] - rounded(message, VALUE, rounds));
    }
  }

  return {
    forward: (p, records, at, rounds) => {
      takeRecord(records, at);
      project(p, 0, rounds);
      for (let peer = 0; peer < PEERS; peer++) {
        if (isAlone(peer)) latents.fill(0, (1 + peer) * LATENTS, (2 + peer) * LATENTS);
        else project(p, 1 + peer, rounds);
      }
      listen(p, rounds);
      let out = p[OUTPUT_AT.biases];
      for (let unit = 0; unit < UNITS; unit++) {
        let value = p[PREDICTOR_AT.biases + unit];
        const row = PREDICTOR_AT.weights + unit * INPUTS;
        for (let k = 0; k < INPUTS; k++) value += p[row + k] * inputs[k];
        units[unit] = Math.max(0, Math.min(LARGEST, rounded(value, VALUE, rounds)));
        out += p[OUTPUT_AT.weights + unit] * units[unit];
      }
      return rounded(out, OUTPUT, rounds);
    },
    backward: (p, slope, gradient) => {
      slopes.inputs.fill(0);
      slopes.latents.fill(0);
      slopes.weighed.fill(0);
      gradient[OUTPUT_AT.biases] += slope;
      for (let unit = 0; unit < UNITS; unit++) {
        gradient[OUTPUT_AT.weights + unit] += slope * units[unit];
        if (units[unit] <= 0 || units[unit] >= LARGEST) continue;
        const unitSlope = slope * p[OUTPUT_AT.weights + unit];
        gradient[PREDICTOR_AT.biases + unit] += unitSlope;
        const row = PREDICTOR_AT.weights + unit * INPUTS;
        for (let k = 0; k < INPUTS; k++) {
          gradient[row + k] += unitSlope * inputs[k];
          slopes.inputs[k] += unitSlope * p[row + k];
        }
      }
      for (let unit = 0; unit < LATENTS; unit++) {
        const value = slopes.inputs[unit];
        if (Math.abs(inputs[unit]) >= LARGEST || value === 0) continue;
        slopes.latents[unit] += value;
        gradient[DISTANCE_AT.weights + unit] -= value * squares;
        gradient[OWN_AT.biases + unit] -= value * sum;
        const row = unit * LATENTS;
        for (let k = 0; k < LATENTS; k++) {
          gradient[OWN_AT.weights + row + k] -= value * sum * latents[k];
          gradient[PEERS_AT.weights + row + k] -= value * weighed[k];
          slopes.latents[k] -= value * sum * p[OWN_AT.weights + row + k];
          slopes.weighed[k] -= value * p[PEERS_AT.weights + row + k];
        }
      }
      projectBackward(p, 0, gradient);
      for (let peer = 0; peer < PEERS; peer++) {
        if (isAlone(peer)) continue;
        for (let k = 0; k < LATENTS; k++)
          slopes.latents[(1 + peer) * LATENTS + k] = weights[peer] * slopes.weighed[k];
        projectBackward(p, 1 + peer, gradient);
      }
    },
  };
}

function clamp(value: number): number {
  return Math.max(-LARGEST, Math.min(LARGEST, value));
}

function rounded(value: number, steps: number, rounds: boolean): number {
  return rounds ? Math.floor(value * steps + 0.5) / steps : value;
}
