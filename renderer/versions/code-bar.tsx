import { useState } from 'react';
import { Play, Plus, Square, X } from 'lucide-react';
import { keysOf } from '../ui/commands.ts';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { cancelCheck, check, hideVersions } from '../session/versions/checking.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { ChooseVersion } from './choose-version.tsx';
import { CodeField } from './code-field.tsx';
import { ScopeMenu } from './scope-menu.tsx';
import styles from './code-bar.module.css';

/** The code, its versions, the histories, and the button that runs the check. */
export function CodeBar() {
  const [choosing, setChoosing] = useState(false);
  return (
    <div className={styles.bar} role="toolbar" aria-label="Code and histories">
      <CodeField />
      <button type="button" className={control.bordered} aria-haspopup="dialog" onClick={() => setChoosing(true)}>
        <Plus size={14} aria-hidden /> Version…
      </button>
      <ScopeMenu />
      <span className={styles.end}>
        <CheckButton />
        <IconButton icon={X} label="Close the check" keys={keysOf('escape')} onClick={hideVersions} />
      </span>
      <ChooseVersion open={choosing} onOpenChange={setChoosing} />
    </div>
  );
}

function CheckButton() {
  const running = useVersions(({ columns }) => columns.some(({ state }) => state === 'running'));
  const fresh = useVersions(({ columns }) => columns.every(({ state }) => state === 'idle'));
  if (running)
    return (
      <button type="button" className={control.bordered} onClick={cancelCheck}>
        <Square size={13} aria-hidden /> Cancel
      </button>
    );
  return (
    <Tooltip label="Run every version against every history, in a sandbox" keys={keysOf('check-run')}>
      <button type="button" className={control.primary} onClick={() => void check()}>
        <Play size={13} aria-hidden /> {fresh ? 'Check' : 'Check again'}
      </button>
    </Tooltip>
  );
}
