// Edges of the graph as SVG paths. They stay in the gaps between columns and bands, which contain no nodes.

export type Point = { readonly x: number; readonly y: number };

/** Curves from gap to gap; a straight line between points at one height. */
export function curvedPath(points: readonly Point[]): string {
  return points.reduce((path, point, i) => {
    const last = points[i - 1];
    if (last === undefined) return `M${point.x},${point.y}`;
    if (last.y === point.y) return `${path}H${point.x}`;
    const middle = (last.x + point.x) / 2;
    return `${path}C${middle},${last.y} ${middle},${point.y} ${point.x},${point.y}`;
  }, '');
}

const ROUND = 8;

/** Horizontal and vertical pieces with rounded corners. */
export function corneredPath(points: readonly Point[]): string {
  const [first, ...rest] = points.filter(
    (point, i) => i === 0 || point.x !== points[i - 1]?.x || point.y !== points[i - 1]?.y,
  );
  if (first === undefined) return '';
  let path = `M${first.x},${first.y}`;
  let at = first;
  rest.forEach((point, i) => {
    const next = rest[i + 1];
    if (next === undefined) path += `L${point.x},${point.y}`;
    else {
      const round = Math.min(ROUND, distance(at, point) / 2, distance(point, next) / 2);
      const enter = towards(point, at, round);
      const leave = towards(point, next, round);
      path += `L${enter.x},${enter.y}Q${point.x},${point.y} ${leave.x},${leave.y}`;
    }
    at = point;
  });
  return path;
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}
