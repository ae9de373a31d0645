/** Rounds over all subjects until the time is over. */
import type { Finding } from './corpus.js';
import type { Subject } from './subject.js';
import { startWatched } from './watch.js';

export interface Campaign {
  readonly subjects: readonly Subject[];
  readonly only: string | undefined;
  readonly seed: number;
  readonly timeMs: number;
  /** How long a case may take; see watch.ts. */
  readonly hangMs?: number;
  readonly onFinding?: (finding: Finding) => void;
  readonly onRound?: (cases: number) => void;
}

export interface CampaignEnd {
  readonly cases: number;
  readonly findings: readonly Finding[];
  /** Why, by name. */
  readonly unsupported: ReadonlyMap<string, string>;
}

/** A subject's longest turn: opening some takes a second. */
const TURN_MS = 4000;
const NO_END = Number.MAX_SAFE_INTEGER;

export async function fuzz(campaign: Campaign): Promise<CampaignEnd> {
  const { subjects, only, seed, timeMs } = campaign;
  const endMs = performance.now() + timeMs;
  const watched = startWatched(campaign.hangMs);
  const findings: Finding[] = [];
  const unsupported = new Map<string, string>();
  const next = subjects.map(() => 0);
  let cases = 0;
  try {
    while (performance.now() < endMs && unsupported.size < subjects.length) {
      // short turns where time is short, so that each has one
      const turnMs = Math.max(20, Math.min(TURN_MS, timeMs / (4 * subjects.length)));
      for (const [index, { name }] of subjects.entries()) {
        if (performance.now() >= endMs) break;
        if (unsupported.has(name)) continue;
        const batch = { only, index, seed, from: next[index], to: NO_END, timeMs: turnMs };
        const ended = await watched.run(batch, name);
        if (ended.unsupported !== undefined) unsupported.set(name, ended.unsupported);
        else {
          cases += ended.to - next[index];
          next[index] = ended.to;
        }
        for (const finding of ended.findings) {
          findings.push(finding);
          campaign.onFinding?.(finding);
        }
      }
      campaign.onRound?.(cases);
    }
  } finally {
    watched.close();
  }
  return { cases, findings, unsupported };
}
