/** What a run says of chains that lose something, in sentences. */
import { count, fixed } from './format.js';
import type { LossyPoint, Measure } from './measures.js';
import type { ReportRun } from './model.js';
import { chartable, complete } from './pick.js';

/** What the charts are, and how far the run comes in them. */
export function lossySummary(run: ReportRun): string {
  const chains = chartable(run.lossy.chains);
  const [lossless] = complete(run.chains);
  const bits = chains.flatMap(({ bitsPerSample, failed }) =>
    bitsPerSample === null || failed > 0 ? [] : bitsPerSample,
  );
  const range =
    bits.length === 0
      ? 'none of them got through all recordings'
      : `${fixed(Math.max(...bits), 2)} to ${fixed(Math.min(...bits), 2)} bits a sample`;
  const from =
    lossless === undefined
      ? ''
      : `, where the smallest lossless chain, ${lossless.chain}, takes ${fixed(lossless.bitsPerSample, 2)}`;
  return `Rate against distortion: ${count(chains.length, 'chain')} whose samples do not all come back as they were, ${range}${from}. A curve is one chain with coarser and coarser steps.`;
}

/** Each curve by falling bits. */
export function curvesInWords(
  curves: readonly { readonly name: string; readonly points: readonly LossyPoint[] }[],
  measure: Measure,
): string {
  const words = curves.map(({ name, points }) => {
    const list = points.map(({ bits, value }) => `${fixed(bits, 2)} bits: ${measure.text(value)}`);
    return `${name}: ${list.join(', ')}`;
  });
  return `By falling bits a sample. ${words.join('. ')}.`;
}
