/** The message of whatever was thrown. */

/** What a thrown value says. */
export function messageOf(thrown: unknown): string {
  try {
    const said = thrown instanceof Error ? String(thrown.message) : String(thrown);
    return said.trim() === ''
      ? `${thrown instanceof Error ? thrown.name : typeof thrown} without a message`
      : said;
  } catch {
    return 'something that cannot be put in words';
  }
}

const LONGEST_MESSAGE = 400;

/** A message on one line, as a row holds it. */
export function oneLine(message: string): string {
  const line = message.trim().replaceAll(/\s*\n\s*/g, ' ');
  return line.length <= LONGEST_MESSAGE ? line : `${line.slice(0, LONGEST_MESSAGE - 1)}…`;
}
