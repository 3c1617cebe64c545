import type { EntityBrief } from "../types";
import { useDeciding } from "./deciding";

/** The buttons of what can be decided of an entity; where nothing can be, they are disabled and the reason stands below. */
export function EntityActions({ entity }: { entity: EntityBrief }) {
  const deciding = useDeciding();
  const off = deciding.whyNot !== "";
  const buttons: [string, () => void][] = [
    ["Merge with…", () => deciding.mergeWith(entity)],
    ["Keep apart from…", () => deciding.apart(entity)],
    ["Split…", () => deciding.split(entity)],
    ["Rename…", () => deciding.rename(entity)],
    ["Change type…", () => deciding.retype(entity)],
    entity.hidden ? ["Show again…", () => deciding.showAgain(entity)] : ["Hide…", () => deciding.hide(entity)],
  ];
  return (
    <div class="actions" role="group" aria-label="Decide">
      {buttons.map(([label, act]) => <button key={label} type="button" disabled={off} title={deciding.whyNot || undefined} onClick={act}>{label}</button>)}
      {off ? <p class="quiet why-not">{deciding.whyNot}</p> : null}
    </div>
  );
}
