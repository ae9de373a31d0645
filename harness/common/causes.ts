/** An error and what caused it. */

/** So many at most: a cause may be its own. */
const MOST = 9;

/** The errors in what was thrown, from the one that was thrown to the one that began it. */
export function errorsIn(thrown: unknown): Error[] {
  const errors: Error[] = [];
  for (let cause = thrown; cause instanceof Error && errors.length < MOST; cause = causeOf(cause)) {
    errors.push(cause);
  }
  return errors;
}

function causeOf(error: Error): unknown {
  try {
    return error.cause;
  } catch {
    return undefined;
  }
}
