import { useState } from 'react';
import { ArrowLeftRight, ChevronRight, Copy, FileDown, X } from 'lucide-react';
import type { Outcome } from '../../engine/model/compare/comparison.ts';
import { partWord } from '../../engine/model/compare/parts.ts';
import { sameWords } from '../../engine/model/compare/summary.ts';
import { countText } from '../../engine/model/duration.ts';
import { keysOf } from '../ui/commands.ts';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText } from '../ui/plain-text.ts';
import { saveComparison } from '../session/giving.ts';
import { copySummary, endComparison, swapSides } from '../session/compare/comparing.ts';
import { goToFirstDifference } from '../session/compare/compare-state.ts';
import type { Pair } from '../session/compare/pair.ts';
import { isMade } from '../session/compare/row-facts.ts';
import { RunCard } from './run-card.tsx';
import { TimeShares } from './time-shares.tsx';
import styles from './compare-summary.module.css';

const KEY = 'retrace.compare.summary';

/** The compared runs, their differences in words, and where the time went. Collapses to the two runs. */
export function CompareSummary({ pair }: { readonly pair: Pair }) {
  const [open, setOpen] = useState(() => localStorage.getItem(KEY) !== 'closed');
  const toggle = (): void => {
    localStorage.setItem(KEY, open ? 'closed' : 'open');
    setOpen(!open);
  };
  return (
    <section className={styles.summary} aria-label="Summary of the comparison">
      <div className={styles.runs}>
        <RunCard run={pair.left.summary} side="left" />
        <IconButton icon={ArrowLeftRight} label="Swap A and B" keys={keysOf('compare-swap')} onClick={swapSides} />
        <RunCard run={pair.right.summary} side="right" />
        <IconButton icon={X} label="Close the comparison" keys={keysOf('escape')} onClick={endComparison} />
      </div>
      <div className={styles.line}>
        <button type="button" className={styles.toggle} aria-expanded={open} onClick={toggle}>
          <ChevronRight size={12} className={styles.chevron} aria-hidden />
          <strong>{verdictOf(pair)}</strong>
        </button>
        {pair.comparison.first === null ? null : (
          <button type="button" className={control.button} onClick={goToFirstDifference}>
            First difference <kbd>{keysOf('headline')}</kbd>
          </button>
        )}
        <IconButton icon={Copy} label="Copy the summary" size="small" onClick={copySummary} />
        <IconButton
          icon={FileDown}
          label="Save the comparison as an HTML page"
          size="small"
          onClick={() => void saveComparison()}
        />
      </div>
      {open ? <Details pair={pair} /> : null}
    </section>
  );
}

function Details({ pair }: { readonly pair: Pair }) {
  const sentences = pair.sentences.slice(2);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys
    <div className={styles.details} tabIndex={0} role="group" aria-label="What differs">
      <ul className={styles.sentences}>
        {sentences.map((sentence) => (
          <li key={sentence}>{lineText(sentence, 800)}</li>
        ))}
      </ul>
      {isMade(pair) ? null : <TimeShares times={pair.comparison.times} />}
    </div>
  );
}

/** `1 changed · 2 only in A · 37 the same · 12 encrypted` */
function verdictOf({ comparison }: Pair): string {
  const { counts, same, outcome, unread } = comparison;
  const encrypted = Math.max(unread.left.encrypted, unread.right.encrypted);
  const parts = [
    [counts.changed, 'changed'],
    [counts.left, 'only in A'],
    [counts.right, 'only in B'],
    [counts.moved, 'moved'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${countText(count)} ${words}`);
  const unreadText =
    encrypted === 0 ? '' : ` · ${countText(encrypted)} ${encrypted === 1 ? 'value' : 'values'} encrypted`;
  if (same) return `${sameWords(comparison)}: ${operationsText(counts.same)}${unreadText}`;
  if (said.length === 0) return `Only the runs themselves differ: ${runChanges(outcome).join(', ')}${unreadText}`;
  return `${said.join(' · ')} · ${countText(counts.same)} the same${unreadText}`;
}

function operationsText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'operation' : 'operations'}`;
}

function runChanges({ status, changes }: Outcome): readonly string[] {
  return [...(status.left === status.right ? [] : ['status']), ...changes.map(partWord)];
}
