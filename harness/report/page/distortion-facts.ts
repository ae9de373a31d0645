/** What a picture of rate and distortion is of: the same on a page and in a file of its own. */
import { GRADE_CAVEAT } from '../../quality/grade.js';
import { allowances, lossyPoints, type Measure, shortfall } from '../measures.js';
import type { LimitPoint, LossyChain, ReportRun } from '../model.js';
import { complete } from '../pick.js';
import { shortfallAxis } from '../shortfall-axis.js';
import type { Curve, Distortion } from './distortion.js';

/** Names of all curves of a run, in the order of their looks. */
export function curveNames({ lossy: { chains } }: ReportRun): string[] {
  return [...new Set(chains.map(({ curve }) => curve))].sort();
}

/** @param names of all curves of the run, in the order of their looks */
export function curvesOf(shown: readonly LossyChain[], names: readonly string[], measure: Measure): Curve[] {
  return names.flatMap((name, index) => {
    const chains = shown.filter(({ curve }) => curve === name);
    const points = lossyPoints(chains, measure);
    return points.length === 0
      ? []
      : [{ name, index, points, isYours: chains.some(({ isGiven }) => isGiven) }];
  });
}

/** @param drawable all chains that filters may leave, by which the axes are made, so that they stay */
export function distortionOf(
  run: ReportRun,
  drawable: readonly LossyChain[],
  curves: readonly Curve[],
  measure: Measure,
): Distortion {
  const all = lossyPoints(drawable, measure);
  const [lossless] = complete(run.chains);
  const floor = shortfall(measure, run.lossy.floor?.[measure.figure] ?? null);
  const bits = [...all.map(point => point.bits), lossless?.bitsPerSample ?? 0];
  const axis = shortfallAxis(measure, [
    ...all.map(point => point.shortfall),
    ...(floor === null ? [] : [floor]),
  ]);
  const mostBits = Math.max(...bits) * 1.06;
  return { measure, axis, mostBits, curves, lossless, floor, limit: limitOf(run, measure) };
}

/** Of what it is known of. */
function limitOf({ lossy: { limits } }: ReportRun, { figure: name }: Measure): readonly LimitPoint[] {
  return name === 'rmse' || name === 'band_rmse_sigma' ? limits[name] : [];
}

/** What the drawing shows, in sentences. */
export function captionText(run: ReportRun, measure: Measure): string {
  const { isError, meaning } = measure;
  return [
    meaning,
    isError ? 'Better is down and to the left.' : 'Better is up and to the left.',
    ...(limitOf(run, measure).length > 1 ? [limitText(measure)] : []),
    ...(run.lossy.floor === null
      ? []
      : ['Flicker floor: the original with half a code of noise, which no codec can be blamed for.']),
    ...(allowances(measure, null).length === 0
      ? []
      : [`Shaded: what a grade allows here, and it asks for more besides (${GRADE_CAVEAT}).`]),
  ].join(' ');
}

function limitText({ figure: name }: Measure): string {
  const elsewhere = name === 'band_rmse_sigma' ? ', if none were spent outside of the band' : '';
  return `R(D): the fewest bits for that error of Gaussian, stationary signals of these spectra (reverse water-filling)${elsewhere}.`;
}
