// Dates are looked up by day and amounts by number; both leave out the many entities that are names.
CREATE INDEX graphmill_entity_value_from IF NOT EXISTS FOR (n:Entity) ON (n.valueFrom);
CREATE INDEX graphmill_entity_number IF NOT EXISTS FOR (n:Entity) ON (n.number);
