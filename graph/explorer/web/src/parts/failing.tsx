import { Component, type ComponentChildren } from "preact";

/** Shows the message of a view that throws in its place; the rest of the page goes on, and another `of` tries again. */
export class Failing extends Component<{ of: string; children: ComponentChildren }, { error: Error | null; of: string }> {
  override state = { error: null as Error | null, of: this.props.of };

  static override getDerivedStateFromProps(given: { of: string }, state: { of: string }) {
    return given.of === state.of ? null : { error: null, of: given.of };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
    this.setState({ error: error instanceof Error ? error : new Error(String(error)) });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div class="notice" data-kind="failed" role="alert">
        <p>This view failed. The rest of the page still works.</p>
        <p class="quiet" dir="auto">{error.message}</p>
        <button type="button" onClick={() => this.setState({ error: null })}>Try again</button>
      </div>
    );
  }
}
