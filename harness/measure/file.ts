/** Whole files through their containers, and stretches of archives, inside a measuring process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { toInterleaved } from '../../codecs/bytes/planar.js';
import { bytesOf } from '../../codecs/bytes/stream.js';
import type { Samples } from '../../codecs/codec.js';
import { openReader } from '../archive/read.js';
import { decodeFile } from '../container/decode.js';
import { encodeFile } from '../container/encode.js';
import { openerOf } from '../container/open.js';
import { loadRegistry } from '../plugins/load.js';
import type { Outcome } from '../processes/outcome.js';
import type {
  DecodedFacts,
  DecodeStretchTask,
  DecodeWholeTask,
  FileFacts,
  FileTask,
} from '../processes/tasks.js';
import { encodeNpy, encodeWav } from '../recordings/write.js';

/** Encodes a file, decodes it in a fresh instance and compares every byte. */
export async function fileRoundTrip({ path, chain, plugins }: FileTask): Promise<Outcome<FileFacts>> {
  // the chain was typed
  const open = openerOf(await loadRegistry(plugins), { runPrograms: true });
  const original = readFileSync(path);
  const { container } = await encodeFile(original, chain, await open(chain));
  const decoded = await decodeFile(container, open);
  if (original.equals(decoded)) {
    return { status: 'ok', value: { originalBytes: original.length, compressedBytes: container.length } };
  }
  return { status: 'mismatch', error: 'the decoded file is another' };
}

/** Decodes a container, and writes the file or compares it. */
export async function decodeWhole(task: DecodeWholeTask): Promise<Outcome<DecodedFacts>> {
  const { input, plugins, output, original } = task;
  const file = await decodeFile(readFileSync(input), openerOf(await loadRegistry(plugins), task));
  if (original !== undefined && Buffer.compare(file, readFileSync(original)) !== 0) {
    return { status: 'mismatch', error: `decodes to something else than ${original}` };
  }
  if (output !== undefined) writeFileSync(output, file);
  return { status: 'ok', value: { bytes: file.length } };
}

/** Decodes a stretch of an archive, and writes it. */
export async function decodeStretch(task: DecodeStretchTask): Promise<Outcome<DecodedFacts>> {
  const { input, plugins, output, request, form } = task;
  const reader = openReader(input, await loadRegistry(plugins), task);
  try {
    const samples = await reader.read(request);
    writeFileSync(output, formatted(form, samples, reader.streamNamed(request.stream).sampleRateHz));
    return { status: 'ok', value: { bytes: samples.data.byteLength } };
  } finally {
    reader.close();
  }
}

function formatted(form: DecodeStretchTask['form'], samples: Samples, sampleRateHz: number): Uint8Array {
  if (form === 'wav') return encodeWav(samples, Math.round(sampleRateHz));
  return form === 'npy' ? encodeNpy(samples) : bytesOf(toInterleaved(samples));
}
