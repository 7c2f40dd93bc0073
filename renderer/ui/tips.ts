// When a tooltip is shown: a moment after the pointer rests on a control, at once on keyboard focus. It hides when the
// pointer or the focus leaves, and on a click, a scroll or Escape. It consumes no key: Escape still has its other
// effect.

/** The attributes that `Tooltip` sets on its control. */
export type TipProps = {
  readonly 'data-tip'?: string | undefined;
  readonly 'data-tip-keys'?: string | undefined;
  readonly 'data-tip-side'?: Side | undefined;
};

export type Side = 'top' | 'bottom';
export type Tip = {
  readonly of: Element;
  readonly label: string;
  readonly keys: string | undefined;
  readonly side: Side;
};

const DELAY_MS = 400;

/** Reports each tooltip that is due, and null when it is over. */
export class TipWatch {
  readonly #show: (tip: Tip | null) => void;
  readonly #gone = new MutationObserver(() => {
    if (this.#of?.isConnected === false) this.#leave();
  });
  #of: Element | null = null;
  /** The control that was pressed or whose tooltip was dismissed: no tooltip until the pointer enters again. */
  #done: Element | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(show: (tip: Tip | null) => void) {
    this.#show = show;
  }

  /** Starts watching; returns a function that stops it. */
  start(): () => void {
    const stop = new AbortController();
    const options = { signal: stop.signal, capture: true, passive: true };
    document.addEventListener('pointerover', (event) => this.#over(event), options);
    document.addEventListener('focusin', (event) => this.#focused(event), options);
    document.addEventListener('focusout', () => this.#leave(), options);
    document.addEventListener('pointerdown', ({ target }) => this.#dismiss(controlOf(target)), options);
    document.addEventListener('click', ({ target }) => this.#dismiss(controlOf(target)), options);
    document.addEventListener(
      'keydown',
      ({ key }) => (key === 'Escape' ? this.#dismiss(this.#of) : undefined),
      options,
    );
    document.addEventListener('scroll', (event) => this.#scrolled(event), options);
    document.documentElement.addEventListener('pointerleave', () => this.#leave(), options);
    return () => {
      this.#leave();
      stop.abort();
    };
  }

  #over({ target, pointerType, buttons }: PointerEvent): void {
    const control = controlOf(target);
    if (control !== null && (control === this.#of || control === this.#done)) return;
    this.#done = null;
    if (control === null || pointerType === 'touch' || buttons !== 0) this.#leave();
    else this.#enter(control, DELAY_MS);
  }

  #focused({ target }: FocusEvent): void {
    const control = controlOf(target);
    if (control?.matches(':focus-visible') === true) this.#enter(control, 0);
  }

  #scrolled({ target }: Event): void {
    if (target instanceof Node && target.contains(this.#of)) this.#leave();
  }

  #dismiss(control: Element | null): void {
    this.#done = control;
    this.#leave();
  }

  #enter(control: Element, delayMs: number): void {
    this.#leave();
    this.#of = control;
    this.#timer = setTimeout(() => {
      this.#gone.observe(document.body, { childList: true, subtree: true });
      this.#show(tipOf(control));
    }, delayMs);
  }

  #leave(): void {
    if (this.#of === null) return;
    this.#of = null;
    clearTimeout(this.#timer);
    this.#gone.disconnect();
    this.#show(null);
  }
}

function controlOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('[data-tip]') : null;
}

function tipOf(of: Element): Tip {
  const side = of.getAttribute('data-tip-side') === 'top' ? 'top' : 'bottom';
  return { of, label: of.getAttribute('data-tip') ?? '', keys: of.getAttribute('data-tip-keys') ?? undefined, side };
}
