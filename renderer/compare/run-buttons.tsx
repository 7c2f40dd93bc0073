import { GitCompareArrows } from 'lucide-react';
import { keysOf } from '../ui/commands.ts';
import { useSession } from '../session/session.ts';
import { useShell } from '../session/shell-state.ts';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { useCompare } from '../session/compare/compare-state.ts';
import { backToComparison } from './open-side.ts';
import styles from './run-buttons.module.css';

/** Shown in a run: buttons to a comparison, and back to the last one if it includes the run. */
export function CompareButtons() {
  const several = useSession((session) => session.runs.length > 1);
  const open = useSession((session) => session.open?.summary.runId ?? '');
  const last = useCompare(({ runs, last: before }) => runs.length === 0 && before.length > 1 && before.includes(open));
  if (!several) return null;
  return (
    <span className={styles.buttons}>
      {last ? (
        <Tooltip label="Back to the comparison" keys={keysOf('compare-back')}>
          <button type="button" className={control.button} onClick={backToComparison}>
            Back
          </button>
        </Tooltip>
      ) : null}
      <IconButton
        icon={GitCompareArrows}
        label="Compare this run with…"
        keys={keysOf('compare')}
        size="small"
        onClick={() => useShell.setState({ dialog: 'compare' })}
      />
    </span>
  );
}
