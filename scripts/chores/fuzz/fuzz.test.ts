/** The fuzzer for some seconds, what it has found before, and whether it would notice. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UnsupportedError } from '../../../codecs/codec.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { fuzz } from './campaign.js';
import { type Finding, keepFinding, keptFindings } from './corpus.js';
import { openerOf } from './opened.js';
import { subjectsNamed } from './subjects/subjects.js';

/** Of all subjects, some cases. Continuous integration fuzzes a minute beside the tests; longer: `npm run fuzz -- --minutes N`. */
const SECONDS = 1;

test('nothing is found', async () => {
  const subjects = subjectsNamed();
  const { cases, findings } = await fuzz({ subjects, only: undefined, seed: 1, timeMs: 1000 * SECONDS });
  const said = findings.map(({ subject, number, finding }) => `${subject}: case ${number}: ${finding}`);
  assert.deepEqual(said, []);
  assert.ok(cases > 0);
});

describe('what was found before is mended', () => {
  const subjects = subjectsNamed();
  for (const { subject, finding, bytes, isResealed } of keptFindings()) {
    test(`${subject}: ${finding}`, async t => {
      const found = subjects.find(({ name }) => name === subject);
      assert.ok(found !== undefined, `there is no ${subject} any more: remove it`);
      try {
        const { attempt, close } = await found.open();
        assert.equal(await attempt({ bytes, isResealed }), undefined);
        close?.();
      } catch (thrown) {
        if (!(thrown instanceof UnsupportedError)) throw thrown;
        t.skip(thrown.message);
      }
    });
  }
});

/** One that turns up within a second or two. */
async function firstFinding(only: string): Promise<Finding> {
  const subjects = subjectsNamed(only);
  const found: Finding[] = [];
  await fuzz({ subjects, only, seed: 3, timeMs: 200, hangMs: 1500, onFinding: one => found.push(one) });
  return found[0] ?? assert.fail(`${only}: no finding`);
}

describe('the watchdog notices a reader that', () => {
  for (const [only, finding] of [
    ['self hangs', /^hang: nothing for 1\.5 s/],
    ['self dies', /^crash: died of SIGABRT/],
    ['self throws behind', /^crash: .*nobody awaits this/],
    ['self is silent', /^silent: other bytes/],
  ] as const) {
    test(only, async t => {
      const found = await firstFinding(only);
      assert.match(found.finding, finding);
      // the very case is named: made again, it is fatal
      const { mutant } = await openerOf(subjectsNamed(only)).caseOf(0, found.seed, found.number);
      assert.notEqual(mutant.bytes[0], 0x61);
      const folder = temporaryFolder(t);
      keepFinding(found, folder);
      assert.deepEqual(keptFindings(folder), [found]);
    });
  }
});

test('a case is the same wherever it is made', async () => {
  const made = async () => {
    const opener = openerOf(subjectsNamed('stage rice'));
    const { mutant } = await opener.caseOf(0, 5, 17);
    return Buffer.from(mutant.bytes).toString('hex');
  };
  assert.equal(await made(), await made());
});
