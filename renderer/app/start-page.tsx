import { FileJson, FolderOpen, Sparkles } from 'lucide-react';
import { readableHistories } from '../../engine/model/readable-histories.ts';
import { keysOf } from '../ui/commands.ts';
import { ImportPanel } from '../library/import-panel.tsx';
import { chooseFiles, openSample } from '../session/open-files.ts';
import { useSession } from '../session/session.ts';
import control from '../ui/control.module.css';
import styles from './start-page.module.css';

/** Nothing open: where to drop, what can be opened, and something to try. */
export function StartPage() {
  const opening = useSession((session) => session.opening);
  const some = useSession((session) => session.runs.length > 0);
  if (opening !== null) return <div className={styles.page} aria-busy />;
  return (
    <div className={styles.page}>
      <div className={styles.area}>
        <FileJson size={34} strokeWidth={1.4} className={styles.glyph} aria-hidden />
        <h1 className={styles.title}>Drop a history here</h1>
        <p className={styles.words}>
          What a durable workflow left behind, in any form that tools save it, plain or gzip; or a folder of them.
        </p>
        <p className={styles.words}>{readableHistories.join(' · ')}</p>
        <div className={styles.buttons}>
          <button type="button" className={control.primary} onClick={() => void chooseFiles(false)}>
            <FileJson size={14} aria-hidden /> Open a history…
          </button>
          <button type="button" className={control.bordered} onClick={() => void chooseFiles(true)}>
            <FolderOpen size={14} aria-hidden /> Open a folder…
          </button>
          <button type="button" className={control.bordered} onClick={() => void openSample()}>
            <Sparkles size={14} aria-hidden /> Try the sample
          </button>
        </div>
        <p className={styles.keys}>
          <span>
            <kbd>{keysOf('open')}</kbd> open
          </span>
          <span>
            <kbd>{keysOf('palette')}</kbd> all commands
          </span>
          <span>
            <kbd>{keysOf('help')}</kbd> keys
          </span>
        </p>
        {some ? <p className={styles.words}>Or choose a run on the left.</p> : null}
      </div>
      <div className={styles.imports}>
        <ImportPanel />
      </div>
    </div>
  );
}
