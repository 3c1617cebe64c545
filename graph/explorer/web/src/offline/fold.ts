import { foldCase } from "./text";

// The form by which names are compared, for what is searched; linking/names/form.py makes that of the names, which the file holds.
const APOSTROPHES = /[’‘ʼ`´ʻʹ＇]/g;
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff™®©]/gu;
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]/g;
const POSSESSIVE = /(?<=[\p{L}\p{N}_])'s$|(?<=s)'$/u;
const LETTER = "[\\p{L}\\p{Nl}\\p{No}]";
const DOTTED = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${LETTER}\\.\\s?)+(?:${LETTER}(?![\\p{L}\\p{N}_]))?`, "gu");
const WORD = /[\p{L}\p{N}]+(?:[\p{L}\p{N}]|[\u0900-\u0dff\u0e31-\u0e4e\u3099\u309a])*[+#]*/gu;
const LETTERS: Record<string, string> = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h", ŋ: "n", ŧ: "t" };
const MOST_WORDS = 16;
const MOST_LETTERS = 60;

function folded(surface: string): string {
  let text = surface.replace(APOSTROPHES, "'").replace(INVISIBLE, "").normalize("NFKC");
  text = foldCase(text).trim().replace(/["”»,;:!?]+$/u, "");
  text = text.replaceAll(" 's ", "'s ").replace(POSSESSIVE, "");
  text = text.normalize("NFKD").replace(MARKS, "").normalize("NFC").replace(/[øłđðþæœıħŋŧ]/g, (letter) => LETTERS[letter] ?? letter);
  text = text.replace(DOTTED, (dotted) => {
    const letters = dotted.replace(/[.\s]/g, "");
    return Array.from(letters).length > 1 ? `${letters} ` : dotted;
  });
  const words = text.replaceAll("'", "").replaceAll("&", " and ").replaceAll("n/a", "na").match(WORD) ?? [];
  if (words.length > 1 && words[0] === "the") words.shift();
  return words.join(" ") || foldCase(surface.replace(/\s+/gu, " ").trim());
}

/** Return the words of a name, of its folded form where that is known, or of what is searched. */
export function wordsOf(text: string, known?: string): string[] {
  return (known ?? folded(text))
    .split(/\s+/u)
    .filter(Boolean)
    .slice(0, MOST_WORDS)
    .map((word) => (word.length > MOST_LETTERS ? Array.from(word).slice(0, MOST_LETTERS).join("") : word))
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}
