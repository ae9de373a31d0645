/** Streams of coders/rice. What an escape takes in two of their sections is counted as one part. */
import { readShape, readVarint } from '../../../codecs/bytes/shape.js';
import { take } from '../../../codecs/bytes/stream.js';
import type { Part } from '../../processes/tasks.js';
import { ESCAPES, HEAD, readParts } from './reader.js';

/** Zeros before the one of an escape: no quotient has so many. */
const ESCAPE_ZEROS = 24;
const UNARY_ESCAPE_BITS = ESCAPE_ZEROS + 1;
const PACKED_ESCAPE_BITS = 16;

const QUOTIENTS = 'quotients';
const LOW_BITS = 'low bits';

export function partsOfRice(bytes: Uint8Array): Part[] {
  let escapes = 0;
  const sections = readParts(bytes, (cursor, putDown) => {
    readShape(cursor);
    readVarint(cursor);
    const modeBytes = readVarint(cursor);
    const unaryBytes = readVarint(cursor);
    putDown(HEAD);
    take(cursor, modeBytes);
    putDown('modes');
    escapes = countEscapes(take(cursor, unaryBytes));
    putDown(QUOTIENTS);
    cursor.at = bytes.length;
    putDown(LOW_BITS);
  });
  if (escapes === 0) return sections;
  const others = sections
    .map(({ name, bits }) => ({ name, bits: bits - escapes * escapeBitsIn(name) }))
    .filter(({ bits }) => bits > 0);
  return [...others, { name: ESCAPES, bits: escapes * (UNARY_ESCAPE_BITS + PACKED_ESCAPE_BITS) }];
}

function escapeBitsIn(section: string): number {
  if (section === QUOTIENTS) return UNARY_ESCAPE_BITS;
  return section === LOW_BITS ? PACKED_ESCAPE_BITS : 0;
}

function countEscapes(unary: Uint8Array): number {
  let zeros = 0;
  let escapes = 0;
  for (const byte of unary) {
    for (let bit = 0; bit < 8; bit++) {
      if (((byte >> bit) & 1) === 0) zeros++;
      else {
        if (zeros === ESCAPE_ZEROS) escapes++;
        zeros = 0;
      }
    }
  }
  return escapes;
}
