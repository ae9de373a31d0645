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

/** What is to be copied and typed: into a shell, or a program. */
const COMMAND = /^\s+(npx|ncb|npm|find) /;
const STATEMENT = /^\s+await /;
/** Words as a shell takes them: blanks between single quotes are within one. */
const SHELL_WORDS = /(?:\\.|'[^']*'|[^\s'\\])+/g;
/** Ends a line that a command goes on behind. */
const GOES_ON = ' \\';
/** How much further a command is indented where it goes on. */
const COMMAND_INDENT = 4;

/**
 * Breaks lines that are too long between words. A word that is longer than a line stays whole, on a line of its own. An
 * indented command of a shell is broken so that it can be pasted all the same; a statement of TypeScript stays whole.
 * @param hanging how much further than its first line the rest of a line is indented
 */
export function wrap(text: string, hanging = 0, width = terminalWidth()): string {
  return text
    .split('\n')
    .flatMap(line => {
      if (line.length <= width || STATEMENT.test(line)) return line;
      return COMMAND.test(line) ? wrapCommand(line, width) : wrapLine(line, hanging, width);
    })
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

/** Broken before an option if one is near, so that it stays with its value. */
function wrapCommand(line: string, width: number): string[] {
  const indent = ' '.repeat(line.search(/\S/));
  const most = width - indent.length - COMMAND_INDENT - GOES_ON.length;
  const parts = withValues(line.match(SHELL_WORDS) ?? []).flatMap(part =>
    part.length <= most ? part : (part.match(SHELL_WORDS) ?? []),
  );
  const lines: string[] = [];
  let current = indent + parts[0];
  for (const [k, part] of parts.entries()) {
    if (k === 0) continue;
    const end = k === parts.length - 1 ? 0 : GOES_ON.length;
    if (current.length + 1 + part.length + end <= width) current += ` ${part}`;
    else {
      lines.push(current + GOES_ON);
      current = indent + ' '.repeat(COMMAND_INDENT) + part;
    }
  }
  return [...lines, current];
}

/** Options with what stands behind them, and all words before the first option one by one. */
function withValues(words: readonly string[]): string[] {
  const parts: string[] = [];
  for (const word of words) {
    const last = parts.at(-1);
    if (last?.startsWith('--') && !last.includes(' ') && !word.startsWith('--'))
      parts[parts.length - 1] = `${last} ${word}`;
    else parts.push(word);
  }
  return parts;
}
