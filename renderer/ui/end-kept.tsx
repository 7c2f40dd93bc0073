import { memo } from 'react';
import styles from './end-kept.module.css';

const END = 8;
const SHORT = 12;

type EndKeptProps = { readonly text: string; readonly className?: string | undefined };

/** An id on one line; a long id loses its middle, as ids differ at their ends. */
export const EndKept = memo(function EndKept({ text, className = '' }: EndKeptProps) {
  const cut = text.length > SHORT ? text.length - END : text.length;
  return (
    <span className={`${styles.text} ${className}`} dir="auto">
      <span className={styles.start}>{text.slice(0, cut)}</span>
      {cut === text.length ? null : <span className={styles.end}>{text.slice(cut)}</span>}
    </span>
  );
});
