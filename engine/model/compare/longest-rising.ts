// The longest rising subsequence of numbers.

/**
 * Indexes of the subsequence, rising. Patience sorting, O(n log n); of several answers, the one with the lowest last
 * number.
 */
export function longestRising(numbers: Int32Array): Int32Array {
  const ends = new Int32Array(numbers.length);
  const before = new Int32Array(numbers.length);
  let length = 0;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!;
    let low = 0;
    // Fast path: most numbers already rise.
    let high = length > 0 && numbers[ends[length - 1]!]! < number ? (low = length) : length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (numbers[ends[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? ends[low - 1]! : -1;
    ends[low] = i;
    if (low === length) length++;
  }
  const rising = new Int32Array(length);
  for (let at = length - 1, i = length > 0 ? ends[length - 1]! : -1; at >= 0; at--, i = before[i]!) rising[at] = i;
  return rising;
}
