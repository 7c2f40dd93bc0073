// The rules of what a comparison shall not look at, as a person wrote them: kept from one day to the next.

import { create } from 'zustand';
import { ignoreRuleText, parseIgnoreRules } from '../../../engine/model/compare/ignore-rules.ts';
import { errorInfo } from '../../../engine/model/errors.ts';

const KEY = 'retrace.compare.ignore';

/** One rule a line; see `engine/model/compare/ignore-rules.ts`. Always readable. */
export const useIgnored = create<{ readonly text: string }>(() => ({ text: remembered() }));

/** As the engine takes them. */
export function ignoredRules(text = useIgnored.getState().text): readonly string[] {
  return parseIgnoreRules(text).map(ignoreRuleText);
}

/** Keeps the rules and returns null, or says what is wrong with them. */
export function keepRules(text: string): string | null {
  const problem = problemOf(text);
  if (problem !== null) return problem;
  useIgnored.setState({ text });
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // Without storage they are forgotten at the end, no worse.
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

/** Rules that leave out a value at `path` (`input.items[3].id`): from the narrowest to the widest, each once. */
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
