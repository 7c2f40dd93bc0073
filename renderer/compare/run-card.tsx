import { countText } from '../../engine/model/duration.ts';
import { calledOf, type RunSummary } from '../../engine/model/run.ts';
import { keysOf } from '../ui/commands.ts';
import { StatusWord } from '../ui/status-word.tsx';
import { EndKept } from '../ui/end-kept.tsx';
import { idText, lineText } from '../ui/plain-text.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { openSide } from './open-side.ts';
import { letters, type SideName } from '../session/compare/row-facts.ts';
import styles from './compare-summary.module.css';

/** One of the two runs: its letter, name, end and headline. A click opens the run. */
export function RunCard({ run, side }: { readonly run: RunSummary; readonly side: SideName }) {
  const { workflowId, runId, workflowType, source, status, events, headline, madeBy } = run;
  const made = madeBy === undefined ? '' : 'not recorded, made by code · ';
  const sentence = `${made}${countText(events)} ${events === 1 ? 'event' : 'events'} · ${lineText(headline.sentence, 400)}`;
  return (
    <article className={styles.card} aria-label={`Run ${letters[side]}`}>
      <b className={styles.letter}>{letters[side]}</b>
      <div className={styles.names}>
        <p className={styles.name}>
          <Tooltip
            label={`Open run ${letters[side]} at this row`}
            keys={keysOf(side === 'left' ? 'open-left' : 'open-right')}
          >
            <button
              type="button"
              className={styles.open}
              title={lineText(
                `${workflowType ?? source} / ${workflowId ?? runId}${madeBy === undefined ? '' : `\nMade by ${madeBy}`}`,
              )}
              onClick={() => openSide(side)}
            >
              <EndKept text={idText(madeBy === undefined ? (workflowId ?? runId) : calledOf(run))} />
            </button>
          </Tooltip>
          <StatusWord status={status} />
        </p>
        <p className={styles.headline} title={sentence}>
          {sentence}
        </p>
      </div>
    </article>
  );
}
