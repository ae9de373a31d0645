/** `a / b`; null if one is not known, or nothing to divide by. */
export function quotient(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b;
}
