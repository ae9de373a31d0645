/** The commands that a recommendation prints, by kind of recording. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecommendRequest } from '../../../harness/recommend/request.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import type { Answer } from './answer.js';
import { formatRecommendation } from './text.js';

function recording(name: string): Recording {
  const [format, offset] = name.endsWith('.bin') ? ['headerless', 0] : ['wav', 44];
  const source = {
    type: 'file',
    format,
    path: `/set/${name}`,
    offset,
    fileChannels: 1,
    firstChannel: 0,
  } as const;
  return { name, sha256: '', channels: 1, frames: 1000, sampleRateHz: 1000, source };
}

/** The indented commands for the archive pick of these recordings. */
function commandsFor(names: readonly string[], paths: readonly string[]): string[] {
  const facts = { tried: 1, left: 1, windows: 1, totalWindows: 1, rounds: 1 };
  const request: RecommendRequest = {
    ...{
      recordings: names.map(recording),
      chains: [],
      plugged: { stages: [], sources: new Map(), profiles: [] },
    },
    ...{ deadlineMs: 0, jobs: 1, memoryMb: 2048, seed: 1, leastMbPerS: 50, blockMs: 100, headroom: 10 },
  };
  const answer: Answer = {
    argv: { paths, channels: undefined, rate: undefined },
    request,
    result: {
      picks: [
        {
          ...{ use: 'archive', chain: 'rice', plugins: [], given: [], reaches: null, headroom: null },
          ...{ larger: null, alike: [] },
          ratio: { ratio: 2, low: null, high: null },
          throughput: { encodeMbPerS: 100, decodeMbPerS: 100, runs: 1 },
        },
      ],
      ...{ lessLive: [], yours: [], chains: 1, tried: 1, sizes: facts, blocks: facts, failures: [] },
      ...{ tooSlow: [], otherConverters: [], nothingCompresses: false, liveMbPerS: 1 },
    },
    ...{ options: [], tookMs: 1000, interrupted: false, startLoad: 0 },
  };
  const lines = formatRecommendation(answer).split('\n');
  const start = lines.findIndex(line => line.startsWith('archive: '));
  return lines.slice(start + 1, lines.indexOf('', start)).map(line => line.trim());
}

test('WAV files: encode', () => {
  assert.deepEqual(commandsFor(['a.wav'], ['/set']), [
    'npx ncb encode /set/a.wav /set/a.wav.ncb --chain rice',
  ]);
  assert.deepEqual(commandsFor(['a.wav', 'b.WAV'], ['/set']), [
    "find /set -iname '*.wav' -exec npx ncb encode {} {}.ncb --chain rice \\;",
  ]);
});

test('WAV files under another ending are found too', () => {
  assert.deepEqual(commandsFor(['a.wav', 'b.dat'], ['/set']), [
    "find /set \\( -iname '*.wav' -o -iname '*.dat' \\) -exec npx ncb encode {} {}.ncb --chain rice \\;",
  ]);
});

test('headerless files: the sweep, since encode does not look into them', () => {
  assert.deepEqual(commandsFor(['a.bin', 'b.bin'], ['/set']), [
    'npx ncb sweep /set --chain rice --size-only',
  ]);
});

test('both: a command for each kind, in whichever order they come', () => {
  for (const names of [
    ['a.bin', 'b.wav', 'c.bin'],
    ['b.wav', 'c.bin', 'd.bin'],
  ]) {
    assert.deepEqual(commandsFor(names, ['/set']), [
      'npx ncb encode /set/b.wav /set/b.wav.ncb --chain rice   # 1 WAV file',
      'npx ncb sweep /set --chain rice --size-only   # sizes, also of 2 headerless files: encode takes samples of WAV files only',
    ]);
  }
});
