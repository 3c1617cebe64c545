// The account for queries; run again, it has the password that is given then. On the database "system".
CREATE OR REPLACE USER reader SET PASSWORD $password CHANGE NOT REQUIRED;
