import { Dialog } from 'radix-ui';
import { calledOf } from '../../engine/model/run.ts';
import { renameRun } from '../session/library-acts.ts';
import { useSession } from '../session/session.ts';
import { giveFocusBack } from '../ui/focus-back.ts';
import control from '../ui/control.module.css';
import dialog from '../ui/dialog.module.css';
import { useTable } from './table-state.ts';
import styles from '../ui/form-dialog.module.css';

const close = (): void => useTable.setState({ renaming: null });

/** The dialog for a person's own name of a run; an empty name removes it. */
export function RenameDialog() {
  const renaming = useTable((state) => state.renaming);
  const run = useSession((session) => session.runs.find(({ runId }) => runId === renaming));
  return (
    <Dialog.Root open={run !== undefined} onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.veil} />
        <Dialog.Content className={dialog.palette} aria-describedby={undefined} onCloseAutoFocus={giveFocusBack}>
          <Dialog.Title className={styles.title}>Rename run</Dialog.Title>
          <form
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              const name = new FormData(event.currentTarget).get('name');
              if (run !== undefined) void renameRun(run.runId, typeof name === 'string' ? name : '');
              close();
            }}
          >
            <input
              className={styles.field}
              name="name"
              aria-label="Name of the run"
              defaultValue={run === undefined ? '' : calledOf(run)}
              placeholder={run?.workflowId ?? run?.runId}
              maxLength={200}
              spellCheck={false}
              onFocus={(event) => event.currentTarget.select()}
            />
            <p className={styles.hint}>Shown here in place of the workflow id. Leave it empty to show that again.</p>
            <div className={styles.buttons}>
              <button type="button" className={control.bordered} onClick={close}>
                Cancel
              </button>
              <button type="submit" className={control.primary}>
                Rename
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
