import { useId, useState } from 'react';
import { ask } from '../session/engine.ts';
import { useSession } from '../session/session.ts';
import { say, useShell } from '../session/shell-state.ts';
import { steer } from '../session/work/steer.ts';
import { useWork } from '../session/work/work-state.ts';
import { closeDialog, FormDialog } from './form-dialog.tsx';
import { JsonField } from './json-field.tsx';
import styles from '../ui/form-dialog.module.css';

/** Dialogs that tell or ask the open run something. */
export function TellDialogs() {
  const dialog = useShell((shell) => shell.dialog);
  const run = useSession((session) => session.open?.summary ?? null);
  if (run === null) return null;
  const called = run.workflowId ?? run.runId;
  if (dialog === 'signal') return <SignalForm run={run.runId} called={called} />;
  if (dialog === 'ask') return <AskForm run={run.runId} called={called} />;
  if (dialog === 'cancel' || dialog === 'terminate') return <EndForm way={dialog} called={called} />;
  return null;
}

type TellProps = { readonly run: string; readonly called: string };

function SignalForm({ run, called }: TellProps) {
  const names = useWork(({ live }) => live?.signals) ?? [];
  const [name, setName] = useState(names[0] ?? '');
  const [input, setInput] = useState('');
  const send = async (): Promise<void> => {
    await ask('signalRun', { run, name: name.trim(), input });
    say(`Signal ${name.trim()} is sent to ${called}.`);
    closeDialog();
  };
  return (
    <FormDialog
      title={`Signal to ${called}`}
      word="Send"
      hint="It is written into the history, and waits there until the code receives it."
      isReady={name.trim() !== ''}
      act={send}
    >
      <NameField label="Signal" names={names} value={name} onChange={setName} />
      <JsonField label="Value" value={input} onChange={setInput} />
    </FormDialog>
  );
}

function AskForm({ run, called }: TellProps) {
  const names = useWork(({ live }) => live?.queries) ?? [];
  const [name, setName] = useState(names[0] ?? '');
  const [input, setInput] = useState('');
  const [answer, setAnswer] = useState<string | null>(null);
  const query = async (): Promise<void> => {
    setAnswer(null);
    const answered = await ask('askRun', { run, name: name.trim(), input });
    if (answered.type === 'failed') throw new Error(answered.message);
    setAnswer(JSON.stringify(answered.value, null, 2));
  };
  return (
    <FormDialog
      title={`Query of ${called}`}
      word="Ask"
      hint="Runs the code of its file over the history so far, in a sandbox. Nothing is written."
      isReady={name.trim() !== ''}
      act={query}
    >
      <NameField label="Query" names={names} value={name} onChange={setName} />
      <JsonField label="Argument" value={input} onChange={setInput} />
      {answer === null ? null : (
        <label className={styles.label}>
          Answer
          <textarea
            className={styles.json}
            value={answer}
            rows={Math.min(12, answer.split('\n').length)}
            readOnly
            aria-live="polite"
          />
        </label>
      )}
    </FormDialog>
  );
}

const endings = {
  cancel: {
    title: 'Cancel',
    word: 'Ask it to cancel',
    hint: 'The code is told, may undo what it did, and ends as it decides.',
  },
  terminate: {
    title: 'Terminate',
    word: 'Terminate',
    hint: 'The run ends at once. Its code is not asked, and undoes nothing.',
  },
} as const;

function EndForm({ way, called }: { readonly way: keyof typeof endings; readonly called: string }) {
  const [reason, setReason] = useState('');
  const { title, word, hint } = endings[way];
  const end = async (): Promise<void> => {
    closeDialog();
    await steer(way, reason);
  };
  return (
    <FormDialog title={`${title} ${called}`} word={word} hint={hint} act={end}>
      <label className={styles.label}>
        Reason
        <input
          className={styles.field}
          value={reason}
          maxLength={1000}
          autoFocus
          autoComplete="off"
          onChange={({ target }) => setReason(target.value)}
        />
      </label>
    </FormDialog>
  );
}

type NameFieldProps = {
  readonly label: string;
  /** Names that the code mentions. */
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
};

function NameField({ label, names, value, onChange }: NameFieldProps) {
  const list = useId();
  return (
    <label className={styles.label}>
      {label}
      <input
        className={styles.field}
        list={list}
        value={value}
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        autoFocus
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={list}>
        {names.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </label>
  );
}
