/** A few kills of each command; `npm run kills` makes hundreds. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { expectedResults } from './expected.js';
import { killAtRandom, type Victim } from './kill.js';
import { victimsOf } from './victims.js';

describe('commands killed at random moments, and begun again', () => {
  const root = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  const folder = join(root, 'killed');
  let victims: Victim[] = [];
  before(async () => {
    victims = victimsOf(await expectedResults(join(root, 'expected')));
  });
  after(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));

  for (const [name, count] of Object.entries({ sweep: 1, encode: 1, 'encode --force': 1, merge: 1 })) {
    test(`${name} loses nothing, has nothing twice or half written, and ends all its processes`, async () => {
      const victim = victims.find(one => one.name === name);
      assert.ok(victim);
      const { kills, findings } = await killAtRandom(victim, { kills: count, seed: 1, folder });
      assert.deepEqual(findings, []);
      assert.equal(kills, count);
    });
  }

  test('what is lost, and what is wrong, is found', async () => {
    let starts = 0;
    // whatever the command, and this one is quick
    const list = { name: 'list', args: ['list'], begin: () => undefined, whole: () => undefined };
    const forgetful = { ...list, standing: () => new Set([String(starts++)]) };
    const { findings } = await killAtRandom(forgetful, { kills: 2, seed: 1, folder });
    assert.match(findings.join('\n'), /^list, SIG[A-Z]+ after \d+ ms: lost: 0$/m);
    const torn = {
      ...list,
      standing: () => {
        throw new Error('half written');
      },
    };
    assert.match(
      (await killAtRandom(torn, { kills: 1, seed: 1, folder })).findings.join('\n'),
      /: half written$/m,
    );
  });
});
