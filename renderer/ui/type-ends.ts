// An event's type where it is cut short: its last word says what happened, so its beginning gives way.

const LONGEST = 14;

/** `['ActivityTask', 'Scheduled']`, `['node_', 'completed']`; a type of one word, or with a very long last one, is all beginning. */
export function typeEnds(type: string): readonly [start: string, end: string] {
  const [end = ''] = /(?:[A-Z]?[a-z]+|[A-Z]+|\d+)$/.exec(type) ?? [];
  const cut = end.length > LONGEST ? type.length : type.length - end.length;
  return cut === 0 ? [type, ''] : [type.slice(0, cut), type.slice(cut)];
}
