/** Return a name for a file: letters and digits of the text alone, so that no text of a document names a path or a device. */
export function fileName(text: string, ending: string): string {
  const words = Array.from((text.normalize("NFC").match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).join("-")).slice(0, 60).join("");
  return `graphmill-${words.replace(/-+$/, "") || "graph"}.${ending}`;
}

/** Hand a file to the person, as the browser does with a download. */
export function save(content: string | Blob, name: string, type: string): void {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type: `${type};charset=utf-8` }) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Not at once: some browsers read the file only after the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Put a text on the clipboard. Rejects where the browser allows it neither way. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    return;
  } catch {
    // A page in a file, or one without the permission, may still copy what is selected.
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  // The old way, for there is no other one left here.
  const done = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!done) throw new Error("The browser did not allow copying. Save it as a file.");
}
