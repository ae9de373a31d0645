/** How far samples are off if their codes are. */
import { shapeOf } from '../../bytes/shape.js';
import type { Transformed } from '../../codec.js';
import type { Form } from './forms.js';
import { readPlans } from './side.js';

export function errorPassedOn(error: number, { samples, side }: Transformed): number {
  const { channels, frames } = shapeOf(samples);
  if (side.length === 0 || frames === 0) return error;
  const plans = readPlans(side, channels, frames);
  return plans.reduce((most, { form }) => Math.max(most, distanceOf(form, error)), 0);
}

/** How far apart the values of two codes are at most. */
function distanceOf(form: Form, codes: number): number {
  if (form.type === 'as is') return codes;
  if (form.type === 'grid') {
    const { numerator, denominator } = form.grid.step;
    return Math.ceil((codes * numerator) / denominator);
  }
  const { values } = form;
  const last = values.length - 1;
  return values.reduce((most, value, i) => Math.max(most, values[Math.min(i + codes, last)] - value), 0);
}
