/** Return a text without what XML 1.0 cannot hold: control characters and halves of surrogate pairs. */
export function xmlText(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}

/** Return a text to stand in XML, between tags or in an attribute with either quote. */
export function escaped(text: string): string {
  return xmlText(text).replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);
}
