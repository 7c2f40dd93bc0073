// Walks a set of ignore rules along a path, one step at a time. States are cached, so a step costs one look-up even for
// a million paths.

import { must } from '../assert.ts';
import type { IgnoreRule, RuleKind, RuleStep } from './ignore-rules.ts';
import type { JsonStep } from './json-diff-path.ts';

/** The state of the rules after some steps of a path. */
export type IgnoreState = {
  /** True where the rules exclude the value here and everything below it. */
  readonly ignored: boolean;
  next(step: JsonStep): IgnoreState;
};

const nothing: IgnoreState = { ignored: false, next: () => nothing };
const everything: IgnoreState = { ignored: true, next: () => everything };

/** True where the rules exclude nothing here or below. */
export function ignoresNothing(state: IgnoreState): boolean {
  return state === nothing;
}

/** The rules about one operation (or the `run` itself), before the first step of a path. */
export function ignoring(rules: readonly IgnoreRule[], kind: RuleKind, name: string): IgnoreState {
  const own = rules.filter(
    (rule) =>
      (rule.kind === undefined || rule.kind === kind) && (rule.name === undefined || globMatches(rule.name, name)),
  );
  return own.length === 0 ? nothing : new Positions(own.map(({ steps }) => steps)).at(own.map((_, rule) => [rule, 0]));
}

/** A rule and the number of its steps that are matched so far. */
type Position = readonly [rule: number, step: number];

/** All sets of positions met so far: a deterministic automaton, built while it is walked. */
class Positions {
  readonly #rules: readonly (readonly RuleStep[])[];
  readonly #states = new Map<string, IgnoreState>();

  constructor(rules: readonly (readonly RuleStep[])[]) {
    this.#rules = rules;
  }

  at(positions: readonly Position[]): IgnoreState {
    const all = this.#withSkips(positions);
    if (all.length === 0) return nothing;
    if (all.some(([rule, step]) => step === must(this.#rules[rule]).length)) return everything;
    const key = all.join(' ');
    const known = this.#states.get(key) ?? this.#stateOf(all);
    this.#states.set(key, known);
    return known;
  }

  /** Adds the positions after `**` matching no step at all. */
  #withSkips(positions: readonly Position[]): readonly Position[] {
    const all = new Map<string, Position>();
    for (const [rule, from] of positions) {
      const steps = must(this.#rules[rule]);
      for (let step = from; ; step++) {
        all.set(`${rule},${step}`, [rule, step]);
        if (steps[step]?.type !== 'deep') break;
      }
    }
    return [...all.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  #stateOf(positions: readonly Position[]): IgnoreState {
    const known = new Map<JsonStep, IgnoreState>();
    const stepAt = ([rule, step]: Position): RuleStep => must(must(this.#rules[rule])[step]);
    const named = positions.some((position) => stepAt(position).type === 'index');
    const next = (step: JsonStep): IgnoreState => {
      // Where no rule names a single element, all elements share one state.
      const like = typeof step === 'number' && !named ? 0 : step;
      const there =
        known.get(like) ?? this.at(positions.flatMap((position) => afterStep(position, stepAt(position), step)));
      known.set(like, there);
      return there;
    };
    return { ignored: false, next };
  }
}

function afterStep([rule, at]: Position, by: RuleStep, step: JsonStep): readonly Position[] {
  if (by.type === 'deep') return [[rule, at]];
  return covers(by, step) ? [[rule, at + 1]] : [];
}

function covers(by: RuleStep, step: JsonStep): boolean {
  switch (by.type) {
    case 'key':
      return by.key === step;
    case 'glob':
      return typeof step === 'string' && globMatches(by.pattern, step);
    case 'index':
      return by.index === step;
    case 'anyIndex':
      return typeof step === 'number';
    default:
      return true;
  }
}

/**
 * Matches a pattern in which `*` stands for any letters. Searches each part once, from left to right: the time is at
 * most the product of the lengths.
 */
export function globMatches(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  if (parts.length === 1) return pattern === text;
  const last = must(parts.at(-1));
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
