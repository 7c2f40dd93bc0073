import { Workflow } from 'lucide-react';
import { partWord } from '../../engine/model/compare/parts.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import tones from '../ui/tones.module.css';
import type { Pair } from '../session/compare/pair.ts';
import { type SideName, tookDifference } from '../session/compare/row-facts.ts';
import styles from './pair-list.module.css';

/** The runs themselves, above their operations: type, how they ended, and the parts in which they differ. */
export function RunsRow({ pair }: { readonly pair: Pair }) {
  const { changes, status } = pair.comparison.outcome;
  const words = [...(status.left === status.right ? [] : ['status']), ...changes.map(partWord)];
  const { left, right } = pair.comparison.times.total;
  const took = tookDifference(pair, left, right);
  return (
    <div className={styles.runs} role="row" aria-rowindex={2} data-sign={words.length === 0 ? '=' : '≠'}>
      <Run run={pair.left.summary} durationMs={timeOf(pair.left.summary, left)} side="left" />
      <span role="gridcell" className={styles.between} title={words.join(', ')}>
        <span className={styles.what}>
          <b className={styles.sign} aria-hidden>
            {words.length === 0 ? '=' : '≠'}
          </b>
          {words.length === 0 ? <span>the run itself</span> : <span className={styles.unseen}>the run differs in</span>}
          {words.slice(0, 2).map((word) => (
            <span key={word} className={styles.chip}>
              {word}
            </span>
          ))}
          {words.length > 2 ? <span className={styles.chip}>+{words.length - 2}</span> : null}
        </span>
        {took === null ? null : <span className={styles.took}>{took.ms}</span>}
      </span>
      <Run run={pair.right.summary} durationMs={timeOf(pair.right.summary, right)} side="right" />
    </div>
  );
}

type RunProps = { readonly run: RunSummary; readonly durationMs: number | null; readonly side: SideName };

function Run({ run: { workflowType, source, status, events }, durationMs, side }: RunProps) {
  const name = lineText(workflowType ?? source, 200);
  const { icon: Glyph, tone, word } = statusLook(status);
  const facts = ['run', word, ...(durationMs === null ? [] : [durationText(durationMs)])];
  return (
    <span role="gridcell" className={styles.side} data-side={side}>
      <Workflow size={14} className={tones.kind} aria-hidden />
      <span className={styles.name} title={name}>
        {name}
      </span>
      <Glyph size={13} className={tones.status} data-tone={tone} role="img" aria-label={word} />
      <span className={styles.facts}>{facts.join(' · ')}</span>
      <span className={styles.seq}>{countText(events)}</span>
    </span>
  );
}

/** How long a run takes that code made is not known. */
function timeOf({ madeBy }: RunSummary, ms: number | null): number | null {
  return madeBy === undefined ? ms : null;
}
