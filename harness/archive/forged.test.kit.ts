/** Archives whose index says something else than when they were written, in order otherwise. */
import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Certificate } from './certificate.js';
import { HEAD_BYTES, TRAILER_BYTES, writeHead } from './format.js';
import { jsonPayload, parseJson, trailerOf } from './part.js';

/** Changes what a certificate says. */
export function forgeCertificate(path: string, change: (certificate: Certificate) => object): void {
  const bytes = readFileSync(path);
  const at = Number(bytes.readBigUInt64LE(bytes.length - TRAILER_BYTES));
  const index = parseJson(bytes.subarray(at + HEAD_BYTES, -TRAILER_BYTES)) as { certificate: Certificate };
  const forged = { ...index, certificate: { ...index.certificate, ...change(index.certificate) } };
  const payload = jsonPayload(forged);
  const head = {
    kind: 'INDEX',
    group: 0,
    number: 0,
    bytes: payload.length,
    checksum: crc32(payload),
  } as const;
  writeFileSync(path, Buffer.concat([bytes.subarray(0, at), writeHead(head), payload, trailerOf(at)]));
}
