/** Whole recommendations on a made-up bench: what is picked, what is left out, and what the user's chains may take. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PRESETS } from '../grid/presets.js';
import type { Recommendation } from './recommend.js';
import {
  type Conduct,
  NO_PLUGINS,
  pluginsOf,
  recommendSimulated,
  recordingsOf,
  type Simulated,
  simulate,
  tenBitCodes,
} from './simulated.test.kit.js';

const ORDINARY: Conduct = { ratio: 2, mbPerS: 30, coldMs: 20 };

/** Some of the chains that compete, in the order of their sizes; all others are ordinary. */
const KNOWN: Readonly<Record<string, Conduct>> = {
  'levels+mixed-gaussian:profile=neuralink': { ratio: 3.6, mbPerS: 3, coldMs: 60 },
  'levels+lpc-gaussian:profile=neuralink': { ratio: 3.5, mbPerS: 20, coldMs: 60 },
  'levels+gaussian-rans:profile=neuralink': { ratio: 3.4, mbPerS: 200, coldMs: 60 },
  'levels+lpc+rans': { ratio: 3.3, mbPerS: 120, coldMs: 8 },
  'levels+lpc+rice': { ratio: 3.2, mbPerS: 300, coldMs: 8 },
  'raw+lz4': { ratio: 0.99, mbPerS: 900, coldMs: 1 },
  raw: { ratio: 0.8, mbPerS: 2000, coldMs: 0 },
};

function builtIn(chain: string): Conduct {
  return KNOWN[chain] ?? ORDINARY;
}

const picksOf = ({ picks }: Pick<Recommendation, 'picks'>) => picks.map(({ use, chain }) => [use, chain]);

const EXPECTED = [
  ['archive', 'levels+mixed-gaussian:profile=neuralink'],
  ['balanced', 'levels+gaussian-rans:profile=neuralink'],
  ['live', 'levels+mixed-gaussian:profile=neuralink'],
];

