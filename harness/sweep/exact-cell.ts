/** The exact pass of one cell. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { arePlugins } from '../plugins/specifiers.js';
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import { scratchFolder } from '../processes/scratch.js';
import type { CellTask, ExactFacts } from '../processes/tasks.js';
import { runFresh, type Workers } from '../processes/workers.js';

let streams = 0;

/** Encodes, decodes and compares; if a plugin takes part, in a fresh process for each direction. */
export async function measureExactly(
  cell: CellTask,
  workers: Workers,
  limits: Limits,
): Promise<Outcome<ExactFacts>> {
  if (!arePlugins(cell.plugins)) return workers.run('exact', cell, limits);
  const streamPath = join(scratchFolder(), `${streams++}.stream`);
  const task = { ...cell, streamPath };
  try {
    const encoded = await runFresh('encodeOnly', task, limits);
    if (encoded.status !== 'ok') return encoded;
    const decoded = await runFresh('decodeOnly', task, limits);
    if (decoded.status !== 'ok') return decoded;
    const codecMs = encoded.value.codecMs + decoded.value.codecMs;
    return { status: 'ok', value: { encodedBytes: statSync(streamPath).size, codecMs } };
  } finally {
    rmSync(streamPath, { force: true });
  }
}
