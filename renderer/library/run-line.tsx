import { memo } from 'react';
import { Check, CornerDownRight } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import { type RunSummary, shownStatus } from '../../engine/model/run.ts';
import { EndKept } from '../ui/end-kept.tsx';
import { idText, lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import type { RunRow } from './rows.ts';
import { runTimeText, whenText } from './when.ts';
import tones from '../ui/tones.module.css';
import styles from './run-list.module.css';

type RunLineProps = {
  readonly row: RunRow;
  readonly line: number;
  readonly id: string;
  readonly top: number;
  readonly height: number;
  readonly active: boolean;
  readonly current: boolean;
  /** Selected for a comparison. */
  readonly chosen: boolean;
  /** The run's letter in the comparison on screen. */
  readonly letter: 'A' | 'B' | null;
  readonly nowMs: number;
  readonly utc: boolean;
};

export const RunLine = memo(function RunLine({
  row,
  line,
  id,
  top,
  height,
  active,
  current,
  chosen,
  letter,
  nowMs,
  utc,
}: RunLineProps) {
  const { run, depth, shared } = row;
  const { word, tone, icon: Glyph } = statusLook(shownStatus(run));
  return (
    <div
      id={id}
      className={styles.run}
      role="treeitem"
      aria-level={depth + 2}
      aria-selected={current}
      data-active={active || undefined}
      data-line={line}
      data-run={run.runId}
      data-chosen={chosen || undefined}
      style={{ top, height, '--depth': depth }}
      title={titleOf(run, word)}
    >
      <span className={`${styles.status} ${tones.status}`} data-tone={tone}>
        {depth > 0 ? <CornerDownRight size={11} className={styles.branch} aria-hidden /> : null}
        <Glyph size={14} role="img" aria-label={word} />
      </span>
      <span className={styles.names}>
        <EndKept text={idText(run.name ?? run.workflowId ?? run.source)} />
        <small className={styles.when}>
          {shared || run.workflowId === null ? (
            <span className={styles.runId}>…{lineText(run.runId.slice(-8))} </span>
          ) : null}
          {shared ? whenText(run.startedAtMs, nowMs, utc) : runTimeText(run, nowMs, utc)}
        </small>
      </span>
      {letter !== null ? (
        <b className={styles.letter}>{letter}</b>
      ) : chosen ? (
        <Check size={13} className={styles.chosen} role="img" aria-label="chosen" />
      ) : (
        <span className={styles.count}>{countText(run.events)}</span>
      )}
    </div>
  );
});

function titleOf(run: RunSummary, word: string): string {
  const lines = [`${run.workflowId ?? '(no workflow id)'} – ${word}`, `Run ${run.runId}`, run.form, run.source];
  return lines.map((line) => lineText(line)).join('\n');
}
