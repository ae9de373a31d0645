/** The distinct values of samples, rising. */
export function distinctValues(samples: Int16Array): Int16Array {
  const occurs = new Uint8Array(65536);
  for (let i = 0; i < samples.length; i++) occurs[samples[i] + 32768] = 1;
  const values: number[] = [];
  for (let k = 0; k < occurs.length; k++) if (occurs[k] === 1) values.push(k - 32768);
  return Int16Array.from(values);
}
