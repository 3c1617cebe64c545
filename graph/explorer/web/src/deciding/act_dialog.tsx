import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { PageContext, usePage } from "../context";
import { Dialog } from "../parts/dialog";
import type { Act } from "../types";
import { useDeciding } from "./deciding";
import { WORKING } from "./outcome";
import { WhoField } from "./who";

type Given = {
  title: string;
  /** What the button says that sends it. */
  send: string;
  /** What would be sent now, or in words what is missing still. */
  act: Act | string;
  onClose(): void;
  children: ComponentChildren;
  wide?: boolean;
};

/**
 * The frame of every dialog in which something is decided: what it is about, a reason, who decides, and the button. While it works
 * it cannot be sent again, and what it shows stays as it was, for of two that become one nothing can be asked any more; a failure
 * is said inside and everything that was typed stays.
 */
export function ActDialog({ title, send, act, onClose, children, wide = false }: Given) {
  const page = usePage();
  const deciding = useDeciding();
  const [by, setBy] = useState(page.by);
  const [why, setWhy] = useState("");
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState("");
  const shown = useRef(true);
  const decidedOn = useRef(page.pulse);
  if (!working) decidedOn.current = page.pulse;
  const id = useId();
  useEffect(() => () => { shown.current = false; }, []);
  const missing = deciding.whyNot || (typeof act === "string" ? act : "") || (by.trim() ? "" : "Say who decides.");
  const close = () => {
    shown.current = false;
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (working || missing || typeof act === "string") return;
    setWorking(true);
    setFailure("");
    page.setBy(by.trim());
    deciding.send({ ...act, by: by.trim(), why: why.trim() }).then(
      () => { if (shown.current) close(); },
      (error: Error) => {
        setWorking(false);
        setFailure(error.message);
        // Who closed the dialog meanwhile must learn of it all the same.
        if (!shown.current) page.say(error.message, { kind: "warning" });
      },
    );
  };
  // A link inside opens beside the dialog: what was typed and ticked must stay.
  const beside = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
    event.preventDefault();
    window.open(link.href, "_blank", "noopener");
  };
  return (
    <Dialog title={title} onClose={close} wide={wide}>
      <form class="act" onSubmit={submit} onClick={beside} aria-busy={working}>
        <PageContext.Provider value={{ ...page, pulse: decidedOn.current }}>{children}</PageContext.Provider>
        <div class="act-fields">
          <label class="field">
            <span>Reason <span class="quiet">(optional, kept with the decision)</span></span>
            <input type="text" value={why} maxLength={2000} dir="auto" onInput={(event) => setWhy(event.currentTarget.value)} />
          </label>
          <WhoField by={by} onChange={setBy} />
        </div>
        {failure ? <div class="notice" data-kind="failed" role="alert"><p dir="auto">{failure}</p></div> : null}
        <div class="dialog-acts">
          <button type="submit" class="main" disabled={working || missing !== ""} aria-describedby={id}>{send}</button>
          <button type="button" onClick={close}>{working ? "Close, it goes on" : "Cancel"}</button>
          <p id={id} class="quiet" role="status">
            {working && typeof act !== "string" ? <><span class="turning" aria-hidden="true" />{WORKING[act.act]}</> : missing}
          </p>
        </div>
      </form>
    </Dialog>
  );
}
