import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Download, List } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ServerPlace } from '../../engine/model/server.ts';
import { choose, chooseAll, fetchChosen, listServer, lookForKey, useServers } from '../session/server-acts.ts';
import { useSession } from '../session/session.ts';
import { useShell } from '../session/shell-state.ts';
import { clockText } from '../ui/clock.ts';
import { giveFocusBack } from '../ui/focus-back.ts';
import control from '../ui/control.module.css';
import dialog from '../ui/dialog.module.css';
import { lineText } from '../ui/plain-text.ts';
import formed from '../ui/form-dialog.module.css';
import { Problem } from '../ui/problem.tsx';
import { CertificateFields, certificatesIn } from './certificate-fields.tsx';
import { TextField, textIn } from './text-field.tsx';
import styles from './server-dialog.module.css';

const close = (): void => useShell.setState({ dialog: null });

/** Histories of a Temporal server: list, choose, fetch. Nothing is written there. */
export function ServerDialog() {
  const shown = useShell((shell) => shell.dialog === 'server');
  return (
    <Dialog.Root open={shown} onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.veil} />
        <Dialog.Content className={`${dialog.palette} ${styles.dialog}`} onCloseAutoFocus={giveFocusBack}>
          <Dialog.Title className={formed.title}>Open from a Temporal server</Dialog.Title>
          <Dialog.Description className={styles.words}>
            Retrace reads there, and writes nothing. API key and certificates are never stored in the library.
          </Dialog.Description>
          <Place />
          <Listed />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Place() {
  const { place, query, busy, error } = useServers();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => void lookForKey(useServers.getState().place), []);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const filled = new FormData(event.currentTarget);
    void listServer(placeIn(filled), textIn(filled, 'query'), filled.get('keeps') !== null);
  };
  const moved = (): void => {
    if (form.current !== null) void lookForKey(placeIn(new FormData(form.current)));
  };
  return (
    <form ref={form} className={styles.form} onSubmit={submit}>
      <div className={styles.row} onBlur={moved}>
        <TextField name="address" label="Address" first={place.address} wide />
        <TextField name="namespace" label="Namespace" first={place.namespace} />
      </div>
      <TextField
        name="query"
        label="Which runs, as the server filters its list"
        first={query}
        hint="ExecutionStatus = 'Failed'"
      />
      <div className={styles.row}>
        <KeyField first={place.apiKey ?? ''} />
        <label className={styles.check}>
          <input type="checkbox" name="tls" defaultChecked={place.tls === true} /> TLS
        </label>
        <button type="submit" className={control.primary} aria-disabled={busy || undefined}>
          <List size={14} aria-hidden /> {busy ? 'Listing …' : 'List'}
        </button>
      </div>
      <CertificateFields place={place} />
      {error === null ? null : <Problem text={error} />}
    </form>
  );
}

function KeyField({ first }: { readonly first: string }) {
  const { keeps, kept } = useServers(({ keychain }) => keychain);
  return (
    <>
      <TextField
        name="apiKey"
        label="API key, for Temporal Cloud"
        first={first}
        hint={kept ? 'that of the keychain' : ''}
        type="password"
        wide
      />
      {keeps ? (
        <label className={styles.check} key={String(kept)}>
          <input type="checkbox" name="keeps" defaultChecked={kept} /> Keep in keychain
        </label>
      ) : null}
    </>
  );
}

function Listed() {
  const { listed, chosen } = useServers();
  const [stays, setStays] = useState(true);
  const utc = useSession((session) => session.utc);
  if (listed === null) return null;
  const { runs, more } = listed;
  if (runs.length === 0) return <p className={styles.none}>The server has no such run in this namespace.</p>;
  const fetch = (): void => {
    if (chosen.size === 0) return;
    close();
    void fetchChosen(stays);
  };
  return (
    <div className={styles.listed}>
      <label className={styles.all}>
        <input
          type="checkbox"
          ref={(box) => {
            if (box !== null) box.indeterminate = chosen.size > 0 && chosen.size < runs.length;
          }}
          checked={chosen.size > 0}
          onChange={() => chooseAll(chosen.size < runs.length)}
        />
        All {runs.length}
      </label>
      <ul className={styles.list} aria-label="Runs of the server">
        {runs.map((run) => (
          <li key={run.runId}>
            <label className={styles.run}>
              <input
                type="checkbox"
                checked={chosen.has(run.runId)}
                onChange={({ target }) => choose(run, target.checked)}
              />
              <span className={styles.name}>{lineText(run.workflowId, 300)}</span>
              <span className={styles.aside}>{lineText(run.workflowType, 200)}</span>
              <span className={styles.status}>{run.status}</span>
              <span className={styles.time}>
                {run.startedAtMs === null ? '' : clockText(run.startedAtMs, utc, true)}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {more ? <p className={styles.none}>The server has more than these {runs.length}: narrow the query.</p> : null}
      <div className={styles.buttons}>
        <label className={styles.check}>
          <input type="checkbox" checked={stays} onChange={({ target }) => setStays(target.checked)} /> Follow those
          that are open
        </label>
        <button type="button" className={control.bordered} onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          className={control.primary}
          aria-disabled={chosen.size === 0 || undefined}
          onClick={fetch}
        >
          <Download size={14} aria-hidden /> Fetch {chosen.size === 1 ? '1 run' : `${chosen.size} runs`}
        </button>
      </div>
    </div>
  );
}

function placeIn(form: FormData): ServerPlace {
  const apiKey = textIn(form, 'apiKey');
  return {
    address: textIn(form, 'address') || '127.0.0.1:7233',
    namespace: textIn(form, 'namespace') || 'default',
    tls: form.get('tls') !== null,
    ...(apiKey !== '' && { apiKey }),
    ...certificatesIn(form),
  };
}
