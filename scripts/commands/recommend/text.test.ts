/** What a recommendation says, as text and as JSON. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { demandsOf, uncoded } from '../../../harness/implant/demands.js';
import type { ImplantRow } from '../../../harness/implant/implant.js';
import { CHALLENGE_TERMS } from '../../../harness/implant/terms.js';
import type { AnswerWithin } from '../../../harness/implant/within.js';
import { answerOf, PLUGIN, pickOf, yoursOf } from './answer.test.kit.js';
import { recommendationJson } from './json.js';
import { formatIncompressible, formatRecommendation } from './text.js';

function linesOf(...args: Parameters<typeof answerOf>): string[] {
  return formatRecommendation(answerOf(...args)).split('\n');
}

/** The lines from one that begins so to the next empty one. */
function paragraph(lines: readonly string[], beginning: string): string[] {
  const start = lines.findIndex(line => line.startsWith(beginning));
  assert.ok(start >= 0, `no line begins with ${beginning}`);
  const length = lines.slice(start).indexOf('');
  return lines.slice(start, length < 0 ? undefined : start + length);
}

describe("the user's chains", () => {
  const rest = [
    yoursOf({ chain: 'mine', rank: 20 }),
    yoursOf({ chain: 'mine:x=2', rank: null, excess: null, ratio: null, fate: 'not tried' }),
    yoursOf({ chain: 'mine:x=3', rank: null, excess: null, ratio: null, fate: 'failed', error: 'error: no' }),
  ];

  test('have a marked row, their rank and distance, and what dominates them', () => {
    const lines = linesOf({ yours: [yoursOf({ dominatedBy: 'levels+lpc+rice' }), ...rest] });
    assert.match(lines.join('\n'), /^> +yours +levels\+mine +1\.900 +1\.800 to 2\.000 .*\+4\.9 %/m);
    assert.ok(lines.includes('> yours: given by --chain, --plugin or --profile'));
    assert.deepEqual(paragraph(lines, 'yours: '), [
      'yours: levels+mine: 14th of 60, +4.9 % to the smallest; dominated by levels+lpc+rice',
      '  of 4 chains with mine, 2 compared, 1 failed, 1 not tried',
    ]);
    assert.match(lines[lines.length - 1], /--chain rice --chain levels\+mine --plugin \.\/mine\.ts$/);
  });

  test('are marked where they are picked, and have a line all the same', () => {
    const picks = [pickOf({ chain: 'levels+mine', given: [PLUGIN] }), pickOf({ use: 'balanced' })];
    const lines = linesOf({ picks, yours: [yoursOf({ rank: 1, excess: 0 })] });
    assert.match(lines.join('\n'), /^> +archive +levels\+mine .*\n +balanced +rice /m);
    assert.ok(!lines.some(line => /^> +yours /.test(line)));
    assert.deepEqual(paragraph(lines, 'yours: '), ['yours: levels+mine: 1st of 60, the smallest']);
  });

  test('are never among those that are only counted', () => {
    const alike = ['a', 'b', 'c', 'd', 'e'].map(chain => ({ chain, excess: 0.001, given: [] }));
    const picks = [pickOf({ alike: [...alike, { chain: 'levels+mine', excess: 0.002, given: [PLUGIN] }] })];
    const [, line] = paragraph(linesOf({ picks }), 'archive: ');
    assert.equal(
      line,
      '  not distinguished in size by these windows: ' +
        'a (+0.10 %), b (+0.10 %), c (+0.10 %), levels+mine (yours, +0.20 %) and 2 more',
    );
  });

  for (const [title, changes, said] of [
    [
      'not timed',
      { throughput: { encodeMbPerS: 1, decodeMbPerS: 1, runs: 0 } },
      '14th of 60, +4.9 % to the smallest; not timed, for want of time',
    ],
    ['by short windows', { windows: 0 }, '14th of 60, +4.9 % to the smallest by short windows'],
    ['by some windows', { windows: 2 }, '14th of 60, +4.9 % to the smallest by 2 of 4 windows'],
    ['failed', { fate: 'failed', error: 'error: mine: no' }, 'error: mine: no'],
    ['too slow', { fate: 'too slow', rank: null, excess: null }, 'too slow for this budget'],
    ['not tried', { fate: 'not tried', rank: null, excess: null }, 'not tried, for want of time'],
  ] as const) {
    test(`${title}: it is said`, () => {
      const lines = linesOf({ yours: [yoursOf(changes)] });
      assert.deepEqual(paragraph(lines, 'yours: '), [`yours: levels+mine: ${said}`]);
    });
  }
});

