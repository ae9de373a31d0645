/**
 * What the command line does, from TypeScript. Put it beside a folder of recordings of your own, and after
 * `npm install neural-codec-bench` run it: `node example-library.ts recordings/` from Node 22.18 on; before, compile it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import {
  best,
  decodeFile,
  encodeFile,
  explain,
  findRecordings,
  info,
  type Recording,
  recommend,
  runSweep,
} from 'neural-codec-bench';

const { recordings, refused } = await findRecordings(process.argv.slice(2));
for (const { name, reason } of refused) console.error(`${name}: ${reason}`);

await say(recordings);
const chain = await choose(recordings);
await sweepOver(recordings, chain);
await whereBitsGo(recordings, chain);
await thereAndBack(recordings, chain);

/** What is in them. */
async function say(given: readonly Recording[]): Promise<void> {
  const { rows } = await info({ recordings: given });
  for (const { recording, channels, sample_rate_hz, duration_s, entropy_bits } of rows) {
    console.log(recording, channels, sample_rate_hz, duration_s, entropy_bits);
  }
}

/** The smallest that is fast enough, found within some seconds. */
async function choose(given: readonly Recording[]): Promise<string> {
  const { picks } = await recommend({ recordings: given, budgetS: 10 });
  for (const { use, chain: picked, ratio } of picks) console.log(use, picked, ratio.ratio);
  return picks.find(({ use }) => use === 'balanced')?.chain ?? 'levels+lpc-gaussian';
}

/** All of each recording, and speeds of fresh processes; and what of it would keep up with 1,024 channels. */
async function sweepOver(given: readonly Recording[], picked: string): Promise<void> {
  const chains = [...new Set([picked, 'levels+lpc+rice', 'raw+zstd'])];
  const { totals, out } = await runSweep({ recordings: given, chains, rounds: 2, timeBudgetS: 20 });
  for (const { chain: id, ratio, encode_xrt, decode_xrt } of totals)
    console.log(id, ratio, encode_xrt, decode_xrt);
  const { keepsUp } = best([out], { channels: 1024, cores: 4 });
  console.log('keeps up:', keepsUp[0]?.row.chain ?? 'none');
}

/** Stage by stage. */
async function whereBitsGo(given: readonly Recording[], picked: string): Promise<void> {
  const [explained] = await explain({ recordings: given, chains: [picked] });
  for (const { recording, facts } of explained.recordings) {
    const sides = facts.transforms.map(({ stage, sideBytes }) => `${stage} ${sideBytes} bytes`);
    console.log(recording.name, 'side information:', sides.join(', '));
  }
}

/** A whole file, byte for byte. */
async function thereAndBack([first]: readonly Recording[], picked: string): Promise<void> {
  if (first?.source.type !== 'file') return;
  const file = readFileSync(first.source.path);
  const { container } = await encodeFile(file, { chain: picked });
  writeFileSync('first.ncb', container);
  console.log('came back:', file.equals(await decodeFile(container)));
}
