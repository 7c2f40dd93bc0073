import { Component, type ReactNode } from 'react';
import { TriangleAlert } from 'lucide-react';
import { copyText } from '../session/copying.ts';
import control from './control.module.css';
import styles from './pane-boundary.module.css';

type PaneBoundaryProps = {
  readonly name: string;
  /** A failed pane is rendered again when this value changes. */
  readonly resetOn?: string | undefined;
  readonly children: ReactNode;
};
type PaneBoundaryState = { readonly error: Error | null; readonly resetOn: string | undefined };

/** A pane that throws leaves the other panes intact. */
export class PaneBoundary extends Component<PaneBoundaryProps, PaneBoundaryState> {
  override state: PaneBoundaryState = { error: null, resetOn: this.props.resetOn };

  static getDerivedStateFromError(error: unknown): Partial<PaneBoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(
    props: PaneBoundaryProps,
    state: PaneBoundaryState,
  ): Partial<PaneBoundaryState> | null {
    return props.resetOn === state.resetOn ? null : { error: null, resetOn: props.resetOn };
  }

  override render(): ReactNode {
    const { error } = this.state;
    const { name, children } = this.props;
    if (error === null) return children;
    return (
      <div className={styles.broken} role="alert">
        <TriangleAlert size={20} aria-hidden />
        <p>{name} broke. This is a bug in Retrace; the rest goes on.</p>
        <div className={styles.buttons}>
          <button type="button" className={control.bordered} onClick={() => this.setState({ error: null })}>
            Try again
          </button>
          <button
            type="button"
            className={control.bordered}
            onClick={() => void copyText(`${name}\n${error.stack ?? error.message}`, 'details')}
          >
            Copy details
          </button>
        </div>
      </div>
    );
  }
}
