// What only Enterprise Edition has: the server itself keeps the account to reading.
GRANT ROLE reader TO reader;
