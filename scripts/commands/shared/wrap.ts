/** Lines that fit the terminal. In a pipe nothing is broken. */

/** Of a terminal that does not say how wide it is. */
const USUAL_WIDTH = 80;

/** Characters of a line of a stream, standard output unless given; a pipe takes any number. */
export function terminalWidth(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> = process.stdout,
): number {
  return stream.isTTY ? stream.columns || USUAL_WIDTH : Number.POSITIVE_INFINITY;
}

/** Words with the spaces before them; a percent sign stays with its number. */
const WORDS = / *\S+(?: %\S*)?/g;

/** What is to be copied and typed. */
const COMMAND = /^\s+(npx|ncb|npm|find|await) /;

/**
 * Breaks lines that are too long between words. A word that is longer than a line stays whole, on a line of its own, and
 * so does an indented command.
 * @param hanging how much further than its first line the rest of a line is indented
 */
export function wrap(text: string, hanging = 0, width = terminalWidth()): string {
  return text
    .split('\n')
    .flatMap(line => (line.length <= width || COMMAND.test(line) ? line : wrapLine(line, hanging, width)))
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
