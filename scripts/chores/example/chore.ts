/**
 * `npm run example -- FILE`: writes into README.md what `ncb recommend` says of a recording, here called recording.wav.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChore } from '../shared/chore.js';
import { CLI } from '../shared/cli.js';
import { type GuidePart, writePart } from '../shared/guide-part.js';

const RECOMMEND_PART: GuidePart = { name: 'recommend', file: 'README.md' };
const ARGUMENTS = ['recommend', 'recording.wav', '--budget', '60s'];

/** What is typed and what comes back, as a block of Markdown. */
function session(recording: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-example-'));
  try {
    copyFileSync(recording, join(folder, 'recording.wav'));
    const { status, stdout } = spawnSync(process.execPath, [CLI, ...ARGUMENTS], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`ncb recommend ended with status ${status}`);
    return ['```', `npx ncb ${ARGUMENTS.join(' ')}`, '', stdout.trim(), '```'].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await runChore('example', { options: {}, mostPositionals: 1 }, ({ positionals: [file] }) => {
  if (file === undefined) throw new Error('want a recording');
  writePart(RECOMMEND_PART, session(file));
  return 0;
});