describe('20 recordings and a minute', () => {
  const plugged = pluginsOf(['one', 'two', 'three'], 4);
  const isPlugged = (chain: string) => /\+?(one|two|three)\b/.test(chain);
  /** As slow as if each window took fresh processes. */
  const slow: Conduct = { ratio: 1.7, mbPerS: 30, coldMs: 0, startMs: 600 };
  const windowsBy = ({ coded }: Simulated, isMeant: (chain: string) => boolean) =>
    [...coded].reduce((sum, [chain, count]) => sum + (isMeant(chain) ? count : 0), 0);

  test('three slow plugins do not move the picks, and leave the others most of the time', async t => {
    const recordings = recordingsOf(t, 20, tenBitCodes(98_000));
    const alone = simulate(builtIn);
    const without = await recommendSimulated(alone, { recordings });
    const beside = simulate(chain => (isPlugged(chain) ? slow : builtIn(chain)));
    const withThem = await recommendSimulated(beside, { recordings, plugged });
    assert.deepEqual(picksOf(without), EXPECTED);
    assert.deepEqual(picksOf(withThem), EXPECTED);
    for (const [k, { ratio }] of withThem.picks.entries()) {
      const { low, high } = ratio;
      assert.ok(low !== null && high !== null, 'an interval');
      const other = without.picks[k].ratio.ratio;
      assert.ok(low <= other && other <= high, `${other} in ${low} to ${high}`);
    }
    const share =
      windowsBy(beside, chain => !isPlugged(chain)) / windowsBy(alone, chain => !isPlugged(chain));
    assert.ok(share > 0.6, `${share} of the windows`);
    assert.ok(beside.now() < 61_000, `${beside.now()} ms`);
  });

  test('of each plugin a chain has a rank, a distance and a speed, though it is the largest of all', async t => {
    const recordings = recordingsOf(t, 20, tenBitCodes(98_000));
    const bench = simulate(chain => (isPlugged(chain) ? slow : builtIn(chain)));
    const { yours } = await recommendSimulated(bench, { recordings, plugged });
    for (const { name } of plugged.stages) {
      const [best] = yours.filter(({ given }) => given.some(one => one.name === name));
      assert.ok(best.rank !== null && best.rank > 5 && best.rank <= best.of, name);
      assert.ok(best.excess !== null && Math.abs(best.excess - (3.6 / 1.7 - 1)) < 0.05, String(best.excess));
      assert.ok(best.throughput.runs > 0, `${name} is timed`);
      assert.ok(best.ratio !== null);
      assert.equal(best.dominatedBy, 'levels+gaussian-rans:profile=neuralink');
    }
  });

  test('the smallest is picked though it is very slow; what is too slow for a whole window is named', async t => {
    const [[, smallest]] = EXPECTED;
    const answerOn = (frames: number) => {
      const conductOf = (chain: string) =>
        chain === smallest ? { ratio: 3.6, mbPerS: 0.12, coldMs: 60 } : builtIn(chain);
      return recommendSimulated(simulate(conductOf), {
        recordings: recordingsOf(t, 20, tenBitCodes(frames)),
      });
    };
    const ofShort = await answerOn(98_000);
    assert.deepEqual([ofShort.picks[0].chain, ofShort.tooSlow], [smallest, []]);
    const ofLong = await answerOn(260_000);
    assert.deepEqual([ofLong.picks[0].chain === smallest, ofLong.tooSlow], [false, [smallest]]);
  });

  test('a plugin that is the best of all is picked', async t => {
    const recordings = recordingsOf(t, 20, tenBitCodes(98_000));
    const quick: Conduct = { ratio: 4, mbPerS: 300, coldMs: 80 };
    const bench = simulate(chain => (chain === 'levels+delta+one' ? quick : builtIn(chain)));
    const answer = await recommendSimulated(bench, { recordings, plugged });
    assert.deepEqual(picksOf(answer), [
      ['archive', 'levels+delta+one'],
      ['balanced', 'levels+delta+one'],
      ['live', 'levels+delta+one'],
    ]);
    assert.deepEqual(
      answer.picks.map(({ given }) => given),
      Array.from(answer.picks, () => [{ option: '--plugin', name: 'one' }]),
    );
    const [best] = answer.yours;
    assert.deepEqual([best.chain, best.rank, best.excess], ['levels+delta+one', 1, 0]);
  });

  test('plugins that hang or fail cost what is theirs, and are said to', async t => {
    const recordings = recordingsOf(t, 20, tenBitCodes(98_000));
    const bench = simulate(chain => {
      if (/\bone\b/.test(chain)) return { ...slow, startMs: 1e9 };
      return /\btwo\b/.test(chain) ? { ...slow, error: 'two: no' } : builtIn(chain);
    });
    const answer = await recommendSimulated(bench, { recordings, plugged: pluginsOf(['one', 'two'], 1) });
    assert.deepEqual(picksOf(answer), EXPECTED);
    const fates = (name: string) =>
      answer.yours.filter(({ chain }) => chain.includes(name)).map(({ fate, error }) => `${fate} ${error}`);
    assert.ok(fates('one').includes('too slow '), fates('one').join());
    assert.ok(fates('two').includes('failed error: two: no'), fates('two').join());
    assert.ok(bench.now() < 61_000, `${bench.now()} ms`);
  });

  test('chains that were named are compared to the end', async t => {
    const recordings = recordingsOf(t, 20, tenBitCodes(98_000));
    const bench = simulate(builtIn);
    const asked = ['raw', 'delta+bitpack', 'levels+lpc+rice'];
    const answer = await recommendSimulated(bench, { recordings, asked });
    assert.deepEqual(picksOf(answer), EXPECTED);
    assert.deepEqual(
      answer.yours.map(({ chain, fate }) => [chain, fate]),
      [
        ['levels+lpc+rice', 'coded'],
        ['delta+bitpack', 'coded'],
        ['raw', 'coded'],
      ],
    );
    for (const { chain, rank, ratio, throughput } of answer.yours) {
      assert.ok(rank !== null && ratio !== null && ratio.low !== null, chain);
      assert.ok(throughput.runs > 0, chain);
      assert.ok((bench.coded.get(chain) ?? 0) > 20, chain);
    }
  });
});

test('the preset best comes first, then what was given', async t => {
  const recordings = recordingsOf(t, 3, tenBitCodes(98_000));
  // only some chains get a turn
  const bench = simulate(() => ({ ...ORDINARY, startMs: 100 }));
  await recommendSimulated(bench, { recordings, asked: ['delta+bitpack'] });
  const order = [...bench.coded.keys()];
  const best = PRESETS.best.chains.length;
  assert.deepEqual(order.slice(0, best), PRESETS.best.chains);
  assert.equal(order[best], 'delta+bitpack');
});

test('on one short file a chain that was slow at first is picked for its speed', async t => {
  const answer = await recommendSimulated(simulate(builtIn), {
    recordings: recordingsOf(t, 1, tenBitCodes(98_000)),
  });
  assert.deepEqual(picksOf(answer), EXPECTED);
});

