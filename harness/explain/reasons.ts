/** Which stages make the difference between two chains, in words. */
import { accountOf, type Reference } from './account.js';
import { type Changed, type Difference, isChanged, type Side, type Terms } from './difference.js';
import { bitsText, moreOf } from './words.js';

type TermName = Exclude<keyof Terms, 'all'>;

const TERM_NAMES: readonly TermName[] = ['coder', 'input', 'together', 'side', 'compressors'];

/** Terms this much smaller than the largest are left out. */
const SMALL_SHARE = 0.05;

/** What makes the difference, the largest first: `all of it in the coder rice, which spends …` */
export function reasonsOf(difference: Difference): string[] {
  const { terms, own } = difference;
  const size = (name: TermName) => Math.abs(terms[name]);
  const largest = Math.max(...TERM_NAMES.map(size));
  return TERM_NAMES.filter(name => size(name) > 0 && size(name) >= SMALL_SHARE * largest)
    .sort((a, b) => size(b) - size(a))
    .map(name => {
      const bits = `${bitsText(terms[name] / own.total.samples)} ${moreOf(terms[name])}`;
      return `${terms[name] === terms.all ? 'all of it' : bits} ${REASONS[name](difference)}`;
    });
}

const REASONS: Readonly<Record<TermName, (difference: Difference) => string>> = {
  coder: coderReason,
  input: ({ transforms }) => `in what the transforms leave to code (${changeText(transforms)})`,
  together: togetherReason,
  side: ({ transforms }) => `in the side information of transforms (${changeText(transforms)})`,
  compressors: compressorsReason,
};

/** `delta for lpc`, `without levels`, `with levels`. */
function changeText({ own, other }: Changed): string {
  if (own.length === 0) return `without ${other.join('+')}`;
  if (other.length === 0) return `with ${own.join('+')}`;
  return `${own.join('+')} for ${other.join('+')}`;
}

const REFERENCES: Readonly<Record<Reference, string>> = {
  order0: 'the entropy of its input',
  predicted: 'normal residuals of a prediction of its input would take',
};

function coderReason({ own, other, coder }: Difference): string {
  const there = isChanged(coder) ? `where ${other.total.coder.stage} spends` : 'against';
  const than = own.reference === other.reference ? '' : ` than ${REFERENCES[other.reference]}`;
  return (
    `in the coder ${own.total.coder.stage}, which spends ${spending(own)} than ${REFERENCES[own.reference]}, ` +
    `${there} ${spending(other)}${than}`
  );
}

/** `0.232 bits more` */
function spending({ total, reference }: Side): string {
  const excess = 8 * total.coder.bytes - accountOf(total, reference).input;
  return `${bitsText(excess / total.samples)} bits ${moreOf(excess)}`;
}

/** One chain stays below the entropy of its coder's input and the other does not, so that no stage has the difference. */
function togetherReason({ own, other, transforms, coder }: Difference): string {
  const change = changeText(transforms);
  if (!isChanged(coder))
    return `in what ${own.total.coder.stage} makes of what the transforms leave (${change})`;
  const beyond = own.reference === 'predicted' ? own : other;
  return (
    `in transforms and coder together (${change}, ${changeText(coder)}), ` +
    `since ${beyond.chain} alone takes less than the entropy of its coder's input`
  );
}

function compressorsReason({ own, transforms, coder, compressors }: Difference): string {
  if (isChanged(compressors)) return `in the compressors (${changeText(compressors)})`;
  const changes = [transforms, coder].filter(isChanged).map(changeText);
  const stages = own.total.compressors.map(({ stage }) => stage).join('+');
  return `in what ${stages} makes of the bytes before it (${changes.join(', ')})`;
}
