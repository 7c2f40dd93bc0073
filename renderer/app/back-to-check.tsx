import { Undo2 } from 'lucide-react';
import { keysOf } from '../ui/commands.ts';
import control from '../ui/control.module.css';
import { lineText } from '../ui/plain-text.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { useSession } from '../session/session.ts';
import { showVersions } from '../session/versions/checking.ts';
import { cellWord, checkedIn, versionName } from '../session/versions/columns.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { VerdictMark } from '../versions/verdict-mark.tsx';

/** Shown in a run that was opened from a check: the check's result for the run, and the way back. */
export function BackToCheck() {
  const open = useSession((session) => session.open?.summary.runId);
  const left = useVersions((state) => state.left);
  const run = useVersions((state) => state.cursor.run);
  const column = useVersions((state) => state.columns[state.cursor.column]);
  const path = useVersions((state) => state.path);
  if (!left || column === undefined || run === null || run !== open) return null;
  const checked = checkedIn(column, run);
  const cause = checked?.outcome === 'replayed' ? (checked.report.cause ?? '') : '';
  return (
    <Tooltip label={`Back to the check. ${lineText(cause, 300)}`} keys={keysOf('compare-back')}>
      <button type="button" className={control.bordered} onClick={() => void showVersions()}>
        <Undo2 size={13} aria-hidden />
        <VerdictMark word={cellWord(column, run)} /> with {lineText(versionName(column.code, path), 30)}
      </button>
    </Tooltip>
  );
}
