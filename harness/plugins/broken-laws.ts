/** What conformance runs found, told once a law rather than once an input and configuration. */
import { splitStage } from '../../codecs/chain-id.js';
import type { Breach } from '../../codecs/conformance.js';
import { withoutNumbers } from '../common/alike.js';
import { groupBy } from '../common/group-by.js';

/** A law of the contract that configurations of one stage break in the same way. */
export interface BrokenLaw {
  /** Ids of the configured stages, in the order in which they were tried. */
  readonly stages: readonly string[];
  readonly law: string;
  /** Names of the kit's inputs on which it shows. */
  readonly inputs: readonly string[];
  /** What happened with the first of both. */
  readonly message: string;
}

/** Breaches by stage, law and message; what differs in numbers alone is the same. */
export function brokenLaws(breaches: readonly Breach[]): BrokenLaw[] {
  const groups = groupBy(breaches, ({ stage, law, message }) =>
    [splitStage(stage)[0], law, withoutNumbers(message)].join('\n'),
  );
  return [...groups.values()].map(group => ({
    stages: [...new Set(group.map(({ stage }) => stage))],
    law: group[0].law,
    inputs: [...new Set(group.map(({ input }) => input))],
    message: group[0].message,
  }));
}

/** `round trip, on one sample and 3 other inputs: decoded: element 0 is 1, not 2` */
export function describeBrokenLaw({ law, inputs, message }: Omit<BrokenLaw, 'stages'>): string {
  const others = inputs.length - 1;
  const more = others === 0 ? '' : ` and ${others} other input${others === 1 ? '' : 's'}`;
  return `${law}, on ${inputs[0]}${more}: ${message}`;
}
