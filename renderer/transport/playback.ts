// Plays the open run: moves the cursor at every frame while `playing` is true.

import { useEffect } from 'react';
import { goOn } from '../session/chain.ts';
import { moveTo, useSession } from '../session/session.ts';
import { nextSpeed, play } from './player.ts';

/** Starts or stops; from the end it starts over. */
export function togglePlay(): void {
  const { open, playing, cursor, visible } = useSession.getState();
  if (open === null) return;
  if (!playing && cursor >= (visible.events.at(-1) ?? 0)) moveTo(visible.events[0] ?? 1);
  useSession.setState({ playing: !playing });
}

export function setSpeed(speed: number): void {
  useSession.setState({ speed });
}

export function faster(): void {
  setSpeed(nextSpeed(useSession.getState().speed, 1));
}

export function slower(): void {
  setSpeed(nextSpeed(useSession.getState().speed, -1));
}

/** Runs playback while its component is mounted. */
export function usePlayback(): void {
  const playing = useSession((session) => session.playing);
  useEffect(() => (playing ? runFrames() : undefined), [playing]);
}

function runFrames(): () => void {
  let last = performance.now();
  let leftMs = 0;
  let mine = useSession.getState().cursor;
  const step = (now: number): void => {
    frame = requestAnimationFrame(step);
    const { open, visible, cursor, speed } = useSession.getState();
    if (open === null) return useSession.setState({ playing: false });
    // The cursor was moved otherwise: the wait restarts from there.
    const budgetMs = cursor === mine ? leftMs + now - last : 0;
    last = now;
    const played = play(open.outline, visible.events, cursor, speed, budgetMs);
    leftMs = played.leftMs;
    mine = played.cursor;
    moveTo(played.cursor);
    if (!played.ended || goOn(1, true)) return;
    useSession.setState({ playing: false });
  };
  let frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
