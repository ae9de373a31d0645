/**
 * `npm run fuzz -- --minutes N [--seed S] [--only WORD] [--keep]`: reads bytes that were changed: streams of every stage, containers, archives, headers of every recording format, CSVs and
 * logs; in a child that is killed when it hangs or takes too much memory. Whatever crashes, hangs, says nothing that helps,
 * or gives wrong samples past a checksum, is a finding, named by its seed and number; `--keep` writes it, made shorter, into
 * the corpus, which tests try again.
 *
 * The exit status is 1 if there was a finding.
 */
import { randomInt } from 'node:crypto';
import { runChore } from '../shared/chore.js';
import { fuzz } from './campaign.js';
import { keepFinding } from './corpus.js';
import { subjectsNamed } from './subjects/subjects.js';
import { kindOf } from './verdict.js';

const OPTIONS = {
  minutes: { type: 'string', default: '1' },
  seed: { type: 'string' },
  only: { type: 'string' },
  keep: { type: 'boolean', default: false },
} as const;

const ROUNDS_BETWEEN_LINES = 5;

await runChore('fuzz', { options: OPTIONS }, async ({ values: { minutes, seed: given, only, keep } }) => {
  const timeMs = 60_000 * Number(minutes);
  if (!(timeMs > 0)) throw new Error(`--minutes ${minutes}: want a number over 0`);
  const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
  if (!Number.isInteger(seed)) throw new Error(`--seed ${given}: want a whole number`);
  const subjects = subjectsNamed(only);
  if (subjects.length === 0) throw new Error(`--only ${only}: nothing that is fuzzed is called so`);
  console.log(`seed ${seed}, ${subjects.length} subjects`);
  let rounds = 0;
  const { cases, findings, unsupported } = await fuzz({
    ...{ subjects, only, seed, timeMs },
    onFinding: finding => {
      const kept = keep ? `, kept as ${keepFinding(finding)}` : '';
      console.log(`${finding.subject}: case ${finding.number}: ${finding.finding}${kept}`);
    },
    onRound: done => {
      if (rounds++ % ROUNDS_BETWEEN_LINES === 0) console.log(`${done.toLocaleString('en-US')} cases`);
    },
  });
  for (const [name, why] of unsupported) console.log(`not here: ${name}: ${why}`);
  const kinds = [...new Set(findings.map(({ finding }) => kindOf(finding)))].map(
    kind => `${findings.filter(({ finding }) => kindOf(finding) === kind).length} ${kind}`,
  );
  const found = findings.length === 0 ? 'no finding' : `findings: ${kinds.join(', ')}`;
  console.log(`${cases.toLocaleString('en-US')} cases of seed ${seed}: ${found}`);
  return findings.length > 0 ? 1 : 0;
});
