/**
 * Trains the net of middle-out: Adam (Kingma and Ba, ICLR 2015) on the likelihood of what a prediction without the net
 * leaves, a normal distribution of the deviation that the coder takes it to have. In the last tenth of the steps weights
 * and values are rounded as the coder has them, and slopes are taken as if they were not (straight-through), so that
 * what is learned is what will be computed. Sums, products, quotients and roots alone: the same records and seed give
 * the same model on every machine.
 */
import { RECORD } from '../../../codecs/coders/middle-out/gather.js';
import type { LeadModel } from '../../../codecs/coders/middle-out/model.js';
import { makeNetwork } from './network.js';
import { firstParameters, makeUniform, PARAMETERS } from './parameters.js';
import { type Digits, digitsOf, modelOf, roundedParameters } from './rounding.js';

export interface LearnNetOptions {
  readonly name: string;
  readonly seed: number;
  readonly steps: number;
  readonly onStep?: (done: number, total: number) => void;
}

const BATCH = 128;
const RATE = 0.002;
const DECAY_OF_MEAN = 0.9;
const DECAY_OF_SQUARE = 0.999;
const LEAST_ROOT = 1e-8;
/** Of a normal distribution, to its mean magnitude. */
const DEVIATION = 1.2533;
const LEAST_SCALE = 2;
/** In deviations: what lies further out says no more. */
const FURTHEST = 3;
const STEPS_A_REPORT = 64;

/** @param records as `gather` makes them, of all recordings that are learned from */
export function learnNet(records: Int16Array, { name, seed, steps, onStep }: LearnNetOptions): LeadModel {
  const count = Math.floor(records.length / RECORD.length);
  const parameters = firstParameters(seed);
  if (count === 0) return modelOf(name, parameters, digitsOf(parameters));
  const random = makeUniform(seed + 1);
  const network = makeNetwork();
  const gradient = new Float64Array(PARAMETERS);
  const rounded = new Float64Array(PARAMETERS);
  const move = makeAdam();
  const roundsFrom = Math.floor(0.9 * steps);
  let digits: Digits | undefined;
  for (let step = 0; step < steps; step++) {
    if (step === roundsFrom) digits = digitsOf(parameters);
    if (digits !== undefined) roundedParameters(parameters, digits, rounded);
    const used = digits === undefined ? parameters : rounded;
    gradient.fill(0);
    for (let k = 0; k < BATCH; k++) {
      const at = RECORD.length * Math.floor(random() * count);
      const slope = slopeOf(records, at, network.forward(used, records, at, digits !== undefined));
      network.backward(used, slope / BATCH, gradient);
    }
    move(parameters, gradient, RATE * (1 - step / steps));
    if (step % STEPS_A_REPORT === 0) onStep?.(step, steps);
  }
  return modelOf(name, parameters, digits ?? digitsOf(parameters));
}

/** Of half the square of the error in deviations, by what the net says. */
function slopeOf(records: Int16Array, at: number, said: number): number {
  const deviation = (DEVIATION * Math.max(LEAST_SCALE, records[at + RECORD.scale])) / 128;
  const error = (records[at + RECORD.left] / 128 - said) / deviation;
  return -Math.max(-FURTHEST, Math.min(FURTHEST, error)) / deviation;
}

function makeAdam(): (parameters: Float64Array, gradient: Float64Array, rate: number) => void {
  const means = new Float64Array(PARAMETERS);
  const squares = new Float64Array(PARAMETERS);
  let meanLeft = 1;
  let squareLeft = 1;
  return (parameters, gradient, rate) => {
    meanLeft *= DECAY_OF_MEAN;
    squareLeft *= DECAY_OF_SQUARE;
    for (let k = 0; k < PARAMETERS; k++) {
      means[k] += (1 - DECAY_OF_MEAN) * (gradient[k] - means[k]);
      squares[k] += (1 - DECAY_OF_SQUARE) * (gradient[k] * gradient[k] - squares[k]);
      const root = Math.sqrt(squares[k] / (1 - squareLeft)) + LEAST_ROOT;
      parameters[k] -= (rate * means[k]) / (1 - meanLeft) / root;
    }
  };
}
