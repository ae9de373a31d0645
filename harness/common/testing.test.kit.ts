/** Helpers of the tests: folders that go away, and log lines to make rows of. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { QUALITY_FIGURES, type Quality } from '../quality/figures.js';
import { interleavedRun } from '../recordings/lattice.js';
import type { FileSource } from '../recordings/recording.js';
import type { ExactLine, TimingLine } from '../run/log.js';

/** A folder that is removed when the test ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Where a recording lies that is all of a headerless file, or what stands behind so many bytes of another. */
export function sourceIn(path: string, channels: number, frames: number, offset = 0): FileSource {
  const format = offset === 0 ? 'headerless' : 'wav';
  const layout = { type: 'lattice', runs: [interleavedRun(path, channels, frames, { offset })] } as const;
  return { type: 'file', format, path, layout, firstFrame: 0, firstChannel: 0 };
}

/** A cell's exact result: 1000 frames of 2 channels at 1 kHz in 800 bytes, unless given otherwise. */
export function exactLine(given: Partial<ExactLine> = {}): ExactLine {
  return {
    type: 'exact',
    chain: 'delta+rice',
    recordingSha256: 'aa',
    versions: 'v1',
    scope: 'recording',
    family: 'entropy',
    modelBytes: 0,
    recording: 'a.wav',
    channels: 2,
    frames: 1000,
    sampleRateHz: 1000,
    status: 'ok',
    error: '',
    encodedBytes: 800,
    timeoutS: 60,
    memoryMb: 2048,
    ...given,
  };
}

/** One process run: encode 1, 2 and 9 ms, decode 4 ms, unless given otherwise. */
export function timingLine(given: Partial<TimingLine> = {}): TimingLine {
  return {
    type: 'timing',
    chain: 'delta+rice',
    recording: 'a.wav',
    recordingSha256: 'aa',
    versions: 'v1',
    scope: 'recording',
    alias: '',
    round: 0,
    status: 'ok',
    error: '',
    timeMs: 40,
    encodeNs: [1e6, 2e6, 9e6],
    decodeNs: [4e6],
    peakRssBytes: 1e8,
    ...given,
  };
}

/** Figures, each what is made of its type and name. */
export function figuresOf<Name extends string>(
  figures: Readonly<Record<Name, { readonly type: string }>>,
  value: (type: string, name: Name) => number | null,
): Record<Name, number | null> {
  const names = Object.keys(figures) as Name[];
  const values = names.map(name => [name, value(figures[name].type, name)]);
  return Object.fromEntries(values);
}

export function qualityWhere(value: (type: string, name: keyof Quality) => number | null): Quality {
  return figuresOf(QUALITY_FIGURES, value);
}
