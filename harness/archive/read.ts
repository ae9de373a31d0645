/** Stretches of an archive, decoded from the chunks that they lie in and no others. */
import type { Registry, Samples } from '../../codecs/codec.js';
import type { OpenById } from '../container/decode.js';
import { openerOf, storedChain } from '../container/open.js';
import type { Certificate } from './certificate.js';
import { framesOf } from './chunks.js';
import type { PlannedStream } from './format.js';
import { decodeRecord, type OpenedArchive, openDecoder, openRecords } from './open.js';

/** What is read. */
interface ReadRequest {
  /** A name; not needed where there is one. */
  readonly stream?: string | undefined;
  /** From 0. */
  readonly fromFrame: number;
  readonly frames: number;
  /** From 0; all unless given. */
  readonly firstChannel?: number | undefined;
  readonly channels?: number | undefined;
}

export interface ArchiveReader {
  readonly streams: readonly PlannedStream[];
  /** What of a lossy copy was lost; undefined if every sample is as it was recorded. */
  readonly certificate: Certificate | undefined;
  /** @throws Error if there is none of this name, or several and no name */
  readonly streamNamed: (name: string | undefined) => PlannedStream;
  /**
   * Samples, planar.
   * @throws Error if there is no such stream, frame or channel, or a chunk is damaged
   */
  readonly read: (request: ReadRequest) => Promise<Samples>;
  readonly close: () => void;
}

/**
 * Opens an archive for reading.
 * @param open how its chain is; unless given, in this process
 * @throws Error in one line if it is none, torn, damaged, of a later version, or of a stage that is not there
 */
export function openReader(
  path: string,
  registry: Registry,
  open: OpenById = openerOf(registry),
): ArchiveReader {
  const opened = openRecords(path);
  const { plan } = opened;
  storedChain(plan.chain, registry);
  let held: { readonly stream: number; readonly chunk: number; readonly samples: Samples } | undefined;
  const chunkOf = async (stream: number, chunk: number) => {
    if (held?.stream !== stream || held.chunk !== chunk) {
      // stages may keep a state from call to call, which no chunk of an archive has seen
      const decode = await openDecoder(plan, open);
      const at = opened.index.chunks[stream][chunk];
      held = { stream, chunk, samples: await decodeRecord(opened, decode, { stream, chunk, at }) };
    }
    return held.samples;
  };
  return {
    streams: plan.streams,
    certificate: opened.index.certificate,
    streamNamed: name => plan.streams[streamOf(opened, name)],
    read: async request => {
      const stream = streamOf(opened, request.stream);
      return readStretch(plan.streams[stream], request, chunk => chunkOf(stream, chunk));
    },
    close: opened.close,
  };
}

function streamOf({ plan: { streams } }: OpenedArchive, name: string | undefined): number {
  const names = streams.map(stream => stream.name);
  if (streams.length === 0) throw new Error('the archive has no samples: its files were kept as they are');
  if (name === undefined && streams.length === 1) return 0;
  const found = names.findIndex(one => one === name || one.endsWith(`#${name}`));
  if (found >= 0) return found;
  const asked = name === undefined ? 'which stream' : `no stream ${JSON.stringify(name)}`;
  throw new Error(`${asked}: the archive has ${names.join(', ')}`);
}

async function readStretch(
  planned: PlannedStream,
  { fromFrame, frames, firstChannel = 0, channels = planned.channels - firstChannel }: ReadRequest,
  chunkOf: (chunk: number) => Promise<Samples>,
): Promise<Samples> {
  checkRange('frames', fromFrame, frames, planned.frames);
  checkRange('channels', firstChannel, channels, planned.channels);
  const data = new Int16Array(channels * frames);
  const lastChunk = Math.floor((fromFrame + frames - 1) / planned.chunkFrames);
  for (let chunk = Math.floor(fromFrame / planned.chunkFrames); chunk <= lastChunk; chunk++) {
    const [first, count] = framesOf(planned, chunk);
    const samples = await chunkOf(chunk);
    const from = Math.max(0, fromFrame - first);
    const to = Math.min(count, fromFrame + frames - first);
    for (let c = 0; c < channels; c++) {
      const plane = (firstChannel + c) * count;
      data.set(samples.data.subarray(plane + from, plane + to), c * frames + first + from - fromFrame);
    }
  }
  return { data, channels };
}

function checkRange(what: string, first: number, count: number, all: number): void {
  const isWithin =
    Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count >= 1 && first + count <= all;
  if (!isWithin) throw new Error(`${what} ${first} to ${first + count}: there are ${all}`);
}
