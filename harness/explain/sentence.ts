/** Where a chain's bits go in one sentence, and where they differ from another's. True of every outcome, or not said. */
import type { ExplainFacts } from '../processes/tasks.js';
import { accountOf, excessOf, type Reference, referenceOf } from './account.js';
import { concentrationOf } from './concentration.js';
import { type Changed, type Difference, isChanged, type Side, type Terms } from './difference.js';
import type { ExplainedChain, ExplainedRecording } from './explain.js';
import { encodedBytesOf, sumOfFacts } from './sum.js';

const INPUT_NAMES: Readonly<Record<Reference, string>> = {
  order0: 'entropy of what the coder is given',
  predicted: 'for normal residuals of a prediction of what the coder is given',
};

const REFERENCE_NAMES: Readonly<Record<Reference, string>> = {
  order0: 'the entropy of its input',
  predicted: 'normal residuals of a prediction of its input would take',
};

/** Bits a sample, without a sign. */
export function bitsText(bits: number): string {
  const size = Math.abs(bits);
  return size > 0 && size < 0.0005 ? 'under 0.001' : size.toFixed(3);
}

/** `levels+lpc+rans: 4.621 bits a sample: 4.583 entropy of what the coder is given, 0.030 above it …` */
export function headlineOf({ chain, recordings }: ExplainedChain): string {
  const total = sumOfFacts(recordings.map(({ facts }) => facts));
  const reference = referenceOf(total);
  const account = accountOf(total, reference);
  const each = (bits: number) => bits / total.samples;
  const above = account.excess < 0 ? 'below' : 'above';
  const parts = [
    `${bitsText(each(account.input))} ${INPUT_NAMES[reference]}`,
    `${bitsText(each(account.excess))} ${above} that`,
    `${bitsText(each(account.side))} side information`,
    ...gains(total).map(({ stage, bits }) => {
      return `${bitsText(each(bits))} ${bits < 0 ? 'added' : 'taken off'} by ${stage}`;
    }),
  ];
  const where = account.excess > 0 ? whereExcessLies(recordings, reference) : '';
  return `${chain}: ${bitsText(each(account.all))} bits a sample: ${parts.join(', ')}${where}.`;
}

/** What each compressor takes off the bytes before it, in bits. */
export function gains(facts: ExplainFacts): { readonly stage: string; readonly bits: number }[] {
  const sizes = [
    encodedBytesOf({ ...facts, compressors: [] }),
    ...facts.compressors.map(({ bytes }) => bytes),
  ];
  return facts.compressors.map(({ stage }, k) => ({ stage, bits: 8 * (sizes[k] - sizes[k + 1]) }));
}

function whereExcessLies(recordings: readonly ExplainedRecording[], reference: Reference): string {
  if (recordings.length > 1) {
    const excesses = recordings.map(({ facts }) => accountOf(facts, reference).excess);
    return where(excesses, 'recordings', 'what is above');
  }
  const [{ facts }] = recordings;
  return facts.pieces === null
    ? ''
    : wherePieces(
        facts.pieces.map(row => row.map(piece => excessOf(piece, reference))),
        'what is above',
      );
}

/** Of one recording: in which of its channels, or if it has one, when. */
function wherePieces(amounts: readonly (readonly number[])[], what: string): string {
  if (amounts.length === 1) return where(amounts[0], 'stretches of time', what);
  const sums = amounts.map(row => row.reduce((sum, amount) => sum + amount, 0));
  return where(sums, 'channels, each coded alone', what);
}

/** Where amounts lie that can be of either sign; empty of a single one. */
function where(amounts: readonly number[], units: string, what: string): string {
  const { of, few, share, above, below } = concentrationOf(amounts);
  if (of < 2 || above + below === 0) return '';
  if (few > 0 && few <= of / 2) {
    const part = share > 1 ? `more than all of ${what}` : `${Math.floor(100 * share)} % of ${what}`;
    return `; ${part} is in ${few} of ${of} ${units}`;
  }
  if (above > 0 && below > 0) return `; more in ${above} and less in ${below} of ${of} ${units}`;
  return above + below === of ? `; in all ${of} ${units}` : `; in ${above + below} of ${of} ${units}`;
}