describe('on an implant', () => {
  const usual = ['levels+delta+rice'];

  test('nothing is said unless it was asked for; without time that, and what to type', () => {
    assert.ok(!linesOf().some(line => line.startsWith('on an implant')));
    const answer = { ...answerOf(), implant: { usual, answer: null } };
    const lines = paragraph(formatRecommendation(answer).split('\n'), 'on an implant');
    assert.deepEqual(lines, [
      'on an implant: not known, for want of time',
      '  all of it, with what latency, state and power are made of:',
      '  npx ncb implant /set --chain rice',
    ]);
    assert.equal(recommendationJson(answer).implant, null);
  });

  test('terms, what fits, each pick, by how much it was measured, and what to type', () => {
    const sending = uncoded(CHALLENGE_TERMS);
    const row: ImplantRow = {
      ...sending,
      ...{ chain: 'rice', kind: 'none', worstS: 1, quality: null, energyNotes: [], deadline: null },
      demands: demandsOf({ ...sending, bitsPerSample: 5, worstBitsPerSample: 6 }, CHALLENGE_TERMS),
    };
    const { request } = answerOf();
    const found: AnswerWithin = {
      ...{ terms: CHALLENGE_TERMS, arrays: request.recordings, blockFrames: 16, rows: [row] },
      failures: [{ chain: 'mine', error: 'timeout: over 3 s' }],
      isWhole: false,
    };
    const picks = [pickOf(), pickOf({ use: 'balanced', chain: 'mine', plugins: ['/mine.ts'] })];
    const answer = { ...answerOf({ picks }), implant: { usual: ['rice'], answer: found } };
    const lines = paragraph(formatRecommendation(answer).split('\n'), 'on an implant');
    assert.match(lines[0], /^on an implant of 1,024 channels at 19,531 Hz, 10 bits: 200 Mbit\/s; to fit /);
    assert.deepEqual(lines.slice(-5), [
      '  archive, rice: link 120x',
      '  balanced, mine: timeout: over 3 s',
      '  measured on 1 channel, 1.00 s each at most; more --budget looks at more',
      '  all of it, with what latency, state and power are made of:',
      '  npx ncb implant /set --chain mine --plugin ./mine.ts',
    ]);
    const json = recommendationJson(answer).implant;
    assert.deepEqual(
      json?.picks.map(({ chain, measured }) => [chain, measured]),
      [
        ['rice', true],
        ['mine', false],
      ],
    );
    assert.equal(json?.rows[0].worst_bits_per_sample, row.worstBitsPerSample);
  });
});

test('no name is cut, however long', () => {
  const chain = `levels+${'long'.repeat(60)}`;
  for (const line of ['archive  ', 'yours: ', '  npx ncb encode ', '  npx ncb sweep ']) {
    const lines = linesOf({ picks: [pickOf({ chain })], yours: [yoursOf({ chain })] });
    assert.ok(
      lines.some(one => one.trimStart().startsWith(line.trimStart()) && one.includes(chain)),
      line,
    );
  }
});

describe('where nothing that compresses keeps up with live', () => {
  const live = (headroom: number | null, mbPerS: number) =>
    pickOf({
      ...{ use: 'live', chain: `at-${mbPerS}`, headroom, reaches: headroom !== null },
      throughput: { encodeMbPerS: mbPerS, decodeMbPerS: 2 * mbPerS, runs: 1 },
    });

  test('what keeps three times and one time real time is shown, with the cores for what was asked', () => {
    const lines = linesOf({ lessLive: [live(3, 0.35), live(1, 0.12)] });
    assert.deepEqual(
      paragraph(lines, 'live: ').filter(line => !line.includes('await')),
      [
        'live: nothing that compresses in blocks of 100 ms (100 frames), each coded alone, keeps ' +
          '10 times real time on one core (1.00 MB/s); cores as if none slowed another',
        '  3 times: at-0.35; 3 cores for 10 times',
        '  1 time: at-0.12; 9 cores for 10 times',
      ],
    );
    assert.match(lines.join('\n'), /^live 3x +at-0\.35 .*\nlive 1x +at-0\.12 /m);
  });

  test('or the nearest to that', () => {
    const lines = paragraph(linesOf({ lessLive: [live(null, 0.05)] }), 'live: ');
    assert.equal(lines[1], '  nearest: at-0.05, 0.500 times real time on one core; 20 cores for 10 times');
  });

  test('or that nothing compresses at all', () => {
    assert.deepEqual(paragraph(linesOf(), 'live: '), [
      'live: nothing compresses in blocks of 100 ms (100 frames), each coded alone',
    ]);
    const text = formatIncompressible(answerOf({ picks: [], nothingCompresses: true }));
    assert.match(text, /^nothing that was tried makes these recordings smaller$/m);
  });
});

test('a profile of another converter is said not to have been tried', () => {
  const lines = linesOf({ otherConverters: ['neuralink'] });
  assert.ok(
    lines.includes('no chain with profile=neuralink tried: these recordings are of another converter'),
  );
});

test("JSON has the user's chains, all of them, and marks them among the picks", () => {
  const picks = [pickOf({ chain: 'levels+mine', given: [PLUGIN] }), pickOf({ use: 'live', headroom: 10 })];
  const yours = [yoursOf({ rank: 1, excess: 0 }), yoursOf({ chain: 'mine', dominatedBy: 'rice' })];
  const parsed = JSON.parse(JSON.stringify(recommendationJson(answerOf({ picks, yours }))));
  assert.deepEqual(
    parsed.picks.map(({ given, headroom, cores }: Record<string, unknown>) => [given, headroom, cores]),
    [
      [true, null, null],
      [false, 10, 1],
    ],
  );
  assert.deepEqual(parsed.live_with_less, []);
  assert.deepEqual(parsed.yours[1], {
    ...{ chain: 'mine', given_by: ['--plugin mine'], rank: 14, of: 60, larger_than_smallest: 0.049 },
    windows: 4,
    ...{ ratio: 1.9, ratio_low: 1.8, ratio_high: 2, expected_bytes: 1053 },
    ...{ encode_mb_per_s: 50, decode_mb_per_s: 40, encode_xrt: 25_000, decode_xrt: 20_000 },
    ...{ channels_realtime: 20_000, timing_runs: 1, dominated_by: 'rice', fate: 'coded', error: '' },
  });
});
