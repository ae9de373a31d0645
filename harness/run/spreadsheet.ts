/**
 * Text in CSVs that spreadsheets open: there a cell that begins with one of `= + - @`, a tab or a carriage return is a
 * formula, and may do anything. An apostrophe before it, as spreadsheets themselves write it, makes it text; it is put
 * before a text that has apostrophes before such a character already, too, so that each can be told from the other when
 * it is read back. Numbers stay as they are.
 */

const FORMULA = /^'*[=+\-@\t\r]/;

export function guarded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Inverse of `guarded`; of files from before there was a guard, the text itself. */
export function unguarded(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}
