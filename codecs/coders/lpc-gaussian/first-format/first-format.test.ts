/** Streams that released versions wrote still decode. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alike, mixedKinds, open, voltages } from '../samples.test.kit.js';

const RELEASED = [
  {
    name: 'profiled',
    isMarked: false,
    samples: voltages(40),
    base64: 'ASgAAAIEAAgCVhGABfoFLBEAG1ojBXPaTb4URql0vixmxhkZQ5q+MJuSv4Sr6f8aTyY=',
  },
  {
    name: 'long',
    isMarked: false,
    samples: voltages(700),
    base64:
      'AbwFAAACBAEIAlIRP1FmLQACAB1npzrWuhtcBgBW1Dk4ss3FFU574p00bEGgTIf/mI3zdLjcUmvzuW1DyGkN5KtMTndoRpqX5cIs0MHIWdzvTrzKYQUAeBEcdlxRe91sQlEdVJyjwzLzTSs6clYNuO0qLJm7He9MuD7FerUoOXKl3Z63JC3xHMcPAMVoHla1Cv9bI31moWnKXf5DmRFNhMlihjuALbNFiDjILTkusFpvsRhFdOBxqpeJ/KNF8MiBpD2bws1zWf4eprSOpnrPuE69jZ4l1RwRa7qvcyIQF2SeGMGq+m56Mf+Q/dniEaUKeZJfEaSSeQJsYk/OKruK4F2K8qClEiXEOsffa3C8kBrfc7vDX1UhoMavSJvjy9/Vw5XRaxMv+YK/J1CbhZ+CbssGk/Lzf53Z0AsP70OVZuvDvF06bKnSrYpH8ue3IIvZLFJkG+s45EVT9Dmmi4p9qsofJ+Wtrt/WI0x61jtJGgKTe0NvBmONJg8j7PPfqESKCibAdyoUjsgt6EVfg54p1FsB/wDlvQCR7hRI2e0TYtlCnpJWCkVlO0ob3XttorCxZqsgZ7uBttY7',
  },
  {
    name: 'marked',
    isMarked: true,
    samples: voltages(1200),
    base64:
      'AbAJAUL/fgNJCC2eAAMABQgCVBEgAGYrAAAFBK0BO+HdW7cOAAD9uDlqSOt+w13N+swOm3+VnR+/Ysf/9UVD5vOqnM0itLJyTNI6ENqhOk5VhEj0rRdOhuVvHH+FrVUoZ4jXssX3EFM2m7MVfAjeLL8zLt4JmKQXb1PVBflkDv5Pr69JiF0+3oXDsJx3k7PKd/mKKfEXoULOWuT3tzUr7498+/171NFiJj2ZKPNb1gxiJBYefUyiKMTTzqRUU4zl5L6kUUGBUNmp1I//7vIvA2A/OvZvfa4TQ17V38katoibVM5jXj8EcJN8IfwJzK9DrZfkVohXJvMQutmhW0Oh/40UW+J5qGb8jB9W7JMOKm5aPWtjg7YZPWK007Hu7Y3fHof9MLz+tggky9Cd4CUz3KAb/620PaWsG8D0Iy3JjCp3XI929md+AIxm2CopiRMR17DeqA6WpdzgasJdNfUIpTuEwelNnB0gEK1NdfGq2qUxR5FM/6SOanhclU2nyY/yEdsH2NhzvFDHg9tfCtQObTB15+MVr6N2BfUW/fe1WlijW0VDz6d9pD06+PEpN8/RiQJDBFtj5WSnhY67R8sx0mHGEf0wwbfrj09PAf7D9eeN3ZN14Ls6P8hmwjaY2r5gyFRGjOKWpg4+UdE5mldnwuyJ5fdB/nBiHtxKSJYIKs62QFWi7L1gK5m65h7ozkKKg65OwWYEv/rtTlzZlg0qb1QIaFSsxiQ4nfTT4db9Hv0nn7UPr0etINnNa5nAULXwwuoh2BE6nGng4gAzGBin1jEmUsh61ogZOTDzzulJ7ZBqt+Ih8lTpI5es0qq4o+gYFz7B1w9m4Gmggp+VPEazUBRFmZ6gBKspfoaGC4flmr9zSOka/PA5eg8D4cqBCGpvBruRUPahUv16PnLf6CMV2sv6OlAJ9ANh5v07MtccVa82m1wKC6Cc+ZX6Wy+zMkx23HX/WtOHSdZcVQ==',
  },
  {
    name: 'referring',
    isMarked: true,
    samples: alike(250, 4),
    base64:
      'BPoBAUL/fgNJCC2eBAMABQgCYhJA/Q1iJQcKERwAJ1XOYU/mtDsRfrWDgxaue9pWmsF0TxH0lo/1jRM+sGpRmlOqQjIRCabzemUzvt3gdiDmvVp08Xw/OZkWgvmrQ+RFNxEEEFGJDeZIJKaSSkZhUXoXRnQkI4lA8VOT4gsr59XsO5vRuc+IFijEChRYzOLUNOTYy8/qc9+ddpTzaU36aIEbTLo8HxHvsEB5aUxPv3fFaYxGQTrveTsIv4llmtUO/kNcAwAGCAIpGWCAEBgFAw4hIgEBAQFiEAEe7AEALFffAABfVHAoR6CL9zGZcveIppRizvw0iDg1Oh0NvBaqHe+CC8wmLGdKO8ktWwyybuGapFGIRNpEPIpUSkir8poMRmPZQx5uDiiLfWmrHRIrQzIW03kb+xrWDnS0lnCOvnFtwYBYNi4AbsFs4B2As5EMvD2RYvlVWGJnM98DAAYIAiYtQMAEDAYBBxQJAQEBAWAUAx0o7UCrjwIAADwECvVoZiiImjQ9B51VTmWpMt8+R/Cfrtjacqs0yY7HRBhrhsxylR1UGqUuLRp2y/mjEcKNe/yFFrJZOhAd/BktnlnXYxst+Dl+g6JishcG67IzrjIuur2uXRHqk9CWcP7HDgp3u5uICHvGEKLpCgzrxwXjAwAGCAInKUDFJRoLBAEGFQEBAQFiEgMeHGDqdLEHAADXgOz4WB9Q96avOx9dgMGqeT21S00jKEsBo6JreL65RREghwx+jbrQNMx0fElFDQ9uuIiwMgM6wE2lBNpgOFYdf+EfZ6TvkGKSzaCO92CeOi83wPWQr7qpbF/1hV1wIXebUM+ukefjctQq72/lfwSiMIBQYK4oC3U=',
  },
  {
    name: 'kinds',
    isMarked: false,
    samples: mixedKinds(),
    base64:
      'BDwAAgBjYMs/D0KDGLc6u5sVvvsu0MLYe6U+lcHhHIAStJKgB0Zj9C7MKGtUiVvZcNYoQBrWoQO8Oni3E4wUgSn/2cmmuUlSNFVBksGvNQGQHOLmZYWmXWDRRVN7JQSOKpW1Uu6emYtkgAQyDdZbX0qBohr09btAPfY4NNsBDQADAAMABwACAAcAAQAFAAcAAwAFAAcAAgAGAAcABQABAAAAAQAGADd1BgAHAAUAAwABAAMABAABAAYAAwADAAIABgAHAAcAAAAFAAcABwAzdQIAAwAHAAAAAQAFAAEABAAFAAAAAQAGAAQAAgAGAAEAAQAFAAIAM3UAsvA4Brr4dh8/E5UH4vlfCOP5awWC74wXHgmxAjwAgQNOD8T/NvTX75oC8BuDAgQHPgu/6UrnBe3rBTrxaAwOD9cDN/erBhH2gwxcFa0KUvi+CRbp7gDDCDYEnfAn/vIKuyB+8sf+qwUK/Wf9T+rG+1sArg0qHV3s',
  },
];

function streamOf(name: string): Uint8Array {
  const released = RELEASED.find(each => each.name === name);
  assert(released !== undefined);
  return new Uint8Array(Buffer.from(released.base64, 'base64'));
}

test('streams of the released version decode, whatever the codec was opened with', async () => {
  for (const values of [{}, { order: 4 }, { references: 6 }, { profile: 'small', references: 2 }]) {
    const codec = await open(values);
    for (let time = 0; time < 3; time++) {
      for (const { name, samples, isMarked } of RELEASED) {
        if (isMarked && !('profile' in values)) continue;
        assert.deepEqual(codec.decode(streamOf(name)), samples, name);
      }
      // a stream of the second format in between
      assert.deepEqual(codec.decode(codec.encode(alike(300, 3))), alike(300, 3));
    }
  }
});

test('a stream that was made with a profile asks for it', async () => {
  const codec = await open();
  assert.throws(() => codec.decode(streamOf('marked')), /made with the converter profile/);
});

test('torn streams are errors, and so are longer ones', async () => {
  const codec = await open({ profile: 'small' });
  for (const { name } of RELEASED) {
    const stream = streamOf(name);
    // a decoder of this format opens a kernel of its own for each stream, which takes time
    for (let length = 0; length < stream.length; length += length < 80 ? 1 : 29) {
      assert.throws(() => codec.decode(stream.subarray(0, length)), Error, `${name}, ${length} bytes`);
    }
    assert.throws(() => codec.decode(new Uint8Array([...stream, 0])), /1 bytes left over/);
  }
});

test('forged numbers are named', async () => {
  const codec = await open();
  const stream = streamOf('long');
  const forge = (at: number, ...bytes: number[]) => {
    const forged = new Uint8Array(stream);
    forged.set(bytes, at);
    return () => codec.decode(forged);
  };
  // channels, frames (2 bytes), mark, most references, kind, then the model
  assert.throws(forge(5, 9), /kind of channel 9, want 0\.\.2/);
  assert.throws(forge(5, 3), /kind of channel 3, want 0\.\.2/);
  assert.throws(forge(6, 6), /history shift 6 out of range 0\.\.5/);
  assert.throws(forge(7, 15), /shift 15 out of range 0\.\.14/);
  assert.throws(forge(8, 11), /rate 11 out of range 0\.\.10/);
  assert.throws(forge(9, 1), /order 1 out of range 2\.\.32/);
  assert.throws(forge(stream.length - 1, stream[stream.length - 1] ^ 1), /words do not hold 700 codes/);
  assert.throws(() => codec.decode(Uint8Array.of(0x80, 0x80, 0x04, 1, 0, 0)), /0 bytes for 65536 blocks/);
});
