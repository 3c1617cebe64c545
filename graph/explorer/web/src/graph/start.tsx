import { useState } from "preact/hooks";
import { addressOf } from "../address";
import { useAnswer, usePage } from "../context";
import { EntityLink } from "../parts/entity_link";
import { EntityField } from "./entity_field";
import { graphOf } from "./address";
import { step } from "./steps";

/** Where the graph starts: an entity to begin with, never an empty picture. */
export function Start() {
  const { source } = usePage();
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null);
  const asked = useAnswer(() => source.overview(), []);
  const strongest = asked.state === "here" ? asked.value.types.flatMap((each) => each.strongest.slice(0, 3)).slice(0, 12) : [];
  return (
    <div class="start">
      <p>The graph is drawn around an entity: its strongest neighbours first, more of them as you ask.</p>
      <form class="start-form" onSubmit={(event) => { event.preventDefault(); if (chosen) step(graphOf([chosen.id])); }}>
        <EntityField label="Start with" value={chosen} change={(entity) => { setChosen(entity); if (entity) step(graphOf([entity.id])); }} />
      </form>
      {strongest.length > 0 && (
        <>
          <h2>Or with one of the strongest</h2>
          <ul class="chips">{strongest.map((each) => <li key={each.id}><EntityLink entity={each} to="graph" /></li>)}</ul>
        </>
      )}
      <p><a href={addressOf("map")}>See all as a map</a> · <a href={addressOf("")}>Overview</a></p>
    </div>
  );
}
