"""The tree of a generated query, which is written once for each side.

A node is a list of texts and nodes. Where Redshift differs from today's PostgreSQL by
design, a node has other parts for PostgreSQL, and says why: see explain.py. Everything
else is the same text on both sides.
"""

import re
from typing import NamedTuple


class Type(NamedTuple):
    """A type: its kind is what the grammar asks for, base is its name in SQL."""
    kind: str
    base: str
    precision: int = 0
    scale: int = 0
    length: int = 0

    def __str__(self):
        if self.precision:
            return f'numeric({self.precision},{self.scale})'
        return f'{self.base}({self.length})' if self.length else self.base


BOOL = Type('bool', 'boolean')
INT2, INT4, INT8 = Type('int', 'smallint'), Type('int', 'integer'), Type('int', 'bigint')
FLOAT4, FLOAT8 = Type('float', 'real'), Type('float', 'double precision')
TEXT = Type('text', 'varchar')
DATE, TIME = Type('date', 'date'), Type('time', 'time')
TIMESTAMP, TIMESTAMPTZ = Type('timestamp', 'timestamp'), Type('timestamptz', 'timestamptz')
INTERVAL = Type('interval', 'interval')
QUERY = Type('query', 'query')


def numeric(precision, scale):
    return Type('numeric', 'numeric', precision, scale)


def char(length):
    return Type('char', 'char', length=length)


# PostgreSQL's numbers of types, and the names that a cast gives its column.
OIDS = {'boolean': 16, 'bigint': 20, 'smallint': 21, 'integer': 23, 'real': 700, 'double precision': 701, 'char': 1042, 'varchar': 1043,
        'date': 1082, 'time': 1083, 'timestamp': 1114, 'timestamptz': 1184, 'interval': 1186, 'numeric': 1700}
CAST_NAMES = {'boolean': 'bool', 'bigint': 'int8', 'smallint': 'int2', 'integer': 'int4', 'real': 'float4', 'double precision': 'float8', 'char': 'bpchar'}
CALL = re.compile(r'([a-z_0-9]+)\(')


class Node:
    """A part of a query.

    parts       texts and nodes, in order
    production  the production that made it, counted when its query has run
    pg, why     parts for PostgreSQL, and the reason in explain.py
    type        of an expression, or QUERY
    bound       the largest absolute value of a number, where it is known
    exact       whether both sides compute the very same value; what is not exact is
                shown and compared with a tolerance, and no query depends on it
    tolerance   for numerics that are not exact
    firm        whether all values of a numeric have the scale of its type in PostgreSQL
    bits        digits after the point of a float in binary, while it is exact
    ascii       whether a text has characters of one byte only
    name        what a column of it is called, and whether a cast or CASE around keeps it
    optional    whether a query is whole without it
    separator   of a list, from which items can be left out
    fixed       whether what is below must stay as it is when a query is shrunk
    role        what compare.py and shrink.py look for
    literal     the value of a literal, which may be sent as a parameter
    """
    __slots__ = ('parts', 'production', 'pg', 'why', 'type', 'bound', 'exact', 'tolerance', 'firm', 'bits', 'ascii', 'name',
                 'optional', 'separator', 'fixed', 'role', 'literal')

    def __init__(self, parts, production=None, pg=None, why=None, type=None, bound=None, exact=True, tolerance=0, firm=True, bits=0,
                 ascii=True, name=('?column?', False), optional=False, separator=None, fixed=False, role=None, literal=None):
        self.parts, self.production, self.pg, self.why, self.type, self.bound = parts, production, pg, why, type, bound
        self.exact, self.tolerance, self.firm, self.bits, self.ascii, self.name = exact, tolerance, firm, bits, ascii, name
        self.optional, self.separator, self.fixed, self.role, self.literal = optional, separator, fixed, role, literal

    def children(self):
        return [part for part in self.parts if isinstance(part, Node)]

    def with_parts(self, parts, pg):
        twin = Node.__new__(Node)
        for slot in Node.__slots__:
            setattr(twin, slot, getattr(self, slot))
        twin.parts, twin.pg = parts, pg
        return twin


def expression(production, type, *parts, exact=None, name=None, firm=None, **more):
    """An expression; it is exact if its parts are, and called by the function that begins it."""
    children = [part for part in parts if isinstance(part, Node) and part.type is not QUERY]
    if exact is None:
        exact = all(child.exact for child in children)
    if firm is None:
        firm = all(child.firm for child in children if child.type and child.type.kind == 'numeric')
    if name is None:
        called = CALL.match(parts[0]) if isinstance(parts[0], str) else None
        name = (called[1], True) if called else ('?column?', False)
    ascii = all(child.ascii for child in children)
    return Node(parts, production, type=type, exact=exact, firm=firm, name=name, ascii=ascii, **more)


def cast(production, type, x, style=0, **more):
    """A cast of x in one of the ways to write it."""
    name = x.name if x.name[1] else (CAST_NAMES.get(type.base, type.base), False)
    more.setdefault('bound', x.bound)
    if style == 0:
        return expression(production, type, x, f'::{type}', name=name, **more)
    return expression(production, type, 'cast(', x, f' as {type})', name=name, **more)


def clause(*parts, production=None, **more):
    """What is no expression: a clause or a part of one."""
    return Node(parts, production, **more)


def listing(items, separator=', ', **more):
    """A list of nodes, written with a separator."""
    return Node(tuple(items), separator=separator, **more)


def write(root, pg, parameters=None):
    """The query's text for one side. Literals whose nodes are keys of parameters are
    written as $n; the first writing numbers them."""
    out = []
    write_node(root, pg, parameters, out)
    return ''.join(out)


def write_node(node, pg, parameters, out):
    if parameters is not None and node.literal is not None and id(node) in parameters:
        numbers = parameters[id(node)]
        if numbers[0] == 0:
            numbers[0] = 1 + sum(number[0] > 0 for number in parameters.values())
        out.append(f'${numbers[0]}{numbers[1]}')
        return
    first = True
    for part in node.pg if pg and node.pg is not None else node.parts:
        if node.separator is not None:
            if not first:
                out.append(node.separator)
            first = False
        if isinstance(part, str):
            out.append(part)
        else:
            write_node(part, pg, parameters, out)


def walk(node):
    """All nodes, each above what it is made of."""
    yield node
    for part in node.parts:
        if isinstance(part, Node):
            yield from walk(part)


def has_column(node):
    """Whether an expression depends on the rows. One that does not may be read as a place in
    the select list, or refused, where it stands in ORDER BY or GROUP BY."""
    return any(part.production and 'column' in part.production for part in walk(node))


def substitute(node, target, replacement):
    """The tree with another node in the place of target, wherever it occurs."""
    if node is target:
        return replacement
    parts = tuple(substitute(part, target, replacement) if isinstance(part, Node) else part for part in node.parts)
    pg = node.pg
    if pg is not None:
        pg = tuple(substitute(part, target, replacement) if isinstance(part, Node) else part for part in pg)
    if all(old is new for old, new in zip(node.parts, parts)) and len(parts) == len(node.parts):
        return node
    return node.with_parts(parts, pg)
