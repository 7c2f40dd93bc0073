import type { LucideIcon } from 'lucide-react';
import { Tooltip } from './tooltip.tsx';
import styles from './icon-button.module.css';

type IconButtonProps = {
  readonly icon: LucideIcon;
  /** What it does: its accessible name and its tooltip. */
  readonly label: string;
  /** The key that does the same, as a person reads it. */
  readonly keys?: string | undefined;
  /** Given only for a switch. */
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly size?: 'small' | 'normal' | 'large';
  /** The one button of its group that a person most likely wants. */
  readonly primary?: boolean;
  readonly onClick: () => void;
};

const iconSize = { small: 14, normal: 16, large: 17 };

/** A disabled one keeps its tooltip and its place in the tab order: what it would do can still be read. */
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
