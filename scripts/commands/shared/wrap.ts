/** Lines that fit the terminal. In a pipe nothing is broken. */

/** Of a terminal that does not say how wide it is. */
const USUAL_WIDTH = 80;

/** Characters of a line of standard output; a pipe takes any number. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns || USUAL_WIDTH : Number.POSITIVE_INFINITY;
}

/** Words with the spaces before them; a percent sign stays with its number. */
const WORDS = / *\S+(?: %\S*)?/g;

/**
 * Breaks lines that are too long between words. A word that is longer than a line stays whole, on a line of its own.
 * @param hanging how much further than its first line the rest of a line is indented
 */
export function wrap(text: string, hanging = 0, width = terminalWidth()): string {
  return text
    .split('\n')
    .flatMap(line => (line.length <= width ? line : wrapLine(line, hanging, width)))
    .join('\n');
}

function wrapLine(line: string, hanging: number, width: number): string[] {
  const indent = ' '.repeat(line.search(/\S|$/) + hanging);
  const [first = '', ...words] = line.match(WORDS) ?? [];
  const lines = [first];
  for (const word of words) {
    const joined = lines[lines.length - 1] + word;
    if (joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(indent + word.trimStart());
  }
  return lines;
}