/** What one chain takes more or less than the other, in which stage, and in which recordings. */
export function differenceSentence(
  difference: Difference,
  own: ExplainedChain,
  other: ExplainedChain,
): string {
  const { terms } = difference;
  const reasons = reasonsOf(difference);
  const because = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
  return `${lead(difference)}${because}${whereDifferenceLies(difference, terms, own, other)}.`;
}

function lead({ own, other, terms }: Difference): string {
  const [ownBytes, otherBytes] = [own, other].map(({ total }) => encodedBytesOf(total));
  if (terms.all === 0) return `${own.chain} takes as many bytes as ${other.chain}, ${count(ownBytes)}`;
  const bytes = Math.abs(ownBytes - otherBytes);
  const percent = ((100 * bytes) / otherBytes).toFixed(2);
  const amount = `${bitsText(terms.all / own.total.samples)} bits a sample`;
  return `${own.chain} takes ${amount} ${moreOf(terms.all)} than ${other.chain} (${count(bytes)} bytes, ${percent} %)`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function moreOf(bits: number): string {
  return bits < 0 ? 'less' : 'more';
}

/** Terms this much smaller than the largest are left out. */
const SMALL_SHARE = 0.05;

/** What makes the difference, the largest first. */
function reasonsOf(difference: Difference): string[] {
  const { terms, own } = difference;
  const { all: _, ...single } = terms;
  const largest = Math.max(...Object.values(single).map(Math.abs));
  return termNames
    .filter(name => terms[name] !== 0 && Math.abs(terms[name]) >= SMALL_SHARE * largest)
    .sort((a, b) => Math.abs(terms[b]) - Math.abs(terms[a]))
    .map(name => {
      const amount =
        terms[name] === terms.all
          ? 'all of it'
          : `${bitsText(terms[name] / own.total.samples)} ${moreOf(terms[name])}`;
      return `${amount} ${REASONS[name](difference)}`;
    });
}

type TermName = Exclude<keyof Terms, 'all'>;

const REASONS: Readonly<Record<TermName, (difference: Difference) => string>> = {
  side: ({ transforms }) => `in the side information of transforms (${changeText(transforms)})`,
  input: ({ transforms }) => `in what the transforms leave to code (${changeText(transforms)})`,
  coder: coderText,
  together: togetherText,
  compressors: ({ compressors }) =>
    isChanged(compressors)
      ? `in compressors (${changeText(compressors)})`
      : 'in what the compressors take off',
};

const termNames: readonly TermName[] = ['coder', 'input', 'together', 'side', 'compressors'];

/** `delta for lpc`, `without levels`, `with levels`. */
function changeText({ own, other }: Changed): string {
  if (own.length === 0) return `without ${other.join('+')}`;
  if (other.length === 0) return `with ${own.join('+')}`;
  return `${own.join('+')} for ${other.join('+')}`;
}

function coderText({ own, other }: Difference): string {
  const [a, b] = [own, other].map(({ total }) => total.coder.stage);
  return `in the coder ${a}, which spends ${spending(own)}, where ${a === b ? 'it' : b} spends ${spending(other)}`;
}

/** `0.232 bits more than the entropy of its input` */
function spending({ total, reference }: Side): string {
  const { excess } = accountOf(total, reference);
  return `${bitsText(excess / total.samples)} bits ${moreOf(excess)} than ${REFERENCE_NAMES[reference]}`;
}

function togetherText({ own, other, transforms }: Difference): string {
  const change = changeText(transforms);
  const [a, b] = [own, other].map(({ total }) => total.coder.stage);
  if (a === b) return `in what ${a} makes of what the transforms leave (${change})`;
  const predicting = own.reference === 'predicted' ? a : b;
  return `in transforms and coder together (${change}, ${a} for ${b}), since ${predicting} alone goes by more than each value`;
}

function whereDifferenceLies(
  { recordings }: Difference,
  { coder }: Terms,
  own: ExplainedChain,
  other: ExplainedChain,
): string {
  if (recordings.length > 1) {
    const amounts = recordings.map(({ ownBytes, otherBytes }) => ownBytes - otherBytes);
    return where(amounts, 'recordings', 'the difference');
  }
  const pieces = [own, other].map(chain => chain.recordings[0].facts.pieces);
  const [a, b] = pieces;
  if (coder === 0 || a === null || b === null) return '';
  const amounts = a.map((row, c) => row.map((piece, t) => piece.coder - b[c][t].coder));
  return wherePieces(amounts, "the coder's difference");
}
