/** What a lossy copy says of itself, in words. */
import { type Certificate, saidStreams } from '../../../harness/archive/certificate.js';
import type { Quality } from '../../../harness/quality/figures.js';
import { formatFigure, formatFixed } from './terminal.js';
import { wrap } from './wrap.js';

/**
 * Such as `a lossy copy, grade sorting-safe (limits set on ...): samples are off by up to 3 codes (193 in int16)`.
 * @param original what it is a copy of, if that is at hand
 */
export function sayCopy({ grade, caveat, greatestError, quality }: Certificate, original?: string): string {
  const of = original === undefined ? '' : ` of ${original}`;
  const graded = grade === null ? 'without a grade (no band of spikes)' : `grade ${grade} (${caveat})`;
  const codes = formatFigure(quality.max_abs_error).replace(/\.0+$/, '');
  return `a lossy copy${of}, ${graded}: samples are off by up to ${codes} code${codes === '1' ? '' : 's'} (${greatestError} in int16)`;
}

/** The same, and what it was measured by. */
export function sayCertificate(certificate: Certificate, width: number): string {
  return [wrap(sayCopy(certificate), 2, width), sayFigures(certificate, width)].join('\n');
}

function saySpikes(quality: Quality): string {
  if (quality.spikes === 0) return 'no spikes to judge by';
  return (
    `spikes of 6 sigma found ${formatFixed(quality.strong_recall, 4)}, right ${formatFixed(quality.strong_precision, 4)}; ` +
    `peaks off ${formatFixed(quality.peak_error_p95, 3)} (95 %), waveforms r ${formatFixed(quality.waveform_r_p05, 3)} (5 %)`
  );
}

/** What is promised, and the figures by which a copy has its grade, beside those of the flicker floor. */
export function sayFigures(certificate: Certificate, width: number): string {
  const { promisedError, measured, stretches, quality, flickerFloor: floor, streams } = certificate;
  const count = Object.values(streams).reduce((sum, each) => sum + each, 0);
  const lines = [
    promisedError === null
      ? 'the chain promises no bound'
      : `the chain promises ${promisedError} in int16 at most, and each sample was held to it`,
    ...(count > 1 ? [`streams by their own figures: ${saidStreams(certificate)}`] : []),
    ...(quality.band_rmse_sigma === null
      ? []
      : [
          `band error ${formatFixed(quality.band_rmse_sigma, 3)} sigma (half a code of noise makes ${formatFixed(floor.band_rmse_sigma, 3)}); ${saySpikes(quality)}`,
        ]),
    ...(measured < stretches ? [`figures are of ${measured} of ${stretches} stretches, evenly spread`] : []),
  ];
  return lines.map(line => wrap(line, 2, width)).join('\n');
}
