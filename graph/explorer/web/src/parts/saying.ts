import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import type { Page } from "../context";
import type { Source } from "../source/source";
import type { DecisionRow } from "../types";
import type { Said } from "./notices";

const AT_ONCE = 3;

/** Return what was just said, the latest last, with the way to say something and to drop it. */
export function useSaying(): { said: Said[]; say: Page["say"]; drop(key: number): void } {
  const [said, setSaid] = useState<Said[]>([]);
  const next = useRef(0);
  const say = useCallback<Page["say"]>((text, { kind = "info", undo = "" } = {}) => {
    const key = next.current++;
    setSaid((before) => [...before, { key, text, kind, undo }].slice(-AT_ONCE));
  }, []);
  const drop = useCallback((key: number) => setSaid((before) => before.filter((each) => each.key !== key)), []);
  return { said, say, drop };
}

/** Return a source that notes which decisions were made in this page, and whether one is among them, or may be while one is under way. */
export function useOwnDecisions(source: Source): { source: Source; isOwn(decision: DecisionRow): boolean } {
  return useMemo(() => {
    const own = new Set<string>();
    let before = 0;
    return {
      isOwn: ({ id }: DecisionRow) => before > 0 || own.has(id),
      source: {
        ...source,
        decide: async (request) => {
          before += 1;
          try {
            const answer = await source.decide(request);
            for (const { id } of answer.decisions) own.add(id);
            return answer;
          } finally {
            before -= 1;
          }
        },
      },
    };
  }, [source]);
}
