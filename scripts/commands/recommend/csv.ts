/** The picks of a recommendation, a row each. */
import { formatCsv } from '../../../harness/run/csv.js';

/** Every figure that the JSON has of a pick; what is a list there stands in JSON. */
export function picksCsv(picks: readonly object[]): string {
  return formatCsv(Object.keys(picks[0] ?? {}), picks);
}
