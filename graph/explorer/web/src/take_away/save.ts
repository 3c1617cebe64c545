/** Save a text as a file of the person's, by the browser's own way of saving. */
export function saveText(name: string, mediaType: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${mediaType};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the address after the click; a minute is enough for that.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
