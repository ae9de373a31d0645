/** Where a chain's bits go in one sentence, and where they differ from another's. What would not be true is not said. */
import type { ExplainFacts } from '../processes/tasks.js';
import { accountOf, excessOf, type Reference } from './account.js';
import { type Difference, type Side, sideOf } from './difference.js';
import type { ExplainedChain, ExplainedRecording } from './explain.js';
import { reasonsOf } from './reasons.js';
import { encodedBytesOf } from './sum.js';
import { type Whereabouts, where } from './where.js';
import { bitsText, moreOf } from './words.js';

const INPUTS: Readonly<Record<Reference, string>> = {
  order0: 'entropy of what the coder is given',
  predicted: 'for normal residuals of a prediction of what the coder is given',
};

const EXCESS: Whereabouts = { sum: 'what is above', above: 'above it', below: 'below it' };
/** By this share of what channels take together. */
const FAR_APART = 0.2;

const DIFFERENCE: Whereabouts = { sum: 'the difference', above: 'larger', below: 'smaller' };

/** `levels+lpc+rans: 4.621 bits a sample: 4.583 entropy of what the coder is given, 0.030 above that …` */
export function headlineOf(explained: ExplainedChain): string {
  const { chain, total, reference } = sideOf(explained);
  const { all, side, input, excess } = accountOf(total, reference);
  const each = (bits: number) => bitsText(bits / total.samples);
  const above = `${each(excess)} ${excess < 0 ? 'below' : 'above'} that${throughCompressors(total, each)}`;
  const lies = excess > 0 ? whereExcessLies(explained.recordings, reference) : '';
  return `${chain}: ${each(all)} bits a sample: ${each(input)} ${INPUTS[reference]}, ${above}, ${each(side)} side information${lies}.`;
}

/** What each compressor takes off the bytes before it, in bits. */
export function gains(facts: ExplainFacts): { readonly stage: string; readonly bits: number }[] {
  const sizes = [
    encodedBytesOf({ ...facts, compressors: [] }),
    ...facts.compressors.map(({ bytes }) => bytes),
  ];
  return facts.compressors.map(({ stage }, k) => ({ stage, bits: 8 * (sizes[k] - sizes[k + 1]) }));
}

/** ` (after 8.690 taken off by zstd)` */
function throughCompressors(total: ExplainFacts, each: (bits: number) => string): string {
  if (total.compressors.length === 0) return '';
  const all = gains(total).map(
    ({ stage, bits }) => `${each(bits)} ${bits < 0 ? 'put on' : 'taken off'} by ${stage}`,
  );
  return ` (after ${all.join(', ')})`;
}

function whereExcessLies(recordings: readonly ExplainedRecording[], reference: Reference): string {
  if (recordings.length > 1) {
    const excesses = recordings.map(({ facts }) => accountOf(facts, reference).excess);
    return where(excesses, 'recordings', EXCESS);
  }
  const [{ facts }] = recordings;
  if (facts.pieces === null) return '';
  const amounts = facts.pieces.map(channel => channel.map(piece => excessOf(piece, reference)));
  return agree(sumOf(amounts.flat()), accountOf(facts, reference).excess) ? inPieces(amounts, EXCESS) : '';
}

/** Whether channels coded alone tell of channels coded together. */
function agree(alone: number, together: number): boolean {
  return Math.abs(alone - together) <= FAR_APART * Math.abs(together);
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

/** Of one recording: in which of its channels, or if it has one, when. */
function inPieces(amounts: readonly (readonly number[])[], whereabouts: Whereabouts): string {
  if (amounts.length === 1) return where(amounts[0], 'stretches of time', whereabouts);
  return where(amounts.map(sumOf), 'channels, each coded alone', whereabouts);
}

/**
 * What one chain takes more or less than the other, by which stages, and in which recordings.
 * @param difference of the two
 */
export function differenceSentence(
  difference: Difference,
  own: ExplainedChain,
  other: ExplainedChain,
): string {
  const reasons = reasonsOf(difference);
  const because = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
  return `${leadOf(difference)}${because}${whereDifferenceLies(difference, own, other)}.`;
}

function leadOf({ own, other, terms }: Difference): string {
  const [ownBytes, otherBytes] = [own, other].map(({ total }: Side) => encodedBytesOf(total));
  const count = (bytes: number) => `${bytes.toLocaleString('en-US')} byte${bytes === 1 ? '' : 's'}`;
  if (terms.all === 0) return `${own.chain} takes as much as ${other.chain}, ${count(ownBytes)}`;
  const bytes = Math.abs(ownBytes - otherBytes);
  const percent = ((100 * bytes) / otherBytes).toFixed(2);
  const amount = `${bitsText(terms.all / own.total.samples)} bits a sample ${moreOf(terms.all)}`;
  return `${own.chain} takes ${amount} than ${other.chain} (${count(bytes)}, ${percent} %)`;
}

function whereDifferenceLies(
  { recordings, terms }: Difference,
  own: ExplainedChain,
  other: ExplainedChain,
): string {
  if (recordings.length > 1) {
    const amounts = recordings.map(({ ownBytes, otherBytes }) => ownBytes - otherBytes);
    return where(amounts, 'recordings', DIFFERENCE);
  }
  const [a, b] = [own, other].map(chain => chain.recordings[0].facts.pieces);
  if (terms.all === 0 || a === null || b === null) return '';
  const amounts = a.map((channel, c) => channel.map((piece, t) => piece.spent - b[c][t].spent));
  const alone = sumOf(amounts.flat());
  const spent = terms.all - terms.side;
  if (agree(alone, spent))
    return inPieces(amounts, { ...DIFFERENCE, sum: 'the difference without side information' });
  const [each, together] = [alone, spent].map(bits => bitsText(bits / own.recordings[0].facts.samples));
  return a.length === 1
    ? ''
    : `; ${each} ${moreOf(alone)} with each channel coded alone, ${together} ${moreOf(spent)} together`;
}
