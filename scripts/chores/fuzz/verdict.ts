/** What an error has to be: an Error of one line that says what is wrong with the bytes, not with the program. */
import { messageOf } from '../../../codecs/errors.js';

/** What engines and runtimes say where nobody has looked before. */
const UNEXPLAINED =
  /is not a function|is not iterable|Cannot (read|set|destructure|convert|mix)|\bundefined\b|\bNaN\b|\[object |(memory access|offset is|index) out of bounds|Invalid (typed )?array (buffer )?length|Array buffer allocation|unreachable|call stack|table index|null function|without a message|^abort/i;
const LONGEST = 5000;

/**
 * @param ours whether the message is put in words by the project, and none of it is quoted from the bytes
 * @returns undefined if that is a refusal in order; else a finding
 */
export function flawOf(thrown: unknown, ours = true): string | undefined {
  if (!(thrown instanceof Error)) return `unexplained: throws ${String(thrown)}, which is no Error`;
  const message = messageOf(thrown);
  if (message.length > LONGEST) return `unexplained: a message of ${message.length} characters`;
  if (/[\n\r]/.test(message))
    return `unexplained: a message of lines: ${JSON.stringify(message.slice(0, 200))}`;
  const isWrong = ours
    ? UNEXPLAINED.test(withoutQuoted(message))
    : thrown instanceof TypeError || thrown instanceof ReferenceError;
  return isWrong ? `unexplained: ${thrown.name}: ${message.slice(0, 300)}` : undefined;
}

/** A message but for what it quotes of the bytes, which may be anything. */
export function withoutQuoted(message: string): string {
  return message.replaceAll(/"(?:\\.|[^"\\])*"/g, '""');
}

/** The kind of a finding. */
export function kindOf(finding: string): string {
  return finding.split(':')[0];
}
