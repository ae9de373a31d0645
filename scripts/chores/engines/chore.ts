/**
 * `npm run engines [-- PATH..] [--write]`: codes fixed recordings by chains of our own stages in this Node, in every other
 * engine whose program is given (another Node, or Bun), and in headless Chromium where there is one ($NCB_CHROMIUM,
 * /usr/bin/chromium), and prints the SHA-256 of all streams by engine. Exit status 1 if any differ. `--write` puts the
 * table into results/README.md.
 */
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../../codecs/errors.js';
import { skip } from '../../commands/shared/browser.test.kit.js';
import { runChore } from '../shared/chore.js';
import { writePart } from '../shared/guide-part.js';
import { codeInBrowser } from './browser.js';
import { differencesOf, ENGINES_PART, type EngineResult, formatEngines } from './table.js';

const PROGRAM = fileURLToPath(new URL('./process.js', import.meta.url));
const MOST_ENGINES = 8;

/** @throws Error in one line if there is no such program, or a chain fails in it */
function codeIn(path: string): EngineResult {
  try {
    return JSON.parse(execFileSync(path, [PROGRAM], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
  } catch (cause) {
    throw new Error(`${path}: ${messageOf(cause)}`, { cause });
  }
}

await runChore(
  'engines',
  { options: { write: { type: 'boolean', default: false } }, mostPositionals: MOST_ENGINES },
  async ({ values, positionals }) => {
    const results = [process.execPath, ...positionals].map(codeIn);
    if (skip === false) results.push(await codeInBrowser());
    else console.error(skip);
    const table = formatEngines(results);
    console.log(table);
    const differences = differencesOf(results);
    for (const difference of differences) console.error(difference);
    if (values.write) writePart(ENGINES_PART, table);
    return differences.length > 0 ? 1 : 0;
  },
);
