/**
 * Text on its way to people. Names and messages come from files, folders and CSVs of anybody: control characters in them
 * would move the cursor, set the title or fake a line, and some are megabytes long.
 *
 * A control character is printed as JSON writes it (`\\u001b`), so that what is JSON stays JSON. So are those that change
 * the order in which text is read.
 */
import { format } from 'node:util';

/** All but the line feed: C0, DEL, C1; separators of lines; marks, embeddings and isolates of direction. */
const UNSEEN = /(?!\n)[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
/** Characters of a name or a cell of a table. */
const LONGEST_NAME = 1000;
/** Characters of a line in a terminal. */
const LONGEST_LINE = 10_000;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Text of any number of lines without control characters. */
export function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(UNSEEN, escaped);
}

/** A name, or what else belongs on one line: line feeds are control characters too, and what is very long is cut. */
export function plainLine(text: string): string {
  return plain(shortened(text, LONGEST_NAME)).replaceAll('\n', escaped);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`;
}

function shortLines(text: string): string {
  if (text.length <= LONGEST_LINE) return text;
  return text
    .split('\n')
    .map(line => shortened(line, LONGEST_LINE))
    .join('\n');
}

/**
 * From now on nothing reaches the terminal but plain text: neither by console, wherever that leads, nor written to a
 * terminal. A bar of progress writes to stderr by itself, and a CSV goes into a pipe or a file as it is.
 */
export function guardTerminal({ stdout, stderr }: Pick<typeof process, 'stdout' | 'stderr'> = process): void {
  const guard = (method: 'log' | 'info' | 'warn' | 'error', stream: NodeJS.WriteStream) => {
    const print = console[method].bind(console);
    console[method] = (...given: readonly unknown[]) => {
      const text = plain(format(...given));
      print('%s', stream.isTTY ? shortLines(text) : text);
    };
  };
  guard('log', stdout);
  guard('info', stdout);
  guard('warn', stderr);
  guard('error', stderr);
  if (!stdout.isTTY) return;
  const write = stdout.write.bind(stdout);
  stdout.write = (chunk: string | Uint8Array, ...rest: never[]) =>
    write(typeof chunk === 'string' ? shortLines(plain(chunk)) : chunk, ...rest);
}
