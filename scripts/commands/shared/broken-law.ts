import { type BrokenLaw, describeBrokenLaw } from '../../../harness/plugins/broken-laws.js';

/** Which configurations of a plugin break which law of the contract, in one line. */
export function formatBrokenLaw(broken: BrokenLaw): string {
  const { stages } = broken;
  const who =
    stages.length === 1
      ? `${stages[0]} breaks`
      : `${stages.length} configurations, such as ${stages[0]}, break`;
  return `${who} the contract: ${describeBrokenLaw(broken)}`;
}
