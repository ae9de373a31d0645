/** What packed.ts packs, back. */

export function unpackBytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), character => character.charCodeAt(0));
}

export function unpackInt16(text: string): Int16Array {
  return new Int16Array(unpackBytes(text).buffer);
}

export function unpackFloat32(text: string): Float32Array {
  return new Float32Array(unpackBytes(text).buffer);
}
