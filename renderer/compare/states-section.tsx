import { useMemo } from 'react';
import { countText, durationText } from '../../engine/model/duration.ts';
import { nameOf, NONE } from '../../engine/model/outline.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import type { Pair } from '../session/compare/pair.ts';
import { letters, type SideName } from '../session/compare/row-facts.ts';
import { placeOn, stateOn } from './side-state.ts';
import styles from './pair-inspector.module.css';

type StatesProps = { readonly pair: Pair; readonly row: number };

/** The state of each run at this row, side by side. */
export function StatesSection({ pair, row }: StatesProps) {
  return (
    <Section id="pair-states" title="State at this row">
      <div className={styles.states}>
        <State pair={pair} row={row} side="left" />
        <State pair={pair} row={row} side="right" />
      </div>
    </Section>
  );
}

function State({ pair, row, side }: StatesProps & { readonly side: SideName }) {
  const place = useMemo(() => placeOn(pair, row, side), [pair, row, side]);
  const run = pair[side];
  const state = useMemo(() => stateOn(run, place.seq), [run, place.seq]);
  return (
    <div role="group" aria-label={`State of ${letters[side]}`} className={styles.state}>
      <p>
        <b className={styles.letter}>{letters[side]}</b> <StatusWord status={state.status} />
      </p>
      <p className={styles.quiet}>
        after event #{countText(place.seq)}
        {state.sinceMs === null || run.summary.madeBy !== undefined ? '' : `, +${durationText(state.sinceMs)}`}
        {place.own ? '' : whereText(pair, side, place.operation)}
      </p>
      <Names title="Pending" names={state.open} count={state.openCount} />
      <Names title="Failed" names={state.bad} count={state.badCount} />
    </div>
  );
}

function whereText(pair: Pair, side: SideName, operation: number): string {
  return operation === NONE
    ? ', before its first operation'
    : `, when ${oneLine(nameOf(pair[side].outline, operation), 60)} above was over`;
}

function Names({
  title,
  names,
  count,
}: {
  readonly title: string;
  readonly names: readonly string[];
  readonly count: number;
}) {
  return (
    <p>
      <span className={styles.quiet}>{title}: </span>
      {count === 0 ? 'none' : names.map((name) => oneLine(name, 80)).join(', ')}
      {count > names.length ? ` and ${countText(count - names.length)} more` : ''}
    </p>
  );
}
