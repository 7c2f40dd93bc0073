import { countText } from '../../engine/model/duration.ts';
import { partWord } from '../../engine/model/compare/parts.ts';
import { Section } from '../ui/section.tsx';
import { DifferenceList } from './difference-list.tsx';
import type { Pair } from '../session/compare/pair.ts';
import styles from './pair-inspector.module.css';

/**
 * Differences of the runs themselves: type, input, memo, why they ended, what they are stuck on. Renders nothing
 * without differences.
 */
export function RunsSection({ pair: { comparison, ofRuns } }: { readonly pair: Pair }) {
  const { changes } = comparison.outcome;
  if (changes.length === 0) return null;
  return (
    <Section id="pair-runs" title="The runs themselves" aside={countText(ofRuns.differences.length + ofRuns.more)}>
      <p className={styles.verdict}>
        <b aria-hidden>≠</b> differ in {changes.map(partWord).join(', ')}
      </p>
      <DifferenceList found={ofRuns} kind="run" name="" />
    </Section>
  );
}
