/** What must not stand in a file that is committed. */

/** Paths of a machine in a text: absolute, of a home, or out of the folder. */
export function pathsIn(text: string): string[] {
  return text.match(/(?<![\w.-])(~|\.\.)?\/\S+|\b[A-Z]:\\\S+/g) ?? [];
}
