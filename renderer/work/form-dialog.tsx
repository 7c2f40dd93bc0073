import { type FormEvent, type ReactNode, useState } from 'react';
import { Dialog } from 'radix-ui';
import { giveFocusBack, keepFocus } from '../ui/focus-back.ts';
import { useShell } from '../session/shell-state.ts';
import control from '../ui/control.module.css';
import dialog from '../ui/dialog.module.css';
import styles from '../ui/form-dialog.module.css';
import { Problem } from '../ui/problem.tsx';

type FormDialogProps = {
  readonly title: string;
  readonly hint: string;
  /** The word of the button that does it. */
  readonly word: string;
  readonly isReady?: boolean;
  /** What it throws is shown, and the dialog stays. */
  readonly act: () => Promise<void>;
  readonly children: ReactNode;
};

export const closeDialog = (): void => useShell.setState({ dialog: null });

/** A dialog with fields, whose errors are shown beneath them. */
export function FormDialog({ title, hint, word, isReady = true, act, children }: FormDialogProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [atWork, setAtWork] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (atWork || !isReady) return;
    setProblem(null);
    setAtWork(true);
    act()
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setAtWork(false));
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : closeDialog())}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.veil} />
        <Dialog.Content className={dialog.palette} onOpenAutoFocus={keepFocus} onCloseAutoFocus={giveFocusBack}>
          <Dialog.Title className={styles.title}>{title}</Dialog.Title>
          <form className={styles.form} onSubmit={submit}>
            {children}
            {problem === null ? null : <Problem text={problem} />}
            <Dialog.Description className={styles.hint}>{hint}</Dialog.Description>
            <div className={styles.buttons}>
              <button type="button" className={control.bordered} onClick={closeDialog}>
                Close
              </button>
              <button type="submit" className={control.primary} aria-disabled={atWork || !isReady || undefined}>
                {atWork ? `${word} …` : word}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
