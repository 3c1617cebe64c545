// What is remembered of sources: how far each was read, and what it held, one node an item.
CREATE CONSTRAINT graphmill_source IF NOT EXISTS FOR (n:GraphmillSource) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graphmill_item IF NOT EXISTS FOR (n:GraphmillItem) REQUIRE n.id IS UNIQUE;
