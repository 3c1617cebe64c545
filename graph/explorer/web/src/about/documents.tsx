import { addressOf } from "../address";
import { useAnswer, usePage } from "../context";
import { Loading } from "../parts/loading";
import { Paged } from "../parts/paged";
import { count, oneLine } from "../parts/text";

const PAGE = 25;

/** The documents that name an entity, page by page. */
export function DocumentsOf({ id, offset, href }: { id: string; offset: number; href(offset: number): string }) {
  const { source } = usePage();
  const asked = useAnswer(() => source.documents({ text: "", entity: id, offset, limit: PAGE }), [id, offset]);
  return (
    <Loading asked={asked} what="its documents">
      {({ rows, total }) => (
        <>
          <p>{count(total, "document")}</p>
          <ul class="rows">
            {rows.map((each) => (
              <li key={each.id}>
                <a href={addressOf("document", { id: each.id, entity: id })} dir="auto">{oneLine(each.title) || each.uri}</a>{" "}
                <span class="quiet">{[each.date, each.title && each.title !== each.uri ? each.uri : ""].filter(Boolean).join(" · ")}</span>
              </li>
            ))}
          </ul>
          <Paged offset={offset} limit={PAGE} total={total} what="document" href={href} />
        </>
      )}
    </Loading>
  );
}
