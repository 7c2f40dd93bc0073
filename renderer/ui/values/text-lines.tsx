import { useMemo } from 'react';
import { drawnLines } from './pretty-json.ts';
import { VirtualRows } from './virtual-rows.tsx';
import styles from './text-lines.module.css';

const rowHeight = 18;
/** Up to this number of lines a text is drawn whole, so that a person can select all of it. */
const fewLines = 200;

/** A text in unwrapped lines; of a long text only the visible lines are drawn. */
export function TextLines({ label, text }: { readonly label: string; readonly text: string }) {
  const lines = useMemo(() => drawnLines(text), [text]);
  const widest = useMemo(() => lines.reduce((most, line) => Math.max(most, line.length), 0), [lines]);
  const drawLine = (index: number) => <div className={styles.line}>{lines[index]}</div>;
  if (lines.length <= fewLines) {
    return (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls must be reachable without a mouse.
      <pre className={styles.text} aria-label={label} role="region" tabIndex={0}>
        {lines.join('\n')}
      </pre>
    );
  }
  return (
    <div className={styles.text} aria-label={label} role="region">
      <VirtualRows
        count={lines.length}
        height={rowHeight}
        width={`${widest}ch`}
        focusable
        keyOf={(index) => index}
        draw={drawLine}
      />
    </div>
  );
}
