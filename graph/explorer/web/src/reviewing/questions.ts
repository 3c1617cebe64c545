import type { Source } from "../source/source";
import type { ReviewItem } from "../types";

const PAGE = 20;
const MOST_PAGES = 25;

/** The questions that are open. `all` says whether none is missing, `settled` how many of this page's judgements they know of. */
export type Questions = { items: ReviewItem[]; total: number; all: boolean; settled: number };

/**
 * Ask for questions, page by page, until `ahead` of them are ones that were not seen yet and the one that is looked at is among them:
 * those that a person passed over stay at the front.
 */
export async function askQuestions(source: Source, seen: ReadonlySet<string>, current: string, ahead: number, settled: number): Promise<Questions> {
  const items: ReviewItem[] = [];
  const held = new Set<string>();
  let total = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await source.review(page * PAGE, PAGE);
    total = answer.total;
    // The queue may move between two pages: what moved back is met twice.
    for (const item of answer.items) if (!held.has(item.key)) items.push(item);
    for (const item of answer.items) held.add(item.key);
    if (!answer.items.length || (page + 1) * PAGE >= total) return { items, total, all: true, settled };
    const fresh = items.reduce((sum, each) => sum + (seen.has(each.key) ? 0 : 1), 0);
    if (fresh >= ahead && (!current || held.has(current))) break;
  }
  return { items, total, all: false, settled };
}
