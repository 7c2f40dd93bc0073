import { useEffect } from 'react';
import { FileDown } from 'lucide-react';
import { openDrop } from '../session/open-files.ts';
import { useShell } from '../session/shell-state.ts';
import styles from './drop-overlay.module.css';

/** Files may be dropped anywhere on the window. */
export function DropOverlay() {
  const dragging = useShell((shell) => shell.dragging);
  useEffect(watchDrops, []);
  if (!dragging) return null;
  return (
    <div className={styles.overlay} aria-hidden>
      <div className={styles.words}>
        <FileDown size={30} strokeWidth={1.5} />
        Drop to open
      </div>
    </div>
  );
}

/** Browsers send enter and leave for every element passed, so the events are counted. */
function watchDrops(): () => void {
  let inside = 0;
  const stop = new AbortController();
  const on = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void): void => {
    const listener = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener(name, listener, { signal: stop.signal });
  };
  const count = (change: number): void => {
    inside = Math.max(0, inside + change);
    useShell.setState({ dragging: inside > 0 });
  };
  on('dragenter', () => count(1));
  on('dragleave', () => count(-1));
  on('dragover', ({ dataTransfer }) => {
    if (dataTransfer !== null) dataTransfer.dropEffect = 'copy';
  });
  on('drop', ({ dataTransfer }) => {
    count(-inside);
    if (dataTransfer !== null) void openDrop(dataTransfer);
  });
  return () => stop.abort();
}
