declare module "*.css";

// The writer alone: the package's main module brings a parser of XML with it.
declare module "graphology-gexf/common/writer" {
  import type { write } from "graphology-gexf";
  const writer: typeof write;
  export default writer;
}
