/**
 * `npm run example -- FILE`: writes into README.md what `ncb recommend` says of a recording, here called recording.wav.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GuidePart, writePart } from '../shared/guide-part.js';

const CLI = fileURLToPath(new URL('../../cli.js', import.meta.url));

const RECOMMEND_PART: GuidePart = { name: 'recommend', file: 'README.md' };
const ARGUMENTS = ['recommend', 'recording.wav', '--budget', '30s'];

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

try {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0) throw new Error('want one recording');
  writePart(RECOMMEND_PART, session(file));
} catch (error) {
  console.error(`example: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
