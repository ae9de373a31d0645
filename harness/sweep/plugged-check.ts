/** Whether chains come to the same in processes that have not coded what those before had. */
import { readFileSync } from 'node:fs';
import { groupBy } from '../common/group-by.js';
import type { Coded } from '../processes/coding-pair.js';
import type { Failure } from '../processes/outcome.js';
import { hashBytes } from '../recordings/checksum.js';
import type { SweepCell } from './plan.js';
import type { PluggedChains, Sample } from './plugged-chains.js';
import type { PluggedContext, PluggedProcesses } from './plugged-processes.js';

/** @param coded while its stream is there */
export function sampleOf(cell: SweepCell, { streamPath }: Coded): Sample {
  return { cell, streamSha256: hashBytes(readFileSync(streamPath)) };
}

/**
 * Codes samples again, those of a recording one after the other in the same fresh processes: so these have seen no other
 * recording, and if samples come in the order opposite to that in which their chains were coded before, of any two
 * chains each has been coded before the other. If that finds anything, each is coded in processes of its own.
 */
export async function checkSamples(
  samples: readonly Sample[],
  chains: PluggedChains,
  processes: PluggedProcesses,
  context: PluggedContext,
): Promise<void> {
  const together = new Map<Sample, Finding>();
  for (const own of groupBy(samples, ({ cell }) => cell.recording.name).values()) {
    for (const [sample, finding] of await codeAgain(own, processes, context)) together.set(sample, finding);
  }
  if ([...together.values()].every(finding => finding === 'same')) return;
  for (const sample of samples) {
    const isSure = together.get(sample) === 'other bytes' || samples.length === 1;
    const alone = isSure ? together : await codeAgain([sample], processes, context);
    const finding = alone.get(sample);
    if (finding !== undefined && finding !== 'same') judge(sample.cell, finding, chains);
  }
}

type Finding = 'same' | 'other bytes' | Failure;

async function codeAgain(
  samples: readonly Sample[],
  { renew, code }: PluggedProcesses,
  { signal, onChecked }: PluggedContext,
): Promise<Map<Sample, Finding>> {
  const findings = new Map<Sample, Finding>();
  let rest = samples;
  while (rest.length > 0 && !signal.aborted) {
    await renew();
    rest = await code(rest, (sample, coded) => {
      onChecked(coded.outcome);
      findings.set(sample, findingOf(sample, coded));
    });
  }
  return findings;
}

function findingOf({ cell, streamSha256 }: Sample, coded: Coded): Finding {
  if (coded.outcome.status !== 'ok') return coded.outcome;
  return sampleOf(cell, coded).streamSha256 === streamSha256 ? 'same' : 'other bytes';
}

function judge(cell: SweepCell, finding: Exclude<Finding, 'same'>, chains: PluggedChains): void {
  if (finding === 'other bytes') {
    chains.addBreach(cell, remembering(cell, 'error', 'a fresh process encodes it to other bytes'));
  } else if (finding.status === 'error' || finding.status === 'mismatch') {
    chains.addBreach(cell, remembering(cell, finding.status, `in a fresh process: ${finding.error}`));
  } else {
    // that it met a limit tells nothing of what it remembers
    chains.correct(cell, finding);
  }
}

/** What a row says of a chain that does not come to the same whatever its process has coded before. */
export function remembering({ recording }: SweepCell, status: Failure['status'], what: string): Failure {
  return { status, error: `conformance: no memory of earlier calls, on ${recording.name}: ${what}` };
}
