/** Pieces of several recordings put together by time. */
import type { Piece } from '../processes/tasks.js';
import { sumOfEntropies } from './entropies.js';
import type { ExplainedChain, ExplainedRecording } from './explain.js';
import { spentBitsOf, sumOfFacts } from './sum.js';

/** Sums of pieces. */
function sumOfPieces(pieces: readonly Piece[]): Piece {
  const sum = (pick: (piece: Piece) => number) => pieces.reduce((total, piece) => total + pick(piece), 0);
  return {
    ...sumOfEntropies(pieces),
    samples: sum(piece => piece.samples),
    spent: sum(piece => piece.spent),
  };
}

/**
 * Of all channels, each tenth of time put together over recordings.
 * @returns none if there is no recording that was long enough to be cut
 */
export function piecesByTime(recordings: readonly ExplainedRecording[]): Piece[] {
  const channels = recordings.flatMap(({ facts }) => facts.pieces ?? []).filter(({ length }) => length > 1);
  const [first] = channels;
  return first === undefined ? [] : first.map((_, t) => sumOfPieces(channels.map(channel => channel[t])));
}

/** A channel of a recording over all of its time. */
export interface ChannelPiece {
  readonly recording: string;
  /** From 0. */
  readonly channel: number;
  readonly piece: Piece;
}

/** Every channel of every recording. */
export function piecesByChannel(recordings: readonly ExplainedRecording[]): ChannelPiece[] {
  return recordings.flatMap(({ recording, facts }) =>
    (facts.pieces ?? []).map((pieces, channel) => ({
      recording: recording.name,
      channel,
      piece: sumOfPieces(pieces),
    })),
  );
}

/**
 * What channels take more (or under 0, less) coded together than each alone, in the recordings of several channels.
 * @returns null if there are none
 */
export function togetherOf(recordings: readonly ExplainedRecording[]) {
  const several = recordings.filter(({ facts }) => (facts.pieces?.length ?? 0) > 1);
  if (several.length === 0) return null;
  const facts = sumOfFacts(several.map(recording => recording.facts));
  const alone = piecesByChannel(several).reduce((sum, { piece }) => sum + piece.spent, 0);
  return { samples: facts.samples, alone, bits: spentBitsOf(facts) - alone };
}

/** Two chains over the recordings of which both have pieces. */
export function withPieces(
  own: ExplainedChain,
  other: ExplainedChain,
): [ExplainedRecording[], ExplainedRecording[]] {
  const have = own.recordings.map(
    ({ facts }, k) => facts.pieces !== null && other.recordings[k].facts.pieces !== null,
  );
  return [own.recordings.filter((_, k) => have[k]), other.recordings.filter((_, k) => have[k])];
}
