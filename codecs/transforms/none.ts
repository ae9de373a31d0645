/** The absence of a transform, so that an axis of the grid can name it. A parsed chain leaves it out. */
import { defineTransform, NO_SIDE_INFORMATION } from '../codec.js';

export const noTransform = defineTransform({
  name: 'none',
  family: 'copy',
  summary: 'no transform',
  open: () => ({
    encode: ({ data, channels }) => ({
      samples: { data: data.slice(), channels },
      side: NO_SIDE_INFORMATION,
    }),
    decode: ({ samples }) => ({ data: samples.data.slice(), channels: samples.channels }),
  }),
});
