import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Asked } from "../context";

const PATIENCE_MS = 250;

/** Say that something is on its way; nothing for the first quarter of a second, so that quick answers do not flicker. */
export function Waiting({ what }: { what: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return <p class="waiting" role="status">{late ? <><span class="turning" aria-hidden="true" />{`Reading ${what} …`}</> : null}</p>;
}

/** Say what failed, with the remedy that came with it and a way to ask again. */
export function Failed({ error, retry }: { error: Error; retry?: () => void }) {
  return (
    <div class="notice" data-kind="failed" role="alert">
      <p dir="auto">{error.message}</p>
      {retry ? <button type="button" onClick={retry}>Try again</button> : null}
    </div>
  );
}

/** Show an answer once it is here. While a newer one is on its way the last stays, dimmed; a failure is said and can be asked again. */
export function Loading<T>({ asked, what, children }: { asked: Asked<T>; what: string; children: (value: T) => ComponentChildren }) {
  if (asked.state === "failed") return <Failed error={asked.error} retry={asked.retry} />;
  const value = asked.state === "here" ? asked.value : asked.last;
  if (value === null) return <Waiting what={what} />;
  return <div class="loaded" aria-busy={asked.state === "waiting"}>{children(value)}</div>;
}
