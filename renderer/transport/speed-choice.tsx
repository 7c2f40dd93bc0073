import { useRef } from 'react';
import { keysOf } from '../ui/commands.ts';
import { useSession } from '../session/session.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { setSpeed } from './playback.ts';
import { speeds, speedText } from './player.ts';
import styles from './speed-choice.module.css';

export function SpeedChoice() {
  const speed = useSession((session) => session.speed);
  const byMouse = useRef(false);
  return (
    <Tooltip
      label="Speed of playing: recorded time, no wait longer than 2 s; Max shows every event once"
      keys={`${keysOf('faster')} ${keysOf('slower')}`}
      side="top"
    >
      <select
        className={styles.speed}
        aria-label="Speed"
        value={speed}
        onPointerDown={() => (byMouse.current = true)}
        onKeyDown={() => (byMouse.current = false)}
        onChange={({ target }) => {
          setSpeed(Number(target.value));
          // After a choice by mouse the focus is released: arrow keys step again.
          if (byMouse.current) target.blur();
        }}
      >
        {speeds.map((one) => (
          <option key={one} value={one}>
            {speedText(one)}
          </option>
        ))}
      </select>
    </Tooltip>
  );
}
