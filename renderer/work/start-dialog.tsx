import { useEffect, useId, useState } from 'react';
import { FolderOpen } from 'lucide-react';
import { RetraceError } from '../../engine/model/errors.ts';
import type { WorkflowFile } from '../../engine/model/live-run.ts';
import { ask } from '../session/engine.ts';
import { useShell } from '../session/shell-state.ts';
import { type Started, startedBefore } from '../session/work/started-before.ts';
import { startRun } from '../session/work/steer.ts';
import { useWork } from '../session/work/work-state.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { FormDialog } from './form-dialog.tsx';
import { JsonField } from './json-field.tsx';
import { Problem } from '../ui/problem.tsx';
import styles from '../ui/form-dialog.module.css';

/** Time in ms without a key before the named file is read. */
const pauseMs = 250;

export function StartDialog() {
  return useShell((shell) => shell.dialog === 'start') ? <StartForm /> : null;
}

function StartForm() {
  const [{ file, workflow, input }, change] = useStart();
  const [id, setId] = useState('');
  const { read, problem } = useWorkflowFile(file);
  const workflows = read?.workflows ?? [];
  const chosen = workflows.includes(workflow) ? workflow : (workflows[0] ?? '');
  const start = async (): Promise<void> =>
    await startRun({ file: read?.file ?? file, workflow: chosen, input, id: id.trim() === '' ? null : id.trim() });
  const choose = (next: string): void =>
    change({ workflow: next, ...(input === '' && { input: inputOf(file, next) }) });
  return (
    <FormDialog
      title="Start a run"
      word="Start"
      hint="Start runs this code: workflows in a sandbox, activities in a worker of its own, with all that they do. Reading the file runs nothing."
      isReady={chosen !== ''}
      act={start}
    >
      <FileField file={file} onChange={(next) => change({ file: next, ...latestOf(next) })} />
      {problem === null ? null : <Problem text={problem} />}
      <div className={styles.two}>
        <label className={styles.label}>
          Workflow
          <select
            className={styles.field}
            aria-label="Workflow"
            value={chosen}
            disabled={workflows.length === 0}
            onChange={({ target }) => choose(target.value)}
          >
            {workflows.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <label className={styles.label}>
          Workflow id
          <input
            className={styles.field}
            value={id}
            placeholder="made, where empty"
            maxLength={500}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setId(target.value)}
          />
        </label>
      </div>
      <JsonField label="Input" value={input} onChange={(next) => change({ input: next })} />
    </FormDialog>
  );
}

/** Begins with the file of the open run, else with what was started last. */
function useStart(): readonly [Started, (more: Partial<Started>) => void] {
  const [start, setStart] = useState<Started>(() => {
    const file = useWork.getState().live?.file ?? startedBefore()[0]?.file ?? '';
    return { file, ...latestOf(file) };
  });
  return [start, (more) => setStart((before) => ({ ...before, ...more }))];
}

function latestOf(file: string): { readonly workflow: string; readonly input: string } {
  const { workflow = '', input = '' } = startedBefore().find((each) => each.file === file) ?? {};
  return { workflow, input };
}

function inputOf(file: string, workflow: string): string {
  return startedBefore().find((each) => each.file === file && each.workflow === workflow)?.input ?? '';
}

function FileField({ file, onChange }: { readonly file: string; readonly onChange: (file: string) => void }) {
  const list = useId();
  const [said, setSaid] = useState('');
  const files = [...new Set(startedBefore().map((each) => each.file))];
  const choose = async (): Promise<void> => {
    try {
      const [path] = (await ask('chooseFiles', { folder: false })).paths;
      if (path !== undefined) onChange(path);
    } catch (error) {
      const isMissing = error instanceof RetraceError && error.code === 'not-here';
      setSaid(isMissing ? 'A browser does not tell paths: type or paste the path of the file.' : String(error));
    }
  };
  return (
    <div className={styles.label}>
      <label htmlFor={`${list}-file`}>File of workflows</label>
      <span className={styles.beside}>
        <input
          id={`${list}-file`}
          className={styles.field}
          value={file}
          list={list}
          placeholder="examples/order.ts"
          spellCheck={false}
          autoComplete="off"
          autoFocus
          onChange={({ target }) => onChange(target.value)}
        />
        <datalist id={list}>
          {files.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <IconButton icon={FolderOpen} label="Choose a file…" size="small" onClick={() => void choose()} />
      </span>
      {said === '' ? null : <span role="status">{said}</span>}
    </div>
  );
}

type Read = { readonly read: WorkflowFile | null; readonly problem: string | null };
const nothing: Read = { read: null, problem: null };

/** What the named file offers; null while it is read. */
function useWorkflowFile(file: string): Read {
  const [state, setState] = useState(nothing);
  useEffect(() => {
    let isLatest = true;
    setState(nothing);
    if (file.trim() === '') return undefined;
    const take = (next: Read): void => void (isLatest && setState(next));
    const timer = setTimeout(() => {
      ask('readWorkflowFile', { file: file.trim() }).then(
        (read) => take({ read, problem: read.workflows.length > 0 ? null : `${read.file} exports no workflow.` }),
        (error: unknown) => take({ read: null, problem: error instanceof Error ? error.message : String(error) }),
      );
    }, pauseMs);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [file]);
  return state;
}
