import { addressOf } from "../address";
import type { DocumentBrief, FoundEntity, SearchAnswer, Sentence } from "../types";
import { entityAddress } from "./entity_link";

/** One line below the search box, and where it leads. */
export type Option =
  | { kind: "entity"; href: string; entity: FoundEntity }
  | { kind: "document"; href: string; document: DocumentBrief }
  | { kind: "sentence"; href: string; sentence: Sentence };

/** What was found for the words of `text`; `deep` once documents and sentences were searched too. */
export type Found = { text: string; deep: boolean; answer: SearchAnswer };

const ENTITIES = 7;
const DOCUMENTS = 4;
const SENTENCES = 4;
export const ASKED_FOR = 8;

/** Return the lines for an answer: entities first, best first. Sentences lead to their place in their document. */
export function optionsOf({ entities, documents, sentences }: SearchAnswer): Option[] {
  return [
    ...entities.slice(0, ENTITIES).map((entity): Option => ({ kind: "entity", href: entityAddress(entity.id, "graph"), entity })),
    ...documents.slice(0, DOCUMENTS).map((document): Option => ({ kind: "document", href: addressOf("document", { id: document.id }), document })),
    ...sentences.slice(0, SENTENCES).map((sentence): Option => ({ kind: "sentence", href: sentenceAddress(sentence), sentence })),
  ];
}

/** Return the address of a sentence in its document, at the first of its marked words. */
export function sentenceAddress({ document_id, start, spans }: Sentence): string {
  return addressOf("document", { id: document_id, at: start + (spans[0]?.[0] ?? 0) });
}

/** Return the answer with the documents and sentences of an earlier one, while those for the new words are being searched. */
export function keepingDeep(answer: SearchAnswer, before: SearchAnswer | undefined): SearchAnswer {
  if (!before) return answer;
  const { documents, sentences, more } = before;
  return { ...answer, documents, sentences, more: { ...more, entities: answer.more.entities } };
}

/** Say in words how an entity came to be found, where its name alone does not show it. */
export function howFound({ match, matched, name, id, kb_ids }: FoundEntity): string {
  if (match === "id") return id;
  if (match === "knowledge base") return kb_ids.join(", ");
  return matched && matched !== name ? `also ${matched}` : "";
}
