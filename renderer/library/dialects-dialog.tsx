import { type FormEvent, useEffect, useState } from 'react';
import { Check, FolderOpen } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { OwnDialects } from '../../engine/model/api.ts';
import { browse } from '../session/code/ask-code.ts';
import { chooseDialects, lookAtDialects, useDialects } from '../session/dialect-acts.ts';
import { useShell } from '../session/shell-state.ts';
import { giveFocusBack } from '../ui/focus-back.ts';
import control from '../ui/control.module.css';
import dialog from '../ui/dialog.module.css';
import { lineText } from '../ui/plain-text.ts';
import form from '../ui/form-dialog.module.css';
import { Problem } from '../ui/problem.tsx';
import styles from './dialects-dialog.module.css';

const close = (): void => useShell.setState({ dialog: null });

/** The folder of a person's own dialects, and what its files give. Their code runs only when a person presses Take. */
export function DialectsDialog() {
  const shown = useShell((shell) => shell.dialog === 'dialects');
  return (
    <Dialog.Root open={shown} onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.veil} />
        <Dialog.Content className={dialog.palette} onCloseAutoFocus={giveFocusBack}>
          <Dialog.Title className={form.title}>Dialects of your own</Dialog.Title>
          <Dialog.Description className={form.words}>
            A file of code in this folder teaches Retrace a kind of history that it does not know. It runs in a thread
            without files, network and environment, which is ended when it does not come back. docs/own-dialect.md says
            how to write one.
          </Dialog.Description>
          <Folder />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Folder() {
  const { own, error, busy } = useDialects();
  const [written, setWritten] = useState<string | null>(null);
  useEffect(() => void lookAtDialects(), []);
  const folder = written ?? own?.folder ?? '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (folder.trim() !== '') void chooseDialects(folder.trim());
  };
  const choose = async (): Promise<void> => setWritten((await browse()) ?? written);
  return (
    <form className={form.form} onSubmit={submit}>
      <label className={form.label}>
        Folder, on the machine that Retrace runs on
        <input
          className={form.mono}
          value={folder}
          spellCheck={false}
          autoComplete="off"
          placeholder="/home/me/dialects"
          onChange={({ target }) => setWritten(target.value)}
        />
      </label>
      {error === null ? null : <Problem text={error} />}
      {own === null ? null : <Taken own={own} />}
      <div className={form.buttons}>
        {own?.folder ? (
          <button
            type="button"
            className={control.bordered}
            onClick={() => {
              setWritten('');
              void chooseDialects(null);
            }}
          >
            Take none
          </button>
        ) : null}
        {window.retrace === undefined ? null : (
          <button type="button" className={control.bordered} onClick={() => void choose()}>
            <FolderOpen size={14} aria-hidden /> Browse…
          </button>
        )}
        <button type="button" className={control.bordered} onClick={close}>
          Close
        </button>
        <button type="submit" className={control.primary} aria-disabled={folder.trim() === '' || busy || undefined}>
          {own?.folder === folder.trim() && folder !== '' ? 'Take again' : 'Take'}
        </button>
      </div>
    </form>
  );
}

function Taken({ own: { folder, dialects } }: { readonly own: OwnDialects }) {
  if (folder === null) return null;
  if (dialects.length === 0) return <p className={form.hint}>No file of this folder is a dialect.</p>;
  return (
    <ul className={styles.list} aria-label="Files of the folder">
      {dialects.map((one) => (
        <li key={one.file}>
          {'error' in one ? (
            <Problem text={one.error.message} />
          ) : (
            <p className={styles.taken} title={one.file}>
              <Check size={14} aria-label="taken" /> {lineText(one.name, 200)} <code>{one.id}</code>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
