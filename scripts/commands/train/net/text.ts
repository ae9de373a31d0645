/** What `ncb train --model middle-out` says of a model. */
import { MODEL_BYTES } from '../../../../codecs/coders/middle-out/model.js';
import type { Refusal } from '../../../../harness/recordings/recording.js';
import { formatCount, formatTable, plural } from '../../shared/terminal.js';
import { wrap } from '../../shared/wrap.js';
import type { NetTrained } from './thread.js';

/** Bits a sample below which a net is not worth its work: the decoder computes 590 products a sample for it. */
const LEAST_GAIN = 0.0005;

export interface NetReport {
  readonly trained: NetTrained;
  readonly refused: readonly Refusal[];
  readonly out: string;
  readonly fileBytes: number;
}

export function netAsJson({ trained, refused, out, fileBytes }: NetReport): string {
  const { model, records, samples, trainedOn, leftOut, splitInTime, shipped, beside } = trained;
  const report = {
    model: 'middle-out',
    name: model.name,
    path: out,
    gains: gains(trained),
    model_bytes: MODEL_BYTES,
    file_bytes: fileBytes,
    trained_on: trainedOn,
    trained_samples: records,
    held_out: leftOut,
    held_out_by_time: splitInTime,
    held_out_samples: samples,
    refused: refused.map(({ name, reason }) => ({ name, reason })),
    bits_per_sample: { none: trained.without, shipped: beside ?? null, model: trained.with },
    shipped: shipped ?? null,
  };
  return JSON.stringify(report, null, 2);
}

export function netAsText({ trained, out, fileBytes }: NetReport): string {
  const { records, trainedOn, leftOut, splitInTime, samples } = trained;
  const left = splitInTime ? 'the last part of each left out' : `${leftOut.length} left out`;
  return [
    `learned from ${formatCount(records)} samples of ${plural(trainedOn.length, 'recording')}, ${left}`,
    '',
    `Bits a sample over what was left out (${formatCount(samples)} samples), by middle-out:`,
    formatWorths(trained),
    '',
    wrap(verdictOn(trained, out)),
    `written: ${out}, ${formatCount(fileBytes)} bytes; its numbers count as ${MODEL_BYTES} model bytes`,
  ].join('\n');
}

function gains({ without, with: bits }: NetTrained): boolean {
  return without - bits > LEAST_GAIN;
}

/** Whether the model is worth anything, and more than the one that ships. */
function verdictOn(trained: NetTrained, out: string): string {
  const { model, without, with: bits, shipped, beside } = trained;
  if (!gains(trained)) {
    const gain = (without - bits).toFixed(4);
    return `Nothing to be gained: ${gain} bits a sample less than without a net, and ${LEAST_GAIN} or less is not worth its work: model=none does as well.`;
  }
  const use = `A chain uses it by --profile ${out} and middle-out:model=${model.name}.`;
  if (shipped === undefined || beside === undefined || bits < beside) return use;
  return `No better than ${shipped}, which ships: chains do as well by that. ${use}`;
}

function formatWorths({ model, without, with: bits, shipped, beside }: NetTrained): string {
  const rows = [
    { net: 'none', bits: without },
    ...(beside === undefined ? [] : [{ net: `${shipped}, ships`, bits: beside }]),
    { net: model.name, bits },
  ];
  return formatTable(rows, [
    { title: 'net', text: ({ net }) => net, align: 'left' },
    { title: 'bits', text: one => one.bits.toFixed(4), align: 'right' },
    { title: 'ratio', text: one => (16 / one.bits).toFixed(4), align: 'right' },
    { title: 'smaller', text: one => `${(100 * (1 - one.bits / without)).toFixed(3)} %`, align: 'right' },
  ]);
}
