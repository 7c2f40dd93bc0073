import { useGraph } from './graph-state.ts';
import { dropFocus, hoverFocused, hoverItem, itemId, keyOnItem, unhover } from './item-keys.ts';
import styles from './node.module.css';

type NodeButtonProps = {
  readonly id: string;
  /** The visible text; the label begins with it. */
  readonly name: string;
  /** Absent where the label changes with the cursor: it is then written directly into the element. */
  readonly label?: string;
  readonly pressed?: boolean;
  /** Set only for a node that can be opened. */
  readonly expanded?: boolean | undefined;
  /** `second`: true for the second click of a double click. */
  readonly onGo: (second: boolean) => void;
  readonly onOpen?: (() => void) | undefined;
};

/** The name of a node is its button, which reacts to clicks on the whole node. Other text is beside it. */
export function NodeButton({ id, name, label, pressed, expanded, onGo, onOpen }: NodeButtonProps) {
  const focusable = useGraph((graph) => graph.focus === id);
  return (
    <button
      type="button"
      id={itemId(id)}
      className={styles.name}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-label={label}
      tabIndex={focusable ? 0 : -1}
      onMouseDownCapture={dropFocus}
      onClick={({ detail }) => onGo(detail > 1)}
      onDoubleClick={onOpen}
      onKeyDown={(event) => keyOnItem(event, id)}
      onMouseEnter={(event) => hoverItem(event, id)}
      onMouseLeave={unhover}
      onFocus={({ currentTarget }) => hoverFocused(currentTarget, id)}
      onBlur={unhover}
    >
      {name}
    </button>
  );
}