describe('no copy is a pick', () => {
  /** 32 channels' worth of data a second. */
  const RATE = 1_000_000;

  test('where nothing that compresses keeps up, what keeps less is shown', async t => {
    const recordings = recordingsOf(t, 4, tenBitCodes(200_000), RATE);
    const bench = simulate(chain => {
      // one kind of stages is about as fast at all parameters
      const [kind] = /^levels\+lpc(?=.*\+(rice|rans))/.test(chain) ? (/rice|rans/.exec(chain) ?? []) : [];
      const less = chain.includes(':') ? 0.3 : 0;
      if (kind === 'rice') return { ratio: 3 - less, mbPerS: 9, coldMs: 1 };
      if (kind === 'rans') return { ratio: 3.4 - less, mbPerS: 4, coldMs: 1 };
      return chain === 'raw' ? { ratio: 0.8, mbPerS: 900, coldMs: 0 } : { ratio: 3.5, mbPerS: 1, coldMs: 1 };
    });
    const { picks, lessLive, liveMbPerS } = await recommendSimulated(bench, { recordings, asked: ['raw'] });
    assert.equal(liveMbPerS, 20);
    assert.deepEqual(
      picks.map(({ use }) => use),
      ['archive', 'balanced'],
    );
    assert.deepEqual(
      picks.map(({ reaches }) => reaches),
      [null, false],
    );
    assert.equal(picks[1].chain, 'levels+lpc+rice');
    assert.deepEqual(
      lessLive.map(({ chain, headroom, reaches }) => [chain, headroom, reaches]),
      [
        ['levels+lpc+rice', 3, true],
        ['levels+lpc+rans', 1, true],
      ],
    );
  });

  test('where nothing keeps even real time, the nearest is shown', async t => {
    const recordings = recordingsOf(t, 4, tenBitCodes(200_000), RATE);
    const bench = simulate(chain => ({ ratio: chain === 'raw+lz4' ? 0.9 : 3, mbPerS: 1, coldMs: 1 }));
    const { picks, lessLive } = await recommendSimulated(bench, { recordings });
    assert.ok(picks.every(({ use }) => use !== 'live'));
    assert.deepEqual(
      lessLive.map(({ headroom, reaches }) => [headroom, reaches]),
      [[null, false]],
    );
  });

  test('where nothing compresses, nothing is picked', async t => {
    const recordings = recordingsOf(t, 4, tenBitCodes(98_000));
    const bench = simulate(() => ({ ratio: 0.8, mbPerS: 100, coldMs: 1 }));
    const { picks, lessLive, nothingCompresses } = await recommendSimulated(bench, { recordings });
    assert.deepEqual([picks, lessLive, nothingCompresses], [[], [], true]);
  });
});

describe('profiles that ship', () => {
  const profiled = ({ coded }: Simulated) => [...coded.keys()].filter(chain => chain.includes('profile='));

  test('are tried where the grid has as many values as the profile codes', async t => {
    const bench = simulate(builtIn);
    const { otherConverters } = await recommendSimulated(bench, {
      recordings: recordingsOf(t, 3, tenBitCodes(98_000)),
    });
    assert.deepEqual(otherConverters, []);
    assert.ok(profiled(bench).length > 3);
  });

  for (const [title, value] of [
    ['another grid', (i: number) => 12 * Math.round(100 * Math.sin(i / 7))],
    ['no grid', (i: number) => Math.round(9000 * Math.sin(i / 7))],
    ['one value', () => 64],
  ] as const) {
    test(`are not on ${title}, but for one that was asked for`, async t => {
      const data = Int16Array.from({ length: 98_000 }, (_, i) => value(i));
      const recordings = recordingsOf(t, 3, data);
      const bench = simulate(builtIn);
      const { otherConverters } = await recommendSimulated(bench, { recordings });
      assert.deepEqual(otherConverters, ['neuralink']);
      assert.deepEqual(profiled(bench), []);
      const again = simulate(builtIn);
      const asked = ['levels+lms-range:profile=neuralink'];
      await recommendSimulated(again, { recordings, asked });
      assert.deepEqual(profiled(again), asked);
    });
  }
});

test('when the time is up before anything has begun, there is an answer all the same', async t => {
  const recordings = recordingsOf(t, 20, tenBitCodes(98_000));
  const bench = simulate(chain => ({ ...builtIn(chain), startMs: 200 }));
  const { picks } = await recommendSimulated(bench, { recordings, deadlineMs: -1 });
  assert.deepEqual(picksOf({ picks })[0], EXPECTED[0]);
  assert.ok(bench.now() < 2000, `${bench.now()} ms`);
});

test('after Ctrl-C what is known counts', async t => {
  const recordings = recordingsOf(t, 20, tenBitCodes(98_000));
  const stop = new AbortController();
  const bench = simulate(chain => {
    if (bench.now() > 15_000) stop.abort();
    return builtIn(chain);
  });
  const { picks } = await recommendSimulated(bench, { recordings, plugged: NO_PLUGINS, signal: stop.signal });
  assert.equal(picks[0].use, 'archive');
  assert.ok(bench.now() < 16_000);
});
