"""Subqueries in expressions."""

from grammar import At, named
from node import QUERY, Node, clause
from queries import assemble, condition
from sources import one

named('limited subquery', 'scalar subquery with limit')


def subquery(g, at, kinds):
    """A query whose values an expression asks for: of the given kinds, or of any."""
    source = one(g, max(at.level + 1, 1))
    place = At(source.columns, depth=1, rows=source.rows, level=at.level + 1, tame=True)
    where = condition(g, place, source, at.columns, 0.5 if len(kinds) < 2 else 0)
    if not kinds:
        items = [clause(g.choice(['1', '*', "'x'"]))]
    else:
        items = [clause(g.expression(place, kind)) for kind in kinds]
    distinct = bool(kinds) and g.chance(0.15)
    node = assemble(g, items, source, where, distinct=distinct)
    for part in node.parts:
        if isinstance(part, Node) and part.role == 'items':
            part.role = None
    correlated = where is not None and any(child.production == 'correlation' for child in where.parts[1].children())
    if len(kinds) == 1 and not correlated and g.chance(0.1):
        node = clause(node, ' order by 1 limit 2', type=QUERY, production='limited subquery')
    return node


def aggregated_value(g, at, kind):
    """A query of one row and one column."""
    source = one(g, max(at.level + 1, 1))
    place = At(source.columns, depth=1, rows=source.rows, level=at.level + 1)
    value = g.aggregate(place._replace(inner=place), kind) if g.chance(0.8) else None
    where = condition(g, place, source, at.columns, 0.5)
    if value is not None:
        if not value.exact:
            return None, None
        node = assemble(g, [clause(value)], source, where)
    else:
        value = g.column(place, kind)
        if value is None:
            return None, None
        correlated = where is not None and any(child.production == 'correlation' for child in where.parts[1].children())
        inner = assemble(g, [clause(value)], source, None if correlated else where)
        node = clause(inner, ' order by 1', g.choice(['', ' desc']), ' limit 1', type=QUERY, production='scalar subquery with limit')
    for part in node.parts:
        if isinstance(part, Node) and part.role == 'items':
            part.role = None
    return node, value
