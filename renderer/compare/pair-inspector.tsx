import { useCompare } from '../session/compare/compare-state.ts';
import { IgnoreSection } from './ignore-section.tsx';
import { DifferencesSection } from './differences-section.tsx';
import { FactsSection } from './facts-section.tsx';
import { RunsSection } from './runs-section.tsx';
import { StatesSection } from './states-section.tsx';
import { ValuesSection } from './values-section.tsx';
import { usePairDetail } from './pair-detail.ts';
import type { Pair } from '../session/compare/pair.ts';
import frame from '../ui/sections.module.css';
import styles from './pair-inspector.module.css';

/**
 * Differences of the runs themselves, and the pair at the cursor: its facts, its differing values, and the state of
 * each run there.
 */
export function PairInspector() {
  const pair = useCompare((state) => state.pair);
  const many = useCompare((state) => state.runs.length > 2);
  return (
    <div className={frame.inspector} role="complementary" aria-label="Pair">
      {pair === null || many ? null : <RunsSection pair={pair} />}
      {pair === null || many || pair.comparison.rows.count === 0 ? (
        <p className={styles.none}>
          {many
            ? 'A click on a run shows it beside the first one.'
            : pair === null
              ? 'No pair yet.'
              : 'Neither run has an operation.'}
        </p>
      ) : (
        <Sections pair={pair} />
      )}
      <IgnoreSection />
    </div>
  );
}

function Sections({ pair }: { readonly pair: Pair }) {
  const row = useCompare((state) => state.cursor);
  const view = usePairDetail(pair, row);
  return (
    <>
      <FactsSection pair={pair} row={row} />
      <DifferencesSection pair={pair} row={row} view={view} />
      <StatesSection pair={pair} row={row} />
      <ValuesSection pair={pair} row={row} view={view} />
    </>
  );
}
