import type { ComponentChildren } from "preact";
import { addressOf } from "../address";
import type { EntityBrief } from "../types";
import { TypeSign } from "./badge";
import { oneLine } from "./text";

/** How many neighbours the graph opens with around an entity. */
export const FIRST_NEIGHBOURS = 40;

/** Return the address of an entity: in the graph with its panel open, or on a page of its own. */
export function entityAddress(id: string, to: "graph" | "entity" = "entity"): string {
  return to === "graph" ? addressOf("graph", { root: `${FIRST_NEIGHBOURS}:${id}`, pick: id }) : addressOf("entity", { id });
}

type Linked = Pick<EntityBrief, "id" | "name" | "type"> & Partial<Pick<EntityBrief, "hidden">>;

/** An entity by its type's sign and its name, as a link; `children` stand in place of the name, as with what matched marked in it. */
export function EntityLink({ entity, to = "entity", children }: { entity: Linked; to?: "graph" | "entity"; children?: ComponentChildren }) {
  const { id, name, type, hidden } = entity;
  return (
    <a class="entity" href={entityAddress(id, to)} data-hidden={hidden ? "" : undefined}>
      <TypeSign type={type} />
      <bdi>{children ?? (oneLine(name) || id)}</bdi>
      <span class="unseen">{`, ${type}`}</span>
      {hidden ? <span class="tag">hidden</span> : null}
    </a>
  );
}
