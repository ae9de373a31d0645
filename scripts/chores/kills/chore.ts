/**
 * `npm run kills [-- --kills 200] [--seed 1] [--only encode]`: kills sweeps, archives that are written and merges of runs at
 * random moments, begins them again, and looks whether anything that was finished is lost, anything is there twice or half
 * written, or a process runs on. Prints what it found; exit status 1 if that is anything.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedNumber, wholeNumber } from '../../commands/shared/numbers.js';
import { runChore } from '../shared/chore.js';
import { expectedResults } from './expected.js';
import { killAtRandom } from './kill.js';
import { victimsOf } from './victims.js';

await runChore(
  'kills',
  {
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
    },
  },
  async ({ values }) => {
    const kills = wholeNumber('kills', Number(values.kills), 1);
    const seed = seedNumber('seed', Number(values.seed));
    const folder = mkdtempSync(join(tmpdir(), 'ncb-kills-'));
    try {
      const victims = victimsOf(await expectedResults(join(folder, 'expected'))).filter(({ name }) =>
        name.includes(values.only),
      );
      if (victims.length === 0) throw new Error(`--only ${values.only}: no such command`);
      let findings = 0;
      for (const [k, victim] of victims.entries()) {
        const share =
          Math.floor((kills * (k + 1)) / victims.length) - Math.floor((kills * k) / victims.length);
        const tally = await killAtRandom(victim, {
          ...{ kills: share, seed, folder: join(folder, 'killed') },
          onKill: ({ number, findings: found }) => {
            for (const one of found) console.log(`${victim.name}: ${one}`);
            if (number % 10 === 0) console.error(`${victim.name}: ${number} of ${share} kills`);
          },
        });
        findings += tally.findings.length;
        console.log(
          `${victim.name}: ${tally.kills} kills, ${tally.ended} times to the end, ${tally.findings.length} findings`,
        );
      }
      return findings > 0 ? 1 : 0;
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  },
);
