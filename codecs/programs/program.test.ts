/** Programs as coders: the frame around them, the message when they fail, and that nothing is left behind. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { openChain } from '../chain.js';
import { configure, makeChain } from '../chain-id.js';
import { type Samples, UnsupportedError } from '../codec.js';
import { checkStage } from '../conformance.js';
import { nastySamples } from '../nasty.js';
import type { ProgramDeclaration } from './declaration.js';
import { defineProgram } from './program.js';

const COPY: ProgramDeclaration = {
  name: 'copy',
  summary: 'a test',
  family: 'copy',
  input: 'wav',
  encode: ['cp', '{in}', '{out}'],
  decode: ['cp', '{in}', '{out}'],
};
const PIPE: ProgramDeclaration = { ...COPY, input: 'pcm', encode: ['cat'], decode: ['cat'] };

/** A program of Node: `input` holds what it reads from standard input. */
function script(code: string): string[] {
  return [process.execPath, '-e', `const input = require('fs').readFileSync(0); ${code}`];
}

const WRITE = 'process.stdout.write(input)';

function open(declaration: ProgramDeclaration) {
  return openChain(makeChain([], configure(defineProgram(declaration))));
}

function samplesNamed(name: string): Samples {
  return nastySamples().find(input => input.name === name)?.value ?? assert.fail(name);
}

const five = samplesNamed('five channels, odd frames');

/** Gives temporary folders a place of their own, to see what is left of them. */
function scratchOf(t: TestContext): string {
  const scratch = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  const before = process.env.NCB_SCRATCH;
  process.env.NCB_SCRATCH = scratch;
  t.after(() => {
    if (before === undefined) delete process.env.NCB_SCRATCH;
    else process.env.NCB_SCRATCH = before;
    rmSync(scratch, { recursive: true });
  });
  return scratch;
}

describe('a program that copies keeps the whole contract', () => {
  const declarations = {
    'files, WAV': COPY,
    'pipes, PCM': PIPE,
    'channel by channel': { ...COPY, mostChannels: 2 },
  };
  for (const [name, declaration] of Object.entries(declarations)) {
    test(name, async () => {
      // told apart from programs, it is tried on every input
      const { isolation, ...stage } = defineProgram(declaration);
      assert.equal(isolation, 'process');
      assert.deepEqual(await checkStage(configure(stage)), []);
    });
  }
});

test('the frame is all that is added to what the program writes', async () => {
  const codec = await open(PIPE);
  const stream = await codec.encode({ data: Int16Array.of(1, 2, 3, 4), channels: 2 });
  // checksum | 2 channels, 2 frames | 1 file | 8 bytes: 1, 3, 2, 4 interleaved
  assert.equal(Buffer.from(stream).toString('hex'), '14414068020201080100030002000400');
});

test('the program is not called for nothing', async () => {
  const codec = await open({ ...PIPE, encode: ['false'], decode: ['false'] });
  const stream = await codec.encode({ data: new Int16Array(0), channels: 3 });
  assert.deepEqual(await codec.decode(stream), { data: new Int16Array(0), channels: 3 });
});

test('nor for a damaged stream', async () => {
  const stream = await (await open(PIPE)).encode(five);
  const codec = await open({ ...PIPE, decode: ['false'] });
  const damaged = stream.slice();
  damaged[100] ^= 1;
  assert.throws(() => codec.decode(damaged), /exec:copy: stream is damaged: its checksum does not fit/);
  assert.throws(() => codec.decode(stream), /exec:copy: false exited with status 1/);
});

test('a program that is missing is unsupported, and says how to get it', async () => {
  const missing = { ...COPY, decode: ['ncb-no-such'], install: 'Debian: apt-get install it' };
  await assert.rejects(open(missing), error => {
    assert.ok(error instanceof UnsupportedError);
    assert.match(error.message, /ncb-no-such: no such program on this machine; Debian: apt-get install it/);
    return true;
  });
  assert.equal(defineProgram({ ...COPY, version: ['ncb-no-such'] }).version?.(), 'ncb-no-such@missing');
  assert.equal(defineProgram(COPY).version?.(), 'cp@unknown');
  const node = defineProgram({ ...COPY, version: [process.execPath, '--version'] });
  assert.equal(node.version?.(), `node@${process.versions.node}`);
});

