/** Models of channels that are predicted from their own past alone. Runs in encoders only. */

import { digitsToSend } from './digits.js';
import {
  codedAs,
  DEFAULTS,
  digitsOfGroups,
  type Found,
  isNoise,
  lagsUsed,
  levelOf,
  placeWeights,
  type Task,
  vectorsOf,
} from './draft.js';
import { LARGEST_OWN_DIGITS } from './head.js';
import { fitOwn, type OwnFit, readSource } from './own.js';
import { fitPooled, roughnessOf, sampled } from './pooled.js';
import { digitsFor, roundWeights } from './rounding.js';
import type { Source } from './signals.js';

/** Each channel with weights of its own. */
export function modelAlone(task: Task): Found {
  const { work, lags, hasAverages } = task;
  const { historyShift, frames } = work;
  const fitted: { source: Source; fit: OwnFit }[] = [];
  for (const source of task.sources) {
    readSource(work, source, hasAverages);
    const fit = fitOwn(work, { lags, hasAverages, frames }, source.reach);
    if (!isNoise(fit.deviation * 2 ** historyShift)) fitted.push({ source, fit });
  }
  const fits = fitted.map(({ fit }) => fit);
  const few = sampled(fits);
  const parts = new Array<number>(few.length).fill(1);
  const sentDigits = digitsToSend(few, parts, frames, LARGEST_OWN_DIGITS);
  const digits = digitsOfGroups(
    fits.map(fit => digitsFor(fit.solution, historyShift)),
    task.together,
  );
  const vectors = vectorsOf(Math.max(0, ...fits.map(fit => lagsUsed(fit.solution, lags))));
  const coded = fitted.map(({ source, fit }, k) => {
    const rounded = roundWeights(fit.solution, lags, Math.min(digits[k], sentDigits));
    const own = placeWeights(rounded, lags, vectors, hasAverages);
    const level = levelOf(fit.deviation * 2 ** historyShift);
    return codedAs(task, source, level, digits[k], own, []);
  });
  return { settings: { ...DEFAULTS, vectors, historyShift, sentDigits }, pooled: undefined, coded };
}

/** All channels with the same weights. */
export function modelPooled(task: Task): Found {
  const { work, lags, hasAverages } = task;
  const { historyShift, frames } = work;
  const { fit, proportion } = fitPooled(work, task.sources, { lags, hasAverages, frames });
  const ownDigits = digitsFor(fit.solution, historyShift);
  const vectors = vectorsOf(lagsUsed(fit.solution, lags));
  const own = placeWeights(roundWeights(fit.solution, lags, ownDigits), lags, vectors, hasAverages);
  const coded = task.sources.flatMap(source => {
    readSource(work, source, hasAverages);
    const deviation = Math.sqrt(roughnessOf(work)) * proportion * 2 ** historyShift;
    if (isNoise(deviation)) return [];
    return [codedAs(task, source, levelOf(deviation), ownDigits, [], [])];
  });
  const settings = { ...DEFAULTS, vectors, historyShift };
  return { settings, pooled: { own, shape: new Array<number>(8).fill(0) }, coded };
}
