/** An explanation as JSON: every figure, in bits or bytes over all samples, not a sample. */
import { accountOf, type Reference } from '../../../harness/explain/account.js';
import { type Difference, differenceOf, sideOf } from '../../../harness/explain/difference.js';
import type { ExplainedChain, ExplainedRecording } from '../../../harness/explain/explain.js';
import { differenceSentence, headlineOf } from '../../../harness/explain/sentence.js';
import { encodedBytesOf } from '../../../harness/explain/sum.js';
import type { Entropies, ExplainFacts, Piece } from '../../../harness/processes/tasks.js';

/** @param other over the same recordings, at least one */
export function explanationJson(own: ExplainedChain, other: ExplainedChain | undefined): object {
  if (other === undefined) return chainJson(own);
  const difference = differenceOf(own, other);
  return {
    sentence: differenceSentence(difference, own, other),
    ...differenceJson(difference),
    chains: [chainJson(own), chainJson(other)],
  };
}

function chainJson(explained: ExplainedChain): object {
  const { chain, recordings } = explained;
  const { total, reference } = sideOf(explained);
  return {
    chain,
    headline: headlineOf(explained),
    reference,
    all: factsJson(total, reference),
    recordings: recordings.map(recording => recordingJson(recording, reference)),
  };
}

function recordingJson(
  { recording, firstFrame, allFrames, facts }: ExplainedRecording,
  reference: Reference,
): object {
  return {
    recording: recording.name,
    channels: recording.channels,
    sample_rate_hz: recording.sampleRateHz,
    first_frame: firstFrame,
    frames: recording.frames,
    frames_in_file: allFrames,
    ...factsJson(facts, reference),
    pieces: facts.pieces?.map(channel => channel.map(pieceJson)) ?? null,
  };
}

function factsJson(facts: ExplainFacts, reference: Reference): object {
  const { side, input, excess } = accountOf(facts, reference);
  return {
    samples: facts.samples,
    encoded_bytes: encodedBytesOf(facts),
    side_bits: side,
    input_bits: input,
    excess_bits: excess,
    given: entropiesJson(facts.given),
    transforms: facts.transforms.map(({ stage, sideBytes, leaves }) => ({
      stage,
      side_bytes: sideBytes,
      leaves: entropiesJson(leaves),
    })),
    coder: facts.coder,
    compressors: facts.compressors,
  };
}

function entropiesJson({ order0, normal, predicted }: Entropies): object {
  return { order0_bits: order0, normal_bits: normal, predicted_bits: predicted };
}

function pieceJson(piece: Piece): object {
  return { samples: piece.samples, spent_bits: piece.spent, ...entropiesJson(piece) };
}

function differenceJson({ terms, transforms, coder, compressors, recordings }: Difference): object {
  return {
    difference: {
      all_bits: terms.all,
      side_bits: terms.side,
      input_bits: terms.input,
      coder_bits: terms.coder,
      together_bits: terms.together,
      compressors_bits: terms.compressors,
      transforms,
      coder,
      compressors,
      recordings: recordings.map(({ name, samples, ownBytes, otherBytes }) => ({
        recording: name,
        samples,
        encoded_bytes: ownBytes,
        against_bytes: otherBytes,
      })),
    },
  };
}