test('a program without what it needs is unsupported too', async () => {
  const needs = { command: ['echo', 'Encoder fast'], output: 'Encoder fast' };
  await open({ ...COPY, needs });
  const install = 'Debian: apt-get install it';
  await assert.rejects(open({ ...COPY, install, needs: { ...needs, output: 'Encoder slow' } }), error => {
    assert.ok(error instanceof UnsupportedError);
    assert.match(error.message, /echo on this machine has no Encoder slow; Debian: apt-get install it/);
    return true;
  });
});

test('a program that wants the rate is told it, and the stream keeps it for decode', async () => {
  const tell = ['sh', '-c', 'cat; printf "%s %s %s" "$0" "$1" "$2"', '{rate}', '{codec_rate}', '{frames}'];
  const cut = ['sh', '-c', 'head -c 8; test "$0" = 19531', '{rate}'];
  const rated = { ...PIPE, encode: tell, decode: cut, rates: [8000, 24000, 48000] };
  const codec = await open(rated);
  const samples = { data: Int16Array.of(1, 2, 3, 4), channels: 1 };
  const stream = Buffer.from(codec.encode({ ...samples, sampleRateHz: 19531.25 }) as Uint8Array);
  // one channel, 4 frames | 19531 | 1 file | 23 bytes
  assert.equal(
    stream.subarray(4).toString('latin1'),
    '\x01\x04\xcb\x98\x01\x01\x15\x01\0\x02\0\x03\0\x04\x0019531 24000 4',
  );
  assert.deepEqual(codec.decode(stream), samples);
  const textOf = async (given: number | undefined) =>
    Buffer.from(
      await codec.encode({ ...samples, ...(given !== undefined && { sampleRateHz: given }) }),
    ).toString('latin1');
  assert.match(await textOf(96_000), /96000 48000 4$/);
  assert.match(await textOf(0.2), /1 8000 4$/);
  assert.match(await textOf(undefined), /20000 24000 4$/);
});

test('an argument never meets a shell', async () => {
  const nasty = '$(touch pwned); `touch pwned` > pwned && "';
  const echo = [process.execPath, '-e', 'process.stdout.write(process.argv[1])', nasty];
  const codec = await open({ ...PIPE, encode: echo });
  const stream = Buffer.from(await codec.encode(five));
  assert.ok(stream.includes(nasty));
});

describe('what goes wrong names the program and its last words', () => {
  const failures: Record<string, [Partial<ProgramDeclaration>, RegExp]> = {
    'a status': [
      { encode: script(`console.error('first'); console.error('out of luck\\n'); process.exit(3)`) },
      /exec:copy: node exited with status 3 and said: out of luck$/,
    ],
    'a signal': [{ encode: script(`process.kill(process.pid, 'SIGTERM')`) }, /node died of SIGTERM/],
    'no output': [{ encode: ['true', '{in}', '{out}'] }, /true wrote no stream\.bin/],
    'empty output': [{ encode: ['true'] }, /true wrote nothing/],
    'a sample too few': [
      { decode: script(`process.stdout.write(input.subarray(2))`) },
      /node gave 3328 bytes of samples back where 3330 went in/,
    ],
    'endless output': [{ encode: ['yes'] }, /yes wrote more than \d+ bytes and was stopped/],
    'other channels': [
      { input: 'wav', decode: script(`input[22] = 9; ${WRITE}`) },
      /decoded 9 channels of 16 bits, not 5 of 16/,
    ],
    'no WAV': [{ input: 'wav', decode: ['echo', 'hello'] }, /what it decoded is no WAV file/],
  };
  for (const [name, [broken, message]] of Object.entries(failures)) {
    test(name, async t => {
      const scratch = scratchOf(t);
      const codec = await open({ ...PIPE, ...broken });
      await assert.rejects(async () => codec.decode(await codec.encode(five)), message);
      assert.deepEqual(readdirSync(scratch), [], 'temporary files are gone');
    });
  }
});
