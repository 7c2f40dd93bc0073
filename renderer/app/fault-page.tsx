import { PlugZap } from 'lucide-react';
import { retryNow } from '../session/connection.ts';
import control from '../ui/control.module.css';
import { lineText } from '../ui/plain-text.ts';
import type { Fault } from '../session/shell-state.ts';
import styles from './start-page.module.css';

/** Shown when no engine answers at the start: the reason, and what to do. */
export function FaultPage({ fault }: { readonly fault: Fault | null }) {
  if (fault === null) return <main className={styles.page} aria-busy aria-label="Connecting" />;
  const mismatch = fault.type === 'mismatch';
  return (
    <main className={styles.page}>
      <div className={styles.area} role="alert">
        <PlugZap size={34} strokeWidth={1.4} className={styles.glyph} aria-hidden />
        <h1 className={styles.title}>
          {mismatch ? 'Window and engine are of different versions' : 'The engine cannot be reached'}
        </h1>
        <p>{lineText(fault.message)}</p>
        <button type="button" className={control.primary} onClick={mismatch ? () => location.reload() : retryNow}>
          {mismatch ? 'Load again' : 'Try now'}
        </button>
      </div>
    </main>
  );
}
