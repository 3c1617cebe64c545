/** Return what this browser keeps under a name; "" where nothing is kept, or where it must not keep anything. */
export function kept(name: string): string {
  try {
    return localStorage.getItem(`graphmill.${name}`) ?? "";
  } catch {
    return "";
  }
}

/** Keep a value under a name, for the next time the page opens; where the browser must not keep anything, it is forgotten. */
export function keep(name: string, value: string): void {
  try {
    if (value) localStorage.setItem(`graphmill.${name}`, value);
    else localStorage.removeItem(`graphmill.${name}`);
  } catch {
    // Storage is forbidden or full: the page works as well without.
  }
}
