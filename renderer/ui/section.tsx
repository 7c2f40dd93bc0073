import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { create } from 'zustand';
import styles from './section.module.css';

type SectionProps = {
  /** The name under which the open state is stored. */
  readonly id: string;
  readonly title: ReactNode;
  /** Content right of the title: a count, a clock, a switch. Not part of the heading's button. */
  readonly aside?: ReactNode;
  /** Counts until a person opens or folds it. */
  readonly openAtFirst?: boolean;
  readonly children: ReactNode;
};

/** The section whose field is to take the focus as soon as it is on screen. */
const useWish = create<{ readonly id: string | null }>(() => ({ id: null }));

/** Opens a section and focuses its text field. */
export function focusSection(id: string): void {
  useWish.setState({ id });
}

/**
 * A part of a pane under a sticky heading; a click folds it, and the state is stored. Folded content is not rendered.
 */
export function Section({ id, title, aside, openAtFirst = true, children }: SectionProps) {
  const [chosen, setChosen] = useState(() => remembered(id));
  const open = chosen ?? openAtFirst;
  const name = useId();
  const body = useRef<HTMLDivElement>(null);
  const wished = useWish((wish) => wish.id === id);
  useEffect(() => {
    if (!wished) return;
    if (!open) setChosen(true);
    const field = body.current?.querySelector<HTMLElement>('input:not([type=checkbox]), textarea');
    if (field === null || field === undefined) return;
    useWish.setState({ id: null });
    field.focus();
  }, [wished, open]);
  const toggle = () => {
    remember(id, !open);
    setChosen(!open);
  };
  return (
    <section className={styles.section} aria-labelledby={name}>
      <div className={styles.heading}>
        <h2 className={styles.title}>
          <button type="button" className={styles.toggle} aria-expanded={open} onClick={toggle}>
            <ChevronRight className={styles.chevron} size={12} aria-hidden />
            <span id={name} className={styles.name}>
              {title}
            </span>
          </button>
        </h2>
        {aside === undefined ? null : <div className={styles.aside}>{aside}</div>}
      </div>
      {open ? (
        <div ref={body} className={styles.body}>
          {children}
        </div>
      ) : null}
    </section>
  );
}

function remembered(id: string): boolean | null {
  try {
    const kept = localStorage.getItem(`retrace.section.${id}`);
    return kept === null ? null : kept === 'open';
  } catch {
    return null;
  }
}

function remember(id: string, open: boolean): void {
  try {
    localStorage.setItem(`retrace.section.${id}`, open ? 'open' : 'closed');
  } catch {
    // Without storage the state lasts for this session only.
  }
}
