import { Download, FileCheck, GitCompareArrows, Package, Trash2, X } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import { deleteRuns, exportRuns } from '../session/library-acts.ts';
import { giveAway } from '../session/giving.ts';
import { useSession } from '../session/session.ts';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import { chooseNone, compareChosen, useChosen } from '../session/compare/chosen.ts';
import { checkChosen } from '../session/versions/checking.ts';
import styles from './chosen-bar.module.css';

/** Number of selected runs, and the actions on them. */
export function ChosenBar() {
  const count = useChosen(({ runs }) => runs.size);
  const open = useSession((session) => session.open?.summary ?? null);
  const itself = useChosen(({ runs }) => runs.size === 1 && open !== null && runs.has(open.runId));
  if (count === 0) return null;
  const enough = count > 1 || (open !== null && !itself);
  return (
    <div className={styles.room}>
      <div className={styles.bar} role="group" aria-label="Selected runs">
        <span className={styles.count}>{countText(count)} selected</span>
        <span className={styles.words}>
          <button type="button" className={control.bordered} disabled={!enough} onClick={compareChosen}>
            <GitCompareArrows size={13} aria-hidden />{' '}
            {!enough ? 'Select one more' : count === 1 ? 'Compare with the open run' : 'Compare'}
          </button>
          <button type="button" className={control.bordered} onClick={() => checkChosen(useChosen.getState().runs)}>
            <FileCheck size={13} aria-hidden /> Check code
          </button>
        </span>
        <span className={styles.icons}>
          <IconButton
            icon={Download}
            label="Export the selected runs"
            size="small"
            onClick={() => void exportRuns([...useChosen.getState().runs])}
          />
          <IconButton
            icon={Package}
            label="Give the selected runs away as a bundle"
            size="small"
            onClick={() => giveAway([...useChosen.getState().runs])}
          />
          <IconButton icon={Trash2} label="Delete the selected runs" size="small" onClick={deleteChosen} />
          <IconButton icon={X} label="Deselect all" size="small" onClick={chooseNone} />
        </span>
      </div>
    </div>
  );
}

function deleteChosen(): void {
  const { runs } = useChosen.getState();
  chooseNone();
  void deleteRuns([...runs]);
}
