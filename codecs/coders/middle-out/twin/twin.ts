/** The coder of ../coder.ts in plain TypeScript: what its kernel is held to. */
import type { Shape } from '../../../bytes/shape.js';
import type { ConverterProfile } from '../../../converter/profile.js';
import { type Expected, expectedAt, makeCounting } from '../../shared/live/twin/codes.js';
import { decodeSamples, encodeSamples, type Predictor } from '../../shared/live/twin/coding.js';
import type { LeadModel } from '../model.js';
import type { Topology } from '../topology.js';
import {
  type Guess,
  guess,
  type History,
  type LeadState,
  learnLead,
  NO_HISTORY,
  startShared,
  startState,
} from './lead.js';

/** How a recording is coded. */
export interface Settings {
  readonly topology: Topology;
  /** Whether peers are seen as they were in the frame before. */
  readonly past: boolean;
  readonly model: LeadModel | undefined;
  readonly profile: ConverterProfile | undefined;
}

interface Expectation extends Expected {
  readonly guessed: Guess;
}

function predictorOf({ topology, past, model, profile }: Settings): Predictor<Expectation> {
  const counting = makeCounting(profile, topology.length);
  const states: (LeadState | undefined)[] = topology.map(() => undefined);
  const shared = startShared();
  const places = new Map(topology.map(({ lead }, place) => [lead, place]));
  const viewOf = (state: LeadState | undefined): History =>
    state === undefined ? NO_HISTORY : { recent: state.recent, latents: state.latents };
  let before: History[] = topology.map(() => NO_HISTORY);
  const heardAt = (place: number) =>
    topology[place].peers.map(({ lead }) => {
      const at = places.get(lead) ?? 0;
      return past ? before[at] : viewOf(states[at]);
    });
  return {
    counting,
    block: 0,
    channelAt: place => topology[place].lead,
    expect: place => {
      const state = states[place];
      if (state === undefined) return undefined;
      const guessed = guess(state, topology[place].peers, heardAt(place), shared, model);
      return { guessed, ...expectedAt(counting, guessed.voltage, guessed.scale) };
    },
    learn: (place, expected, code, frame) => {
      const voltage = counting.tables.voltages[code + 32768];
      const state = states[place];
      if (state === undefined) states[place] = startState(voltage, topology[place].peers);
      else if (expected !== undefined) learnLead(state, shared, expected.guessed, voltage, frame);
    },
    endFrame: () => {
      before = states.map(viewOf);
    },
  };
}

export function encodeTwin(data: Int16Array, shape: Shape, settings: Settings): Uint8Array {
  return encodeSamples(data, shape, predictorOf(settings)).code;
}

export function decodeTwin(code: Uint8Array, shape: Shape, settings: Settings): Int16Array {
  return decodeSamples(code, shape, predictorOf(settings)).data;
}
