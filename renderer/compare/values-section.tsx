import { useState } from 'react';
import { ToggleGroup } from 'radix-ui';
import type { OperationDetail } from '../../engine/model/api.ts';
import { FailureView } from '../ui/values/failure-view.tsx';
import { ShownValueView } from '../ui/values/shown-value-view.tsx';
import bar from '../ui/toolbar.module.css';
import { Section } from '../ui/section.tsx';
import type { DetailView } from './pair-detail.ts';
import type { Pair } from '../session/compare/pair.ts';
import { letters, type SideName, sides } from '../session/compare/row-facts.ts';
import styles from './pair-inspector.module.css';

const parts = ['input', 'result', 'failure', 'options'] as const;
type Part = (typeof parts)[number];

type ValuesProps = { readonly pair: Pair; readonly row: number; readonly view: DetailView };

/** Both values in full, on request. */
export function ValuesSection({ pair, row, view }: ValuesProps) {
  return (
    <Section id="pair-values" title="Both values" openAtFirst={false}>
      <Values key={row} pair={pair} view={view} />
    </Section>
  );
}

function Values({ pair, view: { detail, failure } }: Omit<ValuesProps, 'row'>) {
  const there = parts.filter((part) => sides.some((side) => detail?.[side]?.[part] !== undefined));
  const [chosen, setChosen] = useState<Part | null>(null);
  const part = chosen !== null && there.includes(chosen) ? chosen : there[0];
  if (failure !== undefined) return <p className={styles.problem}>{failure}</p>;
  if (detail === null) return <p className={styles.quiet}>Reading …</p>;
  if (part === undefined) return <p className={styles.quiet}>The histories hold no values of it.</p>;
  const choose = (value: string): void => setChosen(parts.find((each) => each === value) ?? null);
  return (
    <>
      <ToggleGroup.Root
        type="single"
        className={`${bar.views} ${styles.parts}`}
        aria-label="Which value"
        value={part}
        onValueChange={choose}
      >
        {there.map((each) => (
          <ToggleGroup.Item key={each} value={each} className={bar.view}>
            {each}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      {sides.map((side) => (
        <Whole key={side} run={pair[side].summary.runId} side={side} detail={detail[side]} part={part} />
      ))}
    </>
  );
}

type WholeProps = {
  readonly run: string;
  readonly side: SideName;
  readonly detail: OperationDetail | null;
  readonly part: Part;
};

function Whole({ run, side, detail, part }: WholeProps) {
  const letter = letters[side];
  const { openedAt = 0, closedAt = 0 } = detail?.operation ?? {};
  return (
    <div className={styles.whole}>
      <h3 className={styles.heading}>
        {letter} · {part}
      </h3>
      {detail?.[part] === undefined ? (
        <p className={styles.quiet}>{letter} has none.</p>
      ) : part === 'failure' ? (
        <FailureView failure={detail.failure!} />
      ) : (
        <ShownValueView
          label={`${part} of ${letter}`}
          shown={detail[part]}
          root={part}
          run={run}
          seq={part === 'result' ? (closedAt ?? openedAt) : openedAt}
        />
      )}
    </div>
  );
}
