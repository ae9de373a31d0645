/** Files of JSON that hold what was trained. */

/**
 * @param where names the file in errors
 * @param none what is said of JSON that is no object
 * @throws Error in one line if the text is no JSON, or no object
 */
export function parseJsonObject(text: string, where: string, none: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${where}: not JSON`, { cause });
  }
  return jsonObject(parsed, where, none);
}

/** @throws Error in one line if it is none */
export function jsonObject(value: unknown, where: string, none: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`${where}: ${none}`);
  return { ...value };
}
