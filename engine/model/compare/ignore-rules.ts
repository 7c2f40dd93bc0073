// Rules that exclude values from a comparison, written by a person, one rule per line. Parses and prints rules; never
// sees a value.
//
//   # what changes from run to run
//   **.traceId
//   input.items[*].updatedAt
//   activity: result.receipt
//   activity/charge*: input.at
//
// A path begins with a part (see `parts.ts`): input, result, failure, options, header and so on; for the run also memo,
// reason, stuckOn and so on. `*` is any one step (in a key: any letters), `**` any number of steps, `[*]` any element,
// `[3]` one element, `["a.b"]` a key with special characters. A subject may precede the path: a kind of operation (or
// `run`, or `*`) and a name, in quotes where it has special characters. A rule covers everything below its path.

import { type OperationKind, operationKinds } from '../effect.ts';
import { RetraceError } from '../errors.ts';
import { stepText } from './json-diff-path.ts';

export type RuleStep =
  | { readonly type: 'key'; readonly key: string }
  /** A key with `*` in it. */
  | { readonly type: 'glob'; readonly pattern: string }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'anyIndex' }
  | { readonly type: 'any' }
  | { readonly type: 'deep' };

/** The kind of subject of a rule: `run` is the run itself. */
export type RuleKind = OperationKind | 'run';

export type IgnoreRule = {
  /** undefined = every kind. */
  readonly kind: RuleKind | undefined;
  /** Name of the operation, where `*` stands for any letters; undefined = every name. */
  readonly name: string | undefined;
  readonly steps: readonly RuleStep[];
};

const scopePattern = /^(\*|[A-Za-z]+)(?:\/("(?:[^"\\]|\\.)*"|[^\s":]+))?:\s*/;
const stepPattern = /\*\*|\[\*\]|\[\d{1,9}\]|\["(?:[^"\\]|\\.)*"\]|[^.:[\]"\s](?:[^.:[\]"]*[^.:[\]"\s])?/y;
const kinds: readonly string[] = ['run', ...operationKinds];

/**
 * Parses a text of rules. Empty lines and lines that begin with `#` are skipped. Throws `bad-pattern` with the line.
 */
export function parseIgnoreRules(text: string): readonly IgnoreRule[] {
  const rules: IgnoreRule[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() !== '' && !line.trim().startsWith('#')) rules.push(parseIgnoreRule(line, `Line ${i + 1}`));
  }
  return rules;
}

/** Parses one rule; the error's sentence begins with `where`. Throws `bad-pattern`. */
export function parseIgnoreRule(line: string, where = 'The rule'): IgnoreRule {
  const text = line.trim();
  const scope = scopePattern.exec(text);
  const [scopeText = '', kind = '*', name] = scope ?? [];
  if (kind !== '*' && !kinds.includes(kind))
    throw badRule(where, text, 1, `there is no kind ${JSON.stringify(kind)}; there are ${kinds.join(', ')}`);
  return {
    kind: kind === '*' ? undefined : (kind as RuleKind),
    name: name === undefined || name === '*' ? undefined : unquoted(name, where, text),
    steps: parseSteps(text, scopeText.length, where),
  };
}

function parseSteps(text: string, from: number, where: string): readonly RuleStep[] {
  const steps: RuleStep[] = [];
  let at = from;
  while (at < text.length || steps.length === 0) {
    if (steps.length > 0 && text[at] === '.') at++;
    else if (steps.length > 0 && text[at] !== '[')
      throw badRule(where, text, at + 1, 'a dot or a bracket was expected here');
    stepPattern.lastIndex = at;
    const found = stepPattern.exec(text)?.[0];
    if (found === undefined)
      throw badRule(
        where,
        text,
        at + 1,
        text[at] === '['
          ? 'a bracket holds *, a number or a key in quotes'
          : 'a key was expected here; one with odd letters is written ["so"]',
      );
    steps.push(stepOf(found, where, text));
    at += found.length;
  }
  return steps;
}

function stepOf(text: string, where: string, rule: string): RuleStep {
  if (text === '**') return { type: 'deep' };
  if (text === '*') return { type: 'any' };
  if (text === '[*]') return { type: 'anyIndex' };
  if (text.startsWith('["')) return { type: 'key', key: unquoted(text.slice(1, -1), where, rule) };
  if (text.startsWith('[')) return { type: 'index', index: Number(text.slice(1, -1)) };
  return text.includes('*') ? { type: 'glob', pattern: text } : { type: 'key', key: text };
}

function unquoted(text: string, where: string, rule: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    throw badRule(where, rule, rule.indexOf(text) + 1, 'text in quotes is written as in JSON');
  }
}

function badRule(where: string, rule: string, column: number, why: string): RetraceError {
  return new RetraceError(
    'bad-pattern',
    `${where}, ${JSON.stringify(rule.slice(0, 200))}, cannot be read from letter ${column} on: ${why}. Write such as input.items[*].id, **.traceId, or activity/charge*: result.at.`,
  );
}

/** Prints rules as lines that `parseIgnoreRules` reads back as the same rules. */
export function ignoreRulesText(rules: readonly IgnoreRule[]): string {
  return rules.map((rule) => `${ignoreRuleText(rule)}\n`).join('');
}

export function ignoreRuleText({ kind, name, steps }: IgnoreRule): string {
  const named = name === undefined ? '' : `/${/^[^\s":]+$/.test(name) && name !== '*' ? name : JSON.stringify(name)}`;
  const scope = kind === undefined && name === undefined ? '' : `${kind ?? '*'}${named}: `;
  return scope + steps.map(ruleStepText).join('').replace(/^\./, '');
}

function ruleStepText(step: RuleStep): string {
  switch (step.type) {
    case 'key':
      return stepText(step.key);
    case 'glob':
      return `.${step.pattern}`;
    case 'index':
      return `[${step.index}]`;
    case 'anyIndex':
      return '[*]';
    case 'any':
      return '.*';
    case 'deep':
      return '.**';
  }
}
