/** Whole numbers in rising order as `1-3,7`: what people read, and what `sbatch --array` takes. */
export function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let k = 0; k < numbers.length; ) {
    let end = k;
    while (end + 1 < numbers.length && numbers[end + 1] === numbers[end] + 1) end++;
    parts.push(end === k ? `${numbers[k]}` : `${numbers[k]}-${numbers[end]}`);
    k = end + 1;
  }
  return parts.join(',');
}
