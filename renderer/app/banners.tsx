import { PlugZap, X } from 'lucide-react';
import { retryNow } from '../session/connection.ts';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText } from '../ui/plain-text.ts';
import { unsay, useShell } from '../session/shell-state.ts';
import styles from './banners.module.css';

/** Reports at once that the engine is gone. Takes the headline's place, so that nothing moves. */
export function LostBanner() {
  return (
    <div className={styles.lost} role="alert">
      <PlugZap size={15} aria-hidden />
      <span className={styles.text}>The engine went away. What is on screen stays; trying to reach it again.</span>
      <button type="button" className={control.bordered} onClick={retryNow}>
        Try now
      </button>
    </div>
  );
}

/** One line over the panes; the line overlays the panes without shrinking them. */
export function NoticeLine() {
  const notice = useShell((shell) => shell.notice);
  const act = notice?.act;
  return (
    <div className={styles.region} aria-live="polite">
      {notice === null ? null : (
        <div className={styles.notice} data-tone={notice.tone}>
          <span className={styles.text}>{lineText(notice.text, 300)}</span>
          {act === undefined ? null : (
            <button
              type="button"
              className={control.bordered}
              onClick={() => {
                unsay();
                act.run();
              }}
            >
              {act.word}
            </button>
          )}
          <IconButton icon={X} label="Dismiss" size="small" onClick={unsay} />
        </div>
      )}
    </div>
  );
}
