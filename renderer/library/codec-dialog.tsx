import type { FormEvent } from 'react';
import { LockOpen } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { countText } from '../../engine/model/duration.ts';
import { cancelDecoding, decodeRun, useCodec } from '../session/codec-acts.ts';
import { useShell } from '../session/shell-state.ts';
import { giveFocusBack } from '../ui/focus-back.ts';
import control from '../ui/control.module.css';
import dialog from '../ui/dialog.module.css';
import formed from '../ui/form-dialog.module.css';
import { Problem } from '../ui/problem.tsx';
import { TextField, textIn } from './text-field.tsx';
import styles from './server-dialog.module.css';

const close = (): void => {
  cancelDecoding();
  useShell.setState({ dialog: null });
};

/** Sends the encoded payloads of the open run to a codec server that a person named, and shows its answers. */
export function CodecDialog() {
  const shown = useShell((shell) => shell.dialog === 'codec');
  return (
    <Dialog.Root open={shown} onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.veil} />
        <Dialog.Content className={dialog.palette} onCloseAutoFocus={giveFocusBack}>
          <Dialog.Title className={formed.title}>Decode with a codec server</Dialog.Title>
          <Dialog.Description className={styles.words}>
            The encoded payloads of this run are sent to this server. What it answers is held in memory until Retrace
            ends; it is never stored or exported.
          </Dialog.Description>
          <CodecForm />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function CodecForm() {
  const { codec, decoded, error } = useCodec();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [endpoint, authorization] = [textIn(form, 'endpoint'), textIn(form, 'authorization')];
    if (endpoint === '' || decoded !== null) return;
    const namespace = textIn(form, 'namespace') || 'default';
    if (await decodeRun({ endpoint, namespace, ...(authorization !== '' && { authorization }) })) close();
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <div className={styles.row}>
        <TextField
          name="endpoint"
          label="Address"
          first={codec.endpoint}
          hint="https://codec.example.com/{namespace}"
          wide
        />
        <TextField name="namespace" label="Namespace" first={codec.namespace} />
      </div>
      <TextField
        name="authorization"
        label="Authorization, where it wants one"
        first={codec.authorization ?? ''}
        type="password"
        hint="Bearer …"
      />
      {error === null ? null : <Problem text={error} />}
      <div className={styles.acts}>
        <span role="status">{decoded === null ? '' : `${countText(decoded)} decoded …`}</span>
        <button type="button" className={control.bordered} onClick={close}>
          Cancel
        </button>
        <button type="submit" className={control.primary} aria-disabled={decoded !== null || undefined}>
          <LockOpen size={14} aria-hidden /> Decode this run
        </button>
      </div>
    </form>
  );
}
