import { FileCode } from 'lucide-react';
import { hideVersions, namePath, takeOffered } from '../session/versions/checking.ts';
import { knownPaths } from '../session/versions/known-paths.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { keysOf } from '../ui/commands.ts';
import control from '../ui/control.module.css';
import { lineText } from '../ui/plain-text.ts';
import { CodeField } from './code-field.tsx';
import styles from './first-code.module.css';

/** Shown before any code is named: the purpose of the check, and how to begin. */
export function FirstCode() {
  const known = knownPaths();
  const offered = useVersions((state) => state.offered);
  return (
    <div className={styles.page}>
      <FileCode size={30} strokeWidth={1.4} className={styles.glyph} aria-hidden />
      <h2 className={styles.title}>Which of these runs does a change of the code break?</h2>
      <p className={styles.words}>
        Name a folder or file of workflow code, in one or more versions: the working tree, branches, tags, commits. Each
        is run against the recorded histories, in a sandbox, when you press Check; nothing leaves this machine.
      </p>
      <CodeField />
      {offered.length === 0 ? null : (
        <button type="button" className={control.primary} onClick={() => void takeOffered()}>
          The sample’s code in {offered.length} versions: {offered.map(({ name }) => name).join(', ')}
        </button>
      )}
      {known.length === 0 ? null : (
        <ul className={styles.known} aria-label="Code that was named before">
          {known.map((path) => (
            <li key={path}>
              <button type="button" className={control.bordered} onClick={() => void namePath(path)}>
                {lineText(path, 120)}
              </button>
            </li>
          ))}
        </ul>
      )}
      <button type="button" className={control.button} onClick={hideVersions}>
        Close <kbd>{keysOf('escape')}</kbd>
      </button>
    </div>
  );
}
