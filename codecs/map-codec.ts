/**
 * Codecs made of other codecs, written once for synchronous and asynchronous ones: values go on at once where they are
 * there, so that what is synchronous costs no promises.
 */
import type { Codec } from './codec.js';

export type Maybe<T> = T | Promise<T>;

/** Goes on with a value, at once if it is there. */
export function andThen<T, R>(value: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/**
 * A codec of two functions that promise their results only if `asynchronous`.
 * @returns one that throws if it was to be synchronous, and a promise came
 */
export function makeCodec<In, Out>(
  asynchronous: boolean,
  encode: (input: In) => Maybe<Out>,
  decode: (output: Out, most?: number) => Maybe<In>,
): Codec<In, Out> {
  if (asynchronous) {
    return {
      asynchronous,
      encode: async input => encode(input),
      decode: async (output, most) => decode(output, most),
    };
  }
  return {
    encode: input => requireSync(encode(input)),
    decode: (output, most) => requireSync(decode(output, most)),
  };
}

function requireSync<T>(value: Maybe<T>): T {
  if (value instanceof Promise)
    throw new Error('a stage returned a promise without saying that it is asynchronous');
  return value;
}

/** What a whole is cut into for a codec, and how its results are put together. */
export interface Pieces<Piece, Result, Whole> {
  readonly pieces: readonly Piece[];
  readonly join: (results: readonly Result[]) => Whole;
}

/**
 * A codec of wholes by one of pieces, which come one after the other.
 * @param ofInput cuts what is to be encoded
 * @param ofOutput cuts what is to be decoded
 */
export function mapCodec<Piece, Result, In, Out>(
  codec: Codec<Piece, Result>,
  ofInput: (input: In) => Pieces<Piece, Result, Out>,
  ofOutput: (output: Out) => Pieces<Result, Piece, In>,
): Codec<In, Out> {
  return makeCodec<In, Out>(
    codec.asynchronous === true,
    input => mapPieces(ofInput(input), codec.encode),
    output => mapPieces(ofOutput(output), codec.decode),
  );
}

function mapPieces<Piece, Result, Whole>(
  { pieces, join }: Pieces<Piece, Result, Whole>,
  code: (piece: Piece) => Maybe<Result>,
): Maybe<Whole> {
  const results: Result[] = [];
  let last: Maybe<unknown>;
  for (const piece of pieces) {
    last = andThen(last, () => andThen(code(piece), result => results.push(result)));
  }
  return andThen(last, () => join(results));
}
