import { TriangleAlert } from 'lucide-react';
import { lineText } from './plain-text.ts';
import styles from './problem.module.css';

/** What went wrong with what a person asked for, said at once to assistive software, too. */
export function Problem({ text }: { readonly text: string }) {
  return (
    <p className={styles.problem} role="alert">
      <TriangleAlert size={14} aria-hidden />
      <span>{lineText(text, 1000)}</span>
    </p>
  );
}
