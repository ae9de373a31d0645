/**
 * A coder made of a program that is started for each call (see declaration.ts).
 *
 *   checksum of all that follows, u32 | shape | nothing, if it has no samples; else
 *   frames a second (varint), of programs that want it | files (varint: 1, or as many as channels) | for each:
 *   varint n | n bytes that the program wrote
 *
 * The checksum is looked at before the program is started, so that damage is reported and never reaches it. Channels go
 * into files of their own where there are more of them than the program takes.
 */

import { packNumbers } from '../bytes/numbers.js';
import { toInterleaved, toPlanar } from '../bytes/planar.js';
import { type Cursor, readShape, readVarint, type Shape, shapeOf } from '../bytes/shape.js';
import { bytesOf, concatenate, joinStream, takeWithLength, withLength } from '../bytes/stream.js';
import { CHECKSUM_BYTES, loadChecksum } from '../bytes/xxhash64.js';
import { type Coder, defineCoder, type Parameter, type Samples } from '../codec.js';
import { readUint32 } from '../compressors/binding.js';
import { rateOf } from '../models/rate.js';
import { type Caller, callerOf, versionOf } from './call.js';
import {
  checkDeclaration,
  type ProgramDeclaration,
  type ProgramParameter,
  wantsRate,
} from './declaration.js';

type Checksum = (bytes: Uint8Array) => number;

/**
 * Defines the stage `exec:NAME`.
 * @param here folder of the declaration: what {here} stands for, and where relative paths of programs begin
 * @throws Error that names the key which is wrong
 */
export function defineProgram(declaration: ProgramDeclaration, here = process.cwd()): Coder {
  checkDeclaration(declaration);
  const { name, family, summary, parameters = {}, loss } = declaration;
  return defineCoder({
    name: `exec:${name}`,
    family,
    summary,
    isolation: 'process',
    ...(loss !== undefined && { loss: { kind: loss } }),
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [key, asStagesKnow(value)]),
    ),
    version: () => versionOf(declaration, here),
    open: async values => {
      const caller = callerOf(declaration, values, here);
      const checksum = await loadChecksum();
      return {
        encode: samples => encode(samples, caller, declaration, checksum),
        decode: bytes => decode(bytes, caller, declaration, checksum),
      };
    },
  });
}

/** The parameter as stages know it. */
function asStagesKnow(parameter: ProgramParameter): Parameter {
  if (parameter.type === 'integer') {
    const { decimals, ...integer } = parameter;
    return integer;
  }
  const { arguments: table, ...choice } = parameter;
  return choice;
}

function encode(
  samples: Samples,
  caller: Caller,
  declaration: ProgramDeclaration,
  checksum: Checksum,
): Uint8Array {
  const shape = shapeOf(samples);
  const body = joinStream(shape, [], encodeFiles(samples, shape, caller, declaration));
  const head = new Uint8Array(CHECKSUM_BYTES);
  new DataView(head.buffer).setUint32(0, checksum(body), true);
  return concatenate([head, body]);
}

function encodeFiles(
  samples: Samples,
  { channels, frames }: Shape,
  caller: Caller,
  declaration: ProgramDeclaration,
): Uint8Array[] {
  if (frames === 0) return [];
  const { mostChannels = Number.POSITIVE_INFINITY } = declaration;
  const files = channels > mostChannels ? channels : 1;
  // WAV files hold whole numbers
  const rateHz = wantsRate(declaration) ? Math.max(1, Math.round(rateOf(samples))) : undefined;
  const inEach = { channels: channels / files, frames, rateHz };
  const encoded = Array.from({ length: files }, (_, k) => {
    const data = files === 1 ? samples.data : samples.data.subarray(k * frames, (k + 1) * frames);
    const pcm = bytesOf(toInterleaved({ data, channels: inEach.channels }));
    return withLength(caller.encode(pcm, inEach));
  });
  return [packNumbers([...(rateHz === undefined ? [] : [rateHz]), files]), ...encoded];
}

function decode(
  bytes: Uint8Array,
  caller: Caller,
  declaration: ProgramDeclaration,
  checksum: Checksum,
): Samples {
  if (bytes.length < CHECKSUM_BYTES) throw new Error('stream ends inside its checksum');
  const body = bytes.subarray(CHECKSUM_BYTES);
  if (readUint32(bytes, 0) !== checksum(body))
    throw new Error('stream is damaged: its checksum does not fit');
  const cursor = { bytes: body, at: 0 };
  const shape = readShape(cursor);
  const parts = shape.frames === 0 ? [] : decodeFiles(cursor, shape, caller, wantsRate(declaration));
  const left = body.length - cursor.at;
  if (left > 0) throw new Error(`${left} bytes behind the end of the stream`);
  const data = new Int16Array(shape.channels * shape.frames);
  for (const [k, part] of parts.entries()) data.set(part, k * shape.frames);
  return { data, channels: shape.channels };
}

function decodeFiles(
  cursor: Cursor,
  { channels, frames }: Shape,
  caller: Caller,
  hasRate: boolean,
): Int16Array[] {
  const rateHz = hasRate ? readVarint(cursor) : undefined;
  const files = readVarint(cursor);
  if (files !== 1 && files !== channels) throw new Error(`${files} files for ${channels} channels`);
  const inEach = { channels: channels / files, frames, rateHz };
  return Array.from({ length: files }, () => {
    const pcm = caller.decode(takeWithLength(cursor), inEach);
    // a copy: what a program wrote may lie at an odd place
    return toPlanar(new Int16Array(new Uint8Array(pcm).buffer), inEach.channels).data;
  });
}
