// The fewest insertions and removals that turn one sequence into another, where the search is cheap (Myers 1986,
// O(ND)).

type Pair = readonly [number, number];

/** Maximum number of steps for one pair of sequences: some milliseconds. */
const mostSteps = 400_000;

/** The kept pairs, rising on both sides; null where the search would take too long. */
export function shortestEdit(a: Int32Array, b: Int32Array): readonly Pair[] | null {
  const most = a.length + b.length;
  const reach = Math.min(most, Math.floor(Math.sqrt(mostSteps)));
  const frontier = new Int32Array(2 * reach + 3);
  const middle = reach + 1;
  const trace: Int32Array[] = [];
  let steps = 0;
  for (let d = 0; d <= reach; d++) {
    trace.push(frontier.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      let x =
        k === -d || (k !== d && frontier[middle + k - 1]! < frontier[middle + k + 1]!)
          ? frontier[middle + k + 1]!
          : frontier[middle + k - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
        x++;
        steps++;
      }
      frontier[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return kept(trace, a.length, b.length);
    }
    steps += d;
    if (steps > mostSteps) return null;
  }
  return null;
}

/** Walks back from the end along the furthest points. */
function kept(trace: readonly Int32Array[], aLength: number, bLength: number): readonly Pair[] {
  const pairs: Pair[] = [];
  let x = aLength;
  let y = bLength;
  for (let d = trace.length - 1; d >= 0; d--) {
    const frontier = trace[d]!;
    const at = (k: number): number => frontier[k + d + 1]!;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : at(fromK);
    const fromY = d === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY && !(d > 0 && x === (down ? fromX : fromX + 1) && y === (down ? fromY + 1 : fromY))) {
      x--;
      y--;
      pairs.push([x, y]);
    }
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}
