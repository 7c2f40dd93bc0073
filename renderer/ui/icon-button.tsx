import type { LucideIcon } from 'lucide-react';
import { Tooltip } from './tooltip.tsx';
import styles from './icon-button.module.css';

type IconButtonProps = {
  readonly icon: LucideIcon;
  /** The button's action: its accessible name and its tooltip. */
  readonly label: string;
  /** The key for the same action, in the form for a person. */
  readonly keys?: string | undefined;
  /** Set only for a toggle button. */
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly size?: 'small' | 'normal' | 'large';
  /** The main button of its group. */
  readonly primary?: boolean;
  readonly onClick: () => void;
};

const iconSize = { small: 14, normal: 16, large: 17 };

/** A disabled button keeps its tooltip and its place in the tab order, so that its action can still be read. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  pressed,
  disabled = false,
  size = 'normal',
  primary = false,
  onClick,
}: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <button
        type="button"
        className={styles.button}
        data-size={size}
        data-primary={primary || undefined}
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={disabled || undefined}
        onClick={disabled ? undefined : onClick}
      >
        <Icon size={iconSize[size]} aria-hidden />
      </button>
    </Tooltip>
  );
}
