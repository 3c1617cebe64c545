import { useId, useState } from "preact/hooks";
import { useAnswer, usePage } from "../context";
import { Loading } from "../parts/loading";
import { count, oneLine } from "../parts/text";
import type { EntityBrief, NamesAnswer } from "../types";
import { ActDialog } from "./act_dialog";
import { Side } from "./side";

type Given = { entity: EntityBrief; onClose(): void };

/** Say what an entity is called, whatever documents write. */
export function RenameDialog({ entity, onClose }: Given) {
  const { source } = usePage();
  const [value, setValue] = useState(entity.name);
  const asked = useAnswer(() => source.names(entity.id), [entity.id]);
  const id = useId();
  const name = oneLine(value);
  const missing = !name ? "Type a name." : name === oneLine(entity.name) ? "That is its name already." : "";
  const written = asked.state === "here" ? [...new Set(asked.value.rows.map((each) => oneLine(each.surface)))] : [];
  return (
    <ActDialog title={`Rename “${oneLine(entity.name)}”`} send="Rename" act={missing || { act: "rename", a: entity.id, value: name }} onClose={onClose}>
      <label class="field">
        <span>New name</span>
        <input type="text" value={value} list={id} maxLength={1000} dir="auto" autofocus onFocus={(event) => event.currentTarget.select()} onInput={(event) => setValue(event.currentTarget.value)} />
      </label>
      <datalist id={id}>{written.map((each) => <option key={each} value={each} />)}</datalist>
      <p class="quiet">Documents keep what they write; the entity is shown and found by the new name, and by the old ones too.</p>
      <Side entity={entity} />
    </ActDialog>
  );
}

/** Say of which type an entity is: one of the project's. */
export function RetypeDialog({ entity, onClose }: Given) {
  const { project } = usePage();
  const [value, setValue] = useState("");
  const types = project.types.filter((each) => each.type !== entity.type);
  return (
    <ActDialog
      title={`Change the type of “${oneLine(entity.name)}”`} send="Change the type" onClose={onClose}
      act={value ? { act: "retype", a: entity.id, value } : "Choose the new type."}
    >
      <label class="field">
        <span>New type</span>
        <select value={value} autofocus onChange={(event) => setValue(event.currentTarget.value)}>
          <option value="">{`now: ${entity.type}`}</option>
          {types.map((each) => <option key={each.type} value={each.type}>{`${each.type} (${count(each.entities, "entity", "entities")})`}</option>)}
        </select>
      </label>
      <p class="quiet">Linking compares only names of fitting types, so this may join or part entities. A type that is missing here belongs into the settings first.</p>
      <Side entity={entity} />
    </ActDialog>
  );
}

/** Leave an entity out of listings. */
export function HideDialog({ entity, onClose }: Given) {
  return (
    <ActDialog title={`Hide “${oneLine(entity.name)}”`} send="Hide" act={{ act: "hide", a: entity.id }} onClose={onClose}>
      <p>It is left out of listings, of the graph and of what is computed from it. Its sentences stay, and it can be shown again.</p>
      <Side entity={entity} />
    </ActDialog>
  );
}

/** Show an entity again that was hidden: the decisions that hide it are taken back. */
export function ShowAgainDialog({ entity, onClose }: Given) {
  const { source } = usePage();
  const asked = useAnswer(() => source.names(entity.id), [entity.id]);
  const hiding = asked.state === "here" ? hiddenBy(asked.value) : [];
  const missing = asked.state === "waiting" ? "Reading who hid it…" : "No decision hides it, so there is none to take back.";
  return (
    <ActDialog
      title={`Show “${oneLine(entity.name)}” again`} send="Show again" onClose={onClose}
      act={hiding.length ? { act: "undo", ids: hiding.map((each) => each.id) } : missing}
    >
      <Loading asked={asked} what="who hid it">
        {(names) => (
          <ul class="decided">
            {hiddenBy(names).map((each) => <li key={each.id} dir="auto">{`${oneLine(each.told)} — ${oneLine(each.by)}, ${each.at}${each.why ? `: ${oneLine(each.why)}` : ""}`}</li>)}
          </ul>
        )}
      </Loading>
      <Side entity={entity} />
    </ActDialog>
  );
}

/** Take decisions back. */
export function UndoDialog({ ids, told, onClose }: { ids: string[]; told: string[]; onClose(): void }) {
  return (
    <ActDialog title="Take back" send="Take back" act={{ act: "undo", ids }} onClose={onClose}>
      <ul class="decided">{(told.length ? told : ids).map((each) => <li key={each} dir="auto">{oneLine(each)}</li>)}</ul>
      <p class="quiet">The graph becomes what it would be without it. The ledger keeps both, and the taking back can be taken back.</p>
    </ActDialog>
  );
}

function hiddenBy(names: NamesAnswer) {
  return names.decisions.filter((each) => each.verdict === "hide" && !["taken back", "replaced by a later one"].includes(each.state));
}
