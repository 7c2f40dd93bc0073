import { useEffect, useRef } from 'react';
import { CircleAlert } from 'lucide-react';
import { keysOf } from '../ui/commands.ts';
import { PaneBoundary } from '../ui/pane-boundary.tsx';
import { useSession } from '../session/session.ts';
import control from '../ui/control.module.css';
import { lineText } from '../ui/plain-text.ts';
import { CompareSummary } from './compare-summary.tsx';
import { CompareToolbar } from './compare-toolbar.tsx';
import { useCompare } from '../session/compare/compare-state.ts';
import { compareAgain, endComparison } from '../session/compare/comparing.ts';
import { GraphView } from './graph-view.tsx';
import { LanesView } from './lanes-view.tsx';
import { MatrixTable } from './matrix-table.tsx';
import type { Pair } from '../session/compare/pair.ts';
import { letters } from '../session/compare/row-facts.ts';
import { PairList } from './pair-list.tsx';
import styles from './compare-pane.module.css';

/** The comparison, in the place of the run: the result, its progress, or the reason of a failure. */
export function ComparePane() {
  const { runs, pair, matrix, error, loading } = useCompare();
  return (
    <section className={styles.pane} aria-label="Comparison" aria-busy={loading}>
      {error === null ? null : <Problem />}
      {error !== null || pair !== null || matrix !== null ? null : <Waiting count={runs.length} />}
      {error === null && matrix !== null ? <MatrixTable matrix={matrix} /> : null}
      {error === null && matrix === null && pair !== null ? <PairViews pair={pair} /> : null}
    </section>
  );
}

function PairViews({ pair }: { readonly pair: Pair }) {
  const view = useCompare((state) => state.view);
  const reset = `${pair.left.summary.runId} ${pair.right.summary.runId}`;
  const focused = useFocus(reset);
  return (
    <>
      <CompareSummary pair={pair} />
      <CompareToolbar pair={pair} />
      {view === 'timeline' ? <MadeNote pair={pair} /> : null}
      <div ref={focused} className={styles.view}>
        <PaneBoundary name="Comparison" resetOn={reset}>
          {view === 'list' ? <PairList pair={pair} /> : null}
          {view === 'timeline' ? <LanesView pair={pair} /> : null}
          {view === 'graph' ? <GraphView pair={pair} /> : null}
        </PaneBoundary>
      </div>
    </>
  );
}

/** A new pair takes the focus, so that its keys do not go to the list in which it was chosen. */
function useFocus(pair: string) {
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => {
    view.current?.querySelector<HTMLElement>('[role=grid], [role=listbox]')?.focus({ preventScroll: true });
  }, [pair]);
  return view;
}

function Waiting({ count }: { readonly count: number }) {
  return (
    <div className={styles.state} role="status">
      <p>{count === 2 ? 'Comparing two runs …' : `Comparing one run with ${count - 1} others …`}</p>
      <button type="button" className={control.bordered} onClick={endComparison}>
        Cancel <kbd>{keysOf('escape')}</kbd>
      </button>
    </div>
  );
}

function Problem() {
  const error = useCompare((state) => state.error);
  const open = useSession((session) => session.open !== null);
  if (error === null) return null;
  return (
    <div className={styles.state} role="alert">
      <CircleAlert size={28} strokeWidth={1.4} className={styles.bad} aria-hidden />
      <h2 className={styles.title}>The runs could not be compared</h2>
      <p className={styles.words}>{lineText(error.message, 1000)}</p>
      <code className={styles.code}>{error.code}</code>
      <p className={styles.buttons}>
        <button type="button" className={control.primary} onClick={compareAgain}>
          Try again
        </button>
        <button type="button" className={control.bordered} onClick={endComparison}>
          {open ? 'Back to the run' : 'Close'} <kbd>{keysOf('escape')}</kbd>
        </button>
      </p>
    </div>
  );
}

/** What code made was never run: nothing in it took any time. */
function MadeNote({ pair }: { readonly pair: Pair }) {
  const made = (['left', 'right'] as const).find((side) => pair[side].summary.madeBy !== undefined);
  if (made === undefined) return null;
  return (
    <p className={styles.note}>
      {letters[made]} was made by code, not run: its lanes stand where the recorded answers are.
    </p>
  );
}
