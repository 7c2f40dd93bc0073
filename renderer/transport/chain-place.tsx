import { ChevronLeft, ChevronRight } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { useChain } from '../session/chain.ts';
import { openRun } from '../session/runs.ts';
import { keysOf } from '../ui/commands.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import styles from './chain-place.module.css';

/** Which run of its chain is open, and the ways to its neighbours; nothing for a run alone. */
export function ChainPlace() {
  const open = useChain();
  if (open === null) return null;
  const { chain, index, previous, next } = open;
  const before = chain.before[index] ?? 0;
  const events = chain.runs[index]?.events ?? 0;
  const [place, total] = [countText(index + 1), countText(chain.runs.length)];
  const said = `Run ${place} of a chain of ${total} that continue each other: events ${countText(before + 1)} to ${countText(before + events)} of ${countText(chain.events)}. Steps lead over its ends.`;
  return (
    <div className={styles.chain} role="group" aria-label="Chain of runs">
      <IconButton
        size="small"
        icon={ChevronLeft}
        label="Previous run of the chain"
        keys={keysOf('chain-previous')}
        disabled={previous === null}
        onClick={() => go(previous)}
      />
      <Tooltip label={said} side="top">
        <span className={styles.place} style={{ minWidth: `${2 * total.length + 7}ch` }}>
          run {place} / {total}
        </span>
      </Tooltip>
      <IconButton
        size="small"
        icon={ChevronRight}
        label="Next run of the chain"
        keys={keysOf('chain-next')}
        disabled={next === null}
        onClick={() => go(next)}
      />
    </div>
  );
}

function go(run: RunSummary | null): void {
  if (run !== null) void openRun(run.runId);
}
