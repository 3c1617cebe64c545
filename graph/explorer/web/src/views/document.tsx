import { useMemo, useRef } from "preact/hooks";
import { readOffset } from "../address";
import { useAnswer, useHeading, usePage } from "../context";
import { Failed, Waiting } from "../parts/loading";
import { codePoints, oneLine } from "../parts/text";
import { Reader } from "../reading/reader";
import type { ViewProps } from "./views";
import "../style/document.css";

/** A document: its text with all mentions marked, opened at the place asked for, and the entities in it. */
export function DocumentView({ values }: ViewProps) {
  const { source } = usePage();
  const id = values.get("id") ?? "";
  const at = readOffset(values, "at");
  // A long text comes in parts; another place within the part that is here needs no other answer.
  const part = useRef({ id: "", at: 0, start: 0, end: 0 });
  const { id: last, start, end } = part.current;
  if (last !== id || at < start || at >= end) part.current = { id, at, start: at, end: at + 1 };
  const asked = useAnswer(() => source.document(id, part.current.at), [source, id, part.current.at]);
  const found = asked.state === "here" ? asked.value : asked.state === "waiting" ? asked.last : null;
  const current = found?.id === id ? found : null;
  useMemo(() => {
    if (!current || asked.state !== "here") return;
    const { text, text_start } = current;
    part.current = { ...part.current, start: text_start, end: Math.max(text_start + codePoints(text).length, part.current.at + 1) };
  }, [current, asked.state]);
  useHeading(current ? { title: oneLine(current.title) || current.uri } : null);
  if (asked.state === "failed") return <Failed error={asked.error} retry={asked.retry} />;
  if (!current) return <Waiting what="the document" />;
  return <Reader key={id} document={current} values={values} />;
}
