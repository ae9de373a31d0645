/** How often each code occurs. */
import uPlot from 'uplot';
import { element, paragraph } from '../../report/page/element.js';
import type { Amplitudes } from '../model.js';
import { colour } from './colours.js';
import { axis, makePlot, short } from './plots.js';

export function amplitudes({ least, codesPerBin, counts, beyond, step }: Amplitudes): HTMLElement {
  const all = counts.reduce((sum, count) => sum + count, beyond);
  const codes = counts.map((_, k) => least + k * codesPerBin);
  const unit = step === null ? 'sample' : `code on a grid of ${short(step)}`;
  const used = counts.filter(count => count > 0).length;
  const box = makePlot({
    label: `How often each ${unit} occurs: ${used} of ${counts.length} between ${least} and ${codes[codes.length - 1]}`,
    height: 300,
    data: () => [codes, counts.map(count => (count === 0 ? null : count / all))],
    options: () => ({
      legend: { show: false },
      scales: { x: { time: false }, y: { distr: 3 } },
      axes: [
        axis(unit),
        axis('share of samples', { size: 70, values: (_, shares) => shares.map(shareText) }),
      ],
      series: [
        {},
        {
          stroke: colour('accent'),
          fill: colour('accent'),
          width: 0,
          points: { show: false },
          paths: uPlot.paths.bars?.({ size: [1, Number.POSITIVE_INFINITY], gap: 0 }) ?? (() => null),
        },
      ],
    }),
  });
  return element('div', {}, box.element, paragraph(meaning(counts, codesPerBin)), ...outside(beyond, all));
}

function shareText(share: number | null): string {
  return share === null ? '' : share >= 1e-3 ? `${short(100 * share)} %` : share.toExponential(0);
}

/** Neighbouring codes of an even converter occur about equally often. */
const UNEVEN = 0.25;

function meaning(counts: readonly number[], codesPerBin: number): string {
  const unevenness = unevennessOf(counts);
  const coders =
    'Coders of normal distributions expect a bell; what is narrower or wider than that costs bits unless they adapt.';
  if (codesPerBin > 1 || unevenness === null) return coders;
  const percent = Math.round(100 * unevenness);
  return unevenness > UNEVEN
    ? `Neighbouring codes differ by ${percent} % at the median: the converter's steps are uneven, which a profile (ncb train) makes bits of.`
    : `Neighbouring codes differ by ${percent} % at the median: the converter's steps are about even. ${coders}`;
}

/** Median of how much a code differs from the mean of its neighbours, where all are common. */
function unevennessOf(counts: readonly number[]): number | null {
  const common = Math.max(...counts) / 50;
  const differences: number[] = [];
  for (let k = 1; k < counts.length - 1; k++) {
    const around = (counts[k - 1] + counts[k + 1]) / 2;
    if (Math.min(counts[k - 1], counts[k], counts[k + 1]) > common)
      differences.push(Math.abs(counts[k] / around - 1));
  }
  differences.sort((a, b) => a - b);
  return differences.length < 8 ? null : differences[differences.length >> 1];
}

function outside(beyond: number, all: number): HTMLElement[] {
  return beyond === 0
    ? []
    : [
        paragraph(
          `${beyond.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} samples lie outside of the picture.`,
        ),
      ];
}
