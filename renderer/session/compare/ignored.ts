// A person's rules for excluding values from comparisons: stored across sessions.

import { create } from 'zustand';
import { ignoreRuleText, parseIgnoreRules } from '../../../engine/model/compare/ignore-rules.ts';
import { errorInfo } from '../../../engine/model/errors.ts';

const KEY = 'retrace.compare.ignore';

/** One rule per line; see `engine/model/compare/ignore-rules.ts`. The text always parses. */
export const useIgnored = create<{ readonly text: string }>(() => ({ text: remembered() }));

/** The rules in the engine's form. */
export function ignoredRules(text = useIgnored.getState().text): readonly string[] {
  return parseIgnoreRules(text).map(ignoreRuleText);
}

/** Stores the rules and returns null, or returns the error in them. */
export function keepRules(text: string): string | null {
  const problem = problemOf(text);
  if (problem !== null) return problem;
  useIgnored.setState({ text });
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // Without storage the rules last for this session only.
  }
  return null;
}

export function addRule(rule: string): void {
  const { text } = useIgnored.getState();
  keepRules(`${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${rule}\n`);
}

function problemOf(text: string): string | null {
  try {
    parseIgnoreRules(text);
    return null;
  } catch (error) {
    return errorInfo(error).message;
  }
}

function remembered(): string {
  try {
    const text = localStorage.getItem(KEY) ?? '';
    return problemOf(text) === null ? text : '';
  } catch {
    return '';
  }
}

export type Offer = { readonly words: string; readonly rule: string };

/** Rules that exclude a value at `path` (`input.items[3].id`): from the narrowest to the widest, without duplicates. */
export function offersFor(path: string, kind: string, name: string): readonly Offer[] {
  const isRun = kind === 'run';
  const scope = isRun ? 'run: ' : `${kind}/${/^[^\s":]+$/.test(name) && name !== '*' ? name : JSON.stringify(name)}: `;
  const anywhere = path.replaceAll(/\[\d+\]/g, '[*]');
  const last = /(?:^|\.)([^.[\]"]+)(?:\[\d+\])*$/.exec(path)?.[1];
  const offers = [
    { words: `Here: ${path}`, rule: path },
    { words: `In any element: ${anywhere}`, rule: anywhere },
    { words: `Only of ${isRun ? 'the run' : name}: ${anywhere}`, rule: `${scope}${anywhere}` },
    ...(last === undefined || !path.includes('.')
      ? []
      : [{ words: `Every ${last}, wherever it is`, rule: `**.${last}` }]),
  ];
  return offers.filter(({ rule }, at) => offers.findIndex((other) => other.rule === rule) === at);
}
