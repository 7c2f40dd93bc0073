import { useEffect, useId, useState } from 'react';
import { FileCode, FolderOpen } from 'lucide-react';
import { RetraceError } from '../../engine/model/errors.ts';
import { ask } from '../session/engine.ts';
import { say } from '../session/shell-state.ts';
import { namePath } from '../session/versions/checking.ts';
import { knownPaths } from '../session/versions/known-paths.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { IconButton } from '../ui/icon-button.tsx';
import styles from './code-bar.module.css';

/** The path of the code, as text: Enter accepts it without running code. */
export function CodeField() {
  const path = useVersions((state) => state.path);
  const [text, setText] = useState(path);
  const list = useId();
  useEffect(() => setText(path), [path]);
  return (
    <div className={styles.field}>
      <FileCode size={14} aria-hidden />
      <input
        value={text}
        list={list}
        placeholder="Folder or file of workflow code"
        aria-label="Folder or file of workflow code"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && text.trim() !== '') void namePath(text);
          else if (event.key === 'Escape' && text !== path) setText(path);
          else return;
          event.preventDefault();
        }}
      />
      <datalist id={list}>
        {knownPaths().map((known) => (
          <option key={known} value={known} />
        ))}
      </datalist>
      <IconButton icon={FolderOpen} label="Choose a folder of code…" size="small" onClick={() => void chooseFolder()} />
    </div>
  );
}

/** Uses the host's own dialog, where it has one. */
async function chooseFolder(): Promise<void> {
  try {
    const [path] = (await ask('chooseFiles', { folder: true })).paths;
    if (path !== undefined) await namePath(path);
  } catch (error) {
    const isMissing = error instanceof RetraceError && error.code === 'not-here';
    say(isMissing ? 'A browser does not tell paths: type or paste the path of the code.' : String(error), 'info');
  }
}
