/** A number that is no line or column of a place such as `my-codec.ts:7:32`. */
const NUMBER = /(?<![:\d])-?\d+/g;

/** What two messages have in common that differ in numbers alone. */
export function withoutNumbers(message: string): string {
  return message.replaceAll(NUMBER, '0');
}
