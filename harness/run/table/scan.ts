/**
 * Rows of a CSV, field by field, from a file of any length: what is in memory is a piece of it, or its longest row.
 *
 * Files as we write them are split here: lines that end in a line feed, fields between commas, those with a comma, a
 * quote or a line feed within quotes, a quote twice. What has anything else (a carriage return, a quote in a bare field,
 * rows of another length) is read by csv-parse, which knows more, or says what is wrong.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { csvParse } from '../../common/lazy-packages.js';

/** Takes the field of a row, between two places of bytes without quotes; the last row may come again. */
export type TakeField = (row: number, bytes: Buffer, start: number, end: number) => void;

/** What is to be done with each field of a row. Called once the header is known, and again if the file is read anew. */
export type OpenRows = (header: readonly string[]) => readonly TakeField[];

const PIECE_BYTES = 2 ** 22;
const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** What a row is that does not end in the bytes at hand, or is not as we write rows. */
const UNFINISHED = -1;
const ODD = -2;

/**
 * Reads all rows of a file.
 * @returns how many there are
 * @throws Error in one line that names the file, and of a field that is refused its row and column
 */
export function scanRows(path: string, open: OpenRows): number {
  const file = located(path, () => openSync(path, 'r'));
  try {
    return scanFile(file, path, open) ?? parseWhole(path, open);
  } finally {
    closeSync(file);
  }
}

/** Null where the file is not as we write it. */
function scanFile(file: number, path: string, open: OpenRows): number | null {
  let buffer = Buffer.allocUnsafe(PIECE_BYTES);
  let held = 0;
  let rows = 0;
  let split: SplitRow | undefined;
  for (;;) {
    if (held === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    const got = located(path, () => readSync(file, buffer, held, buffer.length - held, null));
    held += got;
    const isEnd = got === 0;
    if (isEnd && held === 0) return split === undefined ? null : rows;
    // the last row may do without its line feed
    if (isEnd) buffer[held++] = NEWLINE;
    let at = 0;
    if (split === undefined) {
      const end = buffer.subarray(0, held).indexOf(NEWLINE);
      if (end < 0) continue;
      const header = headerOf(buffer.toString('utf8', 0, end));
      if (header === null) return null;
      split = splitterOf(path, header, open(header));
      at = end + 1;
    }
    while (at < held) {
      const next = split(buffer, at, held, rows);
      if (next === ODD) return null;
      if (next === UNFINISHED) break;
      at = next;
      rows++;
    }
    if (isEnd) return at === held ? rows : null;
    buffer.copyWithin(0, at, held);
    held -= at;
  }
}

/** Null if it has what only csv-parse reads. */
function headerOf(line: string): string[] | null {
  return line === '' || /["\r]/.test(line) ? null : line.replace(/^\uFEFF/, '').split(',');
}

/** Splits the row at a place of bytes: to where the next one begins, UNFINISHED, or ODD. */
type SplitRow = (bytes: Buffer, from: number, held: number, row: number) => number;

function splitterOf(path: string, header: readonly string[], takes: readonly TakeField[]): SplitRow {
  const columns = header.length;
  return (bytes, from, held, row) => {
    let at = from;
    for (let column = 0; column < columns; column++) {
      let start = at;
      let end: number;
      let isDoubled = false;
      if (bytes[at] === QUOTE) {
        start = ++at;
        for (;;) {
          while (at < held && bytes[at] !== QUOTE) at++;
          // behind a quote stands what tells whether it is the last
          if (at + 1 >= held) return UNFINISHED;
          if (bytes[at + 1] !== QUOTE) break;
          isDoubled = true;
          at += 2;
        }
        end = at++;
      } else {
        let byte = 0;
        while (at < held) {
          byte = bytes[at];
          if (byte === COMMA || byte === NEWLINE) break;
          if (byte === QUOTE || byte === RETURN) return ODD;
          at++;
        }
        end = at;
      }
      if (at >= held) return UNFINISHED;
      if (bytes[at++] !== (column === columns - 1 ? NEWLINE : COMMA)) return ODD;
      try {
        if (!isDoubled) takes[column](row, bytes, start, end);
        else takeText(takes[column], row, bytes.toString('utf8', start, end).replaceAll('""', '"'));
      } catch (cause) {
        throw refusal(path, row, header[column], bytes.toString('utf8', start, end), cause);
      }
    }
    return at;
  };
}

function takeText(take: TakeField, row: number, text: string): void {
  const bytes = Buffer.from(text);
  take(row, bytes, 0, bytes.length);
}

function refusal(path: string, row: number, column: string, text: string, cause: unknown): Error {
  const what = cause instanceof Error ? cause.message : cause;
  return new Error(`${path}: row ${row + 1}, ${column} ${JSON.stringify(text)} ${what}`, { cause });
}

/** By csv-parse, which holds the whole text, but one row at a time. */
function parseWhole(path: string, open: OpenRows): number {
  let rows = -1;
  let header: readonly string[] = [];
  let takes: readonly TakeField[] = [];
  const takeRow = (fields: readonly string[]) => {
    if (rows < 0) [header, takes] = [fields, open(fields)];
    else {
      for (const [column, text] of fields.entries()) {
        try {
          takeText(takes[column], rows, text);
        } catch (cause) {
          throw refusal(path, rows, header[column], text, cause);
        }
      }
    }
    rows++;
  };
  let refused: unknown;
  const text = located(path, () => readFileSync(path));
  const takeRecord = (fields: readonly string[]) => {
    try {
      if (refused === undefined) takeRow(fields);
    } catch (thrown) {
      refused = thrown;
    }
    // kept by whoever takes the fields
    return null;
  };
  located(path, () => csvParse().parse(text, { bom: true, on_record: takeRecord }));
  if (refused !== undefined) throw refused;
  if (rows < 0) throw new Error(`${path}: empty, not a results CSV`);
  return rows;
}

function located<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
