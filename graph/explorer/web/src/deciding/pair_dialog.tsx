import { useState } from "preact/hooks";
import { useAnswer, usePage } from "../context";
import { Loading } from "../parts/loading";
import { oneLine } from "../parts/text";
import type { EntityBrief } from "../types";
import { ActDialog } from "./act_dialog";
import { ChooseEntity } from "./choose_entity";
import { Side, Words } from "./side";

type Given = { act: "merge" | "apart"; entity: EntityBrief; other: EntityBrief | null; onClose(): void };

/** Merge two entities, or keep them apart from now on: both are shown with their sentences, and why they are two now. */
export function PairDialog({ act, entity, other: given, onClose }: Given) {
  const [other, setOther] = useState(given);
  const merges = act === "merge";
  const name = oneLine(entity.name);
  return (
    <ActDialog
      title={titleOf(merges, name, other)} send={merges ? "Merge the two" : "Keep them apart"} wide onClose={onClose}
      act={other ? { act, a: entity.id, b: other.id } : "Choose the other one first."}
    >
      {other === null ? (
        <>
          <ChooseEntity label={merges ? "Which other entity is the same?" : "Which other entity is another one?"} first={entity.name} without={entity.id} onPick={setOther} />
          <div class="sides"><Side entity={entity} /></div>
        </>
      ) : (
        <>
          <p>
            {merges
              ? "All mentions of both become one entity, with all names, sentences and edges of both. It can be taken back."
              : "They stay two, also where linking would join them later. It can be taken back."}
          </p>
          <Compared a={entity} b={other} merges={merges} />
          <div class="sides"><Side entity={entity} /><Side entity={other} /></div>
          <p><button type="button" class="link" onClick={() => setOther(null)}>Choose another one</button></p>
        </>
      )}
    </ActDialog>
  );
}

function titleOf(merges: boolean, name: string, other: EntityBrief | null): string {
  if (!other) return merges ? `Merge “${name}” with another` : `Keep “${name}” apart from another`;
  return merges ? `Merge “${name}” and “${oneLine(other.name)}”` : `Keep “${name}” and “${oneLine(other.name)}” apart`;
}

function Compared({ a, b, merges }: { a: EntityBrief; b: EntityBrief; merges: boolean }) {
  const { source } = usePage();
  const asked = useAnswer(() => source.pair(a.id, b.id), [a.id, b.id]);
  return (
    <Loading asked={asked} what="how the two compare">
      {(pair) => (
        <div class="compared">
          <p dir="auto">{pair.why}</p>
          {merges && a.type !== b.type ? <p class="notice" data-kind="warning">{`They are of different types: ${a.type} and ${b.type}.`}</p> : null}
          {pair.guards.map((each) => <p key={each} class="quiet" dir="auto">{each}</p>)}
          <Words rows={pair.words} left={pair.a.name} right={pair.b.name} />
        </div>
      )}
    </Loading>
  );
}
