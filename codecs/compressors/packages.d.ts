/** Types of packages that have none, or whose types lack what is used here; only what is used here. */

declare module 'seek-bzip' {
  interface Input {
    readonly readByte: () => number;
    readonly read: (into: Uint8Array, at: number, length: number) => number;
  }
  interface Output {
    readonly writeByte: (byte: number) => void;
  }
  const bunzip: { readonly decode: (input: Input, output: Output) => void };
  export default bunzip;
}

declare module 'lzma-native' {
  interface CoderOptions {
    /** A number from 0 to 9, plus PRESET_EXTREME. */
    readonly preset?: number;
    readonly check?: number;
    readonly filters?: readonly { readonly id: string; readonly options: { readonly preset: number } }[];
    readonly memlimit?: number;
    readonly synchronous?: boolean;
  }
  interface CoderStream extends NodeJS.ReadWriteStream {
    /** Bytes that the coder has taken in. */
    readonly totalIn: () => number;
    readonly destroy: () => void;
    readonly destroyed: boolean;
  }
  const lzma: {
    readonly createStream: (
      coder: 'streamEncoder' | 'streamDecoder' | 'aloneEncoder' | 'aloneDecoder',
      options: CoderOptions,
    ) => CoderStream;
    readonly CHECK_CRC64: number;
    readonly FILTER_LZMA2: string;
    readonly PRESET_EXTREME: number;
  };
  export default lzma;
}

declare module 'numcodecs/blosc' {
  interface BloscConfig {
    readonly id: string;
    readonly cname: string;
    readonly clevel: number;
    readonly shuffle: number;
    /** 0 for one of the package's choice. */
    readonly blocksize: number;
  }
  interface Codec {
    readonly encode: (bytes: Uint8Array) => Promise<Uint8Array>;
    readonly decode: (bytes: Uint8Array) => Promise<Uint8Array>;
  }
  const Blosc: { readonly fromConfig: (config: BloscConfig) => Codec };
  export default Blosc;
}

declare module 'numcodecs/zstd' {
  interface Codec {
    readonly encode: (bytes: Uint8Array) => Promise<Uint8Array>;
    readonly decode: (bytes: Uint8Array) => Promise<Uint8Array>;
  }
  const Zstd: { readonly fromConfig: (config: { readonly id: string; readonly level: number }) => Codec };
  export default Zstd;
}
