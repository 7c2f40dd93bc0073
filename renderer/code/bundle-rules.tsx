import { useEffect, useId, useState } from 'react';
import { type CodeRules, isRuled, noRules } from '../../engine/model/replay/code-rules.ts';
import { rulesOf } from '../session/code/ask-code.ts';
import styles from './choose-code.module.css';

/** What a person types, a line for each of several. */
type Written = Readonly<Record<keyof CodeRules, string>>;

export type Rules = {
  readonly written: Written;
  readonly isKnown: boolean;
  readonly change: (name: keyof CodeRules, text: string) => void;
  /** What to keep for the code; null where it is kept already. */
  readonly changed: () => CodeRules | null;
};

const fields: readonly { readonly name: keyof CodeRules; readonly title: string; readonly placeholder: string }[] = [
  { name: 'payloadConverter', title: 'Payload converter', placeholder: '/home/me/shop/src/payload-converter.ts' },
  { name: 'failureConverter', title: 'Failure converter', placeholder: '/home/me/shop/src/failure-converter.ts' },
  {
    name: 'interceptors',
    title: 'Workflow interceptors, one a line',
    placeholder: '/home/me/shop/src/interceptors.ts',
  },
  { name: 'ignoreModules', title: 'Modules that no workflow runs, one a line', placeholder: 'pg' },
];

/** The rules kept for the code at the path, and what a person makes of them. */
export function useRules(path: string): Rules {
  const [{ kept, written }, setState] = useState({ kept: noRules, written: writtenOf(noRules) });
  useEffect(() => {
    let isStale = false;
    const timer = setTimeout(() => {
      void rulesOf(path).then((rules) => {
        if (!isStale) setState((before) => ({ kept: rules, written: writtenAfter(before, rules) }));
      });
    }, 150);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [path]);
  return {
    written,
    isKnown: isRuled(kept),
    change: (name, text) => setState((before) => ({ ...before, written: { ...before.written, [name]: text } })),
    changed: () => (isAsKept(written, kept) ? null : readOf(written)),
  };
}

/** What a person has typed stays where the other code has no rules of its own. */
function writtenAfter(before: { readonly kept: CodeRules; readonly written: Written }, rules: CodeRules): Written {
  return isRuled(rules) || isAsKept(before.written, before.kept) ? writtenOf(rules) : before.written;
}

function isAsKept(written: Written, kept: CodeRules): boolean {
  return JSON.stringify(readOf(written)) === JSON.stringify(readOf(writtenOf(kept)));
}

function writtenOf({ payloadConverter, failureConverter, interceptors, ignoreModules }: CodeRules): Written {
  return {
    payloadConverter: payloadConverter ?? '',
    failureConverter: failureConverter ?? '',
    interceptors: interceptors.join('\n'),
    ignoreModules: ignoreModules.join('\n'),
  };
}

function readOf({ payloadConverter, failureConverter, interceptors, ignoreModules }: Written): CodeRules {
  return {
    payloadConverter: payloadConverter.trim() || null,
    failureConverter: failureConverter.trim() || null,
    interceptors: linesOf(interceptors),
    ignoreModules: linesOf(ignoreModules),
  };
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function BundleRules({ rules: { written, isKnown, change } }: { readonly rules: Rules }) {
  const hint = useId();
  return (
    <details className={styles.more} open={isKnown || undefined}>
      <summary>What the worker is told of its bundle</summary>
      <div className={styles.rules}>
        {fields.map(({ name, title, placeholder }) => (
          <label key={name} className={styles.label}>
            {title}
            {name === 'interceptors' || name === 'ignoreModules' ? (
              <textarea
                className={styles.lines}
                rows={2}
                value={written[name]}
                spellCheck={false}
                placeholder={placeholder}
                aria-describedby={hint}
                onChange={({ target }) => change(name, target.value)}
              />
            ) : (
              <input
                className={styles.field}
                value={written[name]}
                spellCheck={false}
                autoComplete="off"
                placeholder={placeholder}
                aria-describedby={hint}
                onChange={({ target }) => change(name, target.value)}
              />
            )}
          </label>
        ))}
        <p id={hint} className={styles.hint}>
          Kept for this file or folder, and used for every version of it.
        </p>
      </div>
    </details>
  );
}
