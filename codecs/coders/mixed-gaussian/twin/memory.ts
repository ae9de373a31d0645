/** Memory of a kernel's twin: as the kernel sees it, by addresses. */

/** All of it, in every type that is used; index = address / size of the type. */
interface Views {
  readonly buffer: ArrayBuffer;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly uint32: Uint32Array;
  readonly float64: Float64Array;
}

export interface TwinMemory {
  readonly memory: WebAssembly.Memory;
  /** Views that are alive: those of before are dead once memory has grown. */
  readonly views: () => Views;
}

function viewsOf(buffer: ArrayBuffer): Views {
  return {
    buffer,
    int16: new Int16Array(buffer),
    int32: new Int32Array(buffer),
    uint32: new Uint32Array(buffer),
    float64: new Float64Array(buffer),
  };
}

export function makeTwinMemory(): TwinMemory {
  const memory = new WebAssembly.Memory({ initial: 1 });
  let views = viewsOf(memory.buffer);
  return {
    memory,
    views: () => {
      if (views.buffer !== memory.buffer) views = viewsOf(memory.buffer);
      return views;
    },
  };
}
