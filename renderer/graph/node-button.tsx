import { EndKept } from '../ui/end-kept.tsx';
import { useGraph } from './graph-state.ts';
import { openOrClose } from './go.ts';
import { dropFocus, hoverFocused, hoverItem, itemId, keyOnItem, unhover } from './item-keys.ts';
import styles from './node.module.css';

type NodeButtonProps = {
  readonly id: string;
  /** The visible text; the label begins with it. */
  readonly name: string;
  /** Where names differ at their ends, as ids do: then the middle gives way. */
  readonly endKept?: boolean;
  /** Absent where the label changes with the cursor: it is then written directly into the element. */
  readonly label?: string;
  readonly pressed?: boolean;
  /** Set only for a node that can be opened. */
  readonly expanded?: boolean | undefined;
  /** A click; left out where there is nothing to select. A double one opens, or goes there. */
  readonly onSelect?: () => void;
};

/** The name of a node is its button; it can be clicked all over the node. What else stands there is text beside it. */
export function NodeButton({ id, name, endKept = false, label, pressed, expanded, onSelect }: NodeButtonProps) {
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
      onClick={onSelect}
      onDoubleClick={() => openOrClose(id)}
      onKeyDown={(event) => keyOnItem(event, id)}
      onMouseEnter={(event) => hoverItem(event, id)}
      onMouseLeave={unhover}
      onFocus={({ currentTarget }) => hoverFocused(currentTarget, id)}
      onBlur={unhover}
    >
      {endKept ? <EndKept text={name} /> : name}
    </button>
  );
}
