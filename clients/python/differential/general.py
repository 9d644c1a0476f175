"""Productions for values of every kind: CASE and its kin, and subqueries."""

from grammar import KINDS, named, production
from node import BOOL, FLOAT8, TEXT, cast, expression, numeric

named('null', 'nvl')

ALL = ' '.join(KINDS[:-1])
ORDERED = ' '.join(kind for kind in KINDS[:-1] if kind not in ('bool',))


def common(nodes):
    """What CASE makes of its branches: the type and what is known of the value, or None
    where the two sides would choose otherwise."""
    types = {node.type for node in nodes}
    kind = nodes[0].type.kind
    bound = None if any(node.bound is None for node in nodes) else max(node.bound for node in nodes)
    type = nodes[0].type
    firm = all(node.firm for node in nodes)
    if kind == 'int':
        type = max(types, key=lambda t: ('smallint', 'integer', 'bigint').index(t.base))
    elif kind == 'float' and len(types) > 1:
        type = FLOAT8
    elif kind == 'numeric' and len(types) > 1:
        scale = max(t.scale for t in types)
        precision = max(t.precision - t.scale for t in types) + scale
        if precision > 38:
            return None
        type, firm = numeric(precision, scale), False
    elif kind == 'char' and len(types) > 1:
        return None
    elif kind == 'text':
        type = TEXT
    return type, {'bound': bound, 'bits': max(node.bits for node in nodes), 'tolerance': max(node.tolerance for node in nodes), 'firm': firm}


def branches(g, at, kind, count):
    nodes = [g.expression(at.down(), kind) for _ in range(count)]
    return nodes, common(nodes)


@production(ALL, 2)
def searched_case(g, at, kind, name):
    count = g.choice([1, 1, 2])
    nodes, found = branches(g, at, kind, count + 1)
    if found is None:
        return None
    type, known = found
    parts = ['case']
    for node in nodes[:-1]:
        parts += [' when ', g.expression(at.sure(), 'bool'), ' then ', node]
    label = ('case', False)
    if g.chance(0.75):
        parts += [' else ', nodes[-1]]
        if nodes[-1].name[1]:
            label = nodes[-1].name
    return expression(name, type, *parts, ' end', name=label, **known)


@production(ALL, 1)
def simple_case(g, at, kind, name):
    nodes, found = branches(g, at, kind, 2)
    if found is None:
        return None
    type, known = found
    on = g.kind()
    place = at.sure()
    compared, when = g.expression(place, on), g.expression(place, on)
    parts = ['case ', compared, ' when ', when, ' then ', nodes[0], ' else ', nodes[1], ' end']
    if on == 'text':
        known.update(why='trailing blanks', pg=['case rtrim(', compared, ", ' ') when rtrim(", when, ", ' ') then ", *parts[5:]])
    return expression(name, type, *parts, name=nodes[1].name if nodes[1].name[1] else ('case', False), **known)


@production(ALL, 2)
def coalesce(g, at, kind, name):
    nodes, found = branches(g, at, kind, g.choice([2, 2, 3]))
    if found is None:
        return None
    type, known = found
    inside = [part for node in nodes for part in (', ', node)][1:]
    if g.chance(0.2) and len(nodes) == 2:
        return expression('nvl', type, 'nvl(', *inside, ')', pg=('coalesce(', *inside, ')'), why='nvl', name=('coalesce', True), **known)
    return expression(name, type, 'coalesce(', *inside, ')', **known)


@production(ALL, 0.4)
def nvl2(g, at, kind, name):
    nodes, found = branches(g, at, kind, 2)
    if found is None:
        return None
    type, known = found
    condition = g.expression(at.sure(), 'int')
    return expression(name, type, 'nvl2(', condition, ', ', nodes[0], ', ', nodes[1], ')', why='nvl2', name=('case', False),
                      pg=('case when ', condition, ' is not null then ', nodes[0], ' else ', nodes[1], ' end'), **known)


@production(ALL, 0.4)
def decode(g, at, kind, name):
    nodes, found = branches(g, at, kind, 2)
    if found is None:
        return None
    type, known = found
    on, search = g.expression(at.sure(), 'int'), g.expression(at.sure(), 'int')
    return expression(name, type, 'decode(', on, ', ', search, ', ', nodes[0], ', ', nodes[1], ')', why='decode', name=('case', False),
                      pg=('case when (', on, ') is not distinct from ', search, ' then ', nodes[0], ' else ', nodes[1], ' end'), **known)


@production(ALL, 1.5)
def nullif(g, at, kind, name):
    a, b = g.expression(at.sure(), kind), g.expression(at.sure(), kind)
    return expression(name, a.type, 'nullif(', a, ', ', b, ')', bound=a.bound, bits=a.bits, firm=a.firm)


@production(ORDERED, 1)
def greatest_and_least(g, at, kind, name):
    nodes = [g.expression(at.sure(), kind) for _ in range(g.choice([2, 3]))]
    found = common(nodes)
    if found is None:
        return None
    type, known = found
    inside = [part for node in nodes for part in (', ', node)][1:]
    return expression(name, type, g.choice(['greatest(', 'least(']), *inside, ')', **known)


@production('numeric float', 1)
def coalesce_of_different_numbers(g, at, kind, name):
    a, b = g.expression(at.sure(), kind), g.expression(at.sure(), 'int')
    if a.bound is None or b.bound > 2**40:
        return None
    if kind == 'float':
        type = FLOAT8
        if a.type is not FLOAT8:
            return None
    else:
        digits = {'smallint': 5, 'integer': 10, 'bigint': 19}[b.type.base]
        type = numeric(max(a.type.precision - a.type.scale, digits) + a.type.scale, a.type.scale)
        if type.precision > 38:
            return None
    if g.chance(0.5):
        a, b = b, a
    return expression(name, type, 'coalesce(', a, ', ', b, ')', bound=max(a.bound, b.bound), firm=False, bits=a.bits + b.bits)


@production('timestamp', 1)
def coalesce_of_different_moments(g, at, kind, name):
    a, b = g.expression(at.sure(), 'date'), g.expression(at.sure(), 'timestamp')
    bound = None if None in (a.bound, b.bound) else 0
    return expression(name, b.type, 'coalesce(', a, ', ', b, ')', bound=bound)


@production(ALL, 0.3)
def typed_null(g, at, kind, name):
    types = {c.type for c in at.columns if c.type.kind == kind} - {TEXT}
    if not types or kind == 'text':
        return None
    type = g.choice(sorted(types))
    return cast(name, type, expression('null', type, 'null'), bound=0)


@production(ALL, 1)
def scalar_subquery(g, at, kind, name):
    if at.level > 1:
        return None
    from subqueries import aggregated_value
    query, value = aggregated_value(g, at, kind)
    if value is None or not value.exact or value.literal:
        return None
    return expression(name, value.type, '(', query, ')', why='name of a subquery', bound=value.bound, bits=value.bits, firm=value.firm, name=('?column?', False))


@production('bool', 1.5)
def exists(g, at, kind, name):
    if at.level > 1:
        return None
    from subqueries import subquery
    return expression(name, BOOL, g.choice(['(exists (', '(not exists (']), subquery(g, at, []), '))', why='name of a subquery')


@production('bool', 1.5)
def in_subquery(g, at, kind, name):
    if at.level > 1:
        return None
    from subqueries import subquery
    kind = g.kind()
    query = subquery(g, at, [kind])
    return expression(name, BOOL, '(', g.expression(at.sure(), kind), g.choice([' in (', ' not in (']), query, '))')


@production('bool', 0.5)
def row_in_subquery(g, at, kind, name):
    if at.level > 1:
        return None
    from subqueries import subquery
    kinds = [g.choice(['int', 'text', 'date']), g.choice(['int', 'numeric'])]
    query = subquery(g, at, kinds)
    place = at.sure()._replace(depth=0, inner=None, windows=None)  # with aggregates NULLs do not count
    return expression(name, BOOL, '((', g.expression(place, kinds[0]), ', ', g.expression(place, kinds[1]), ') in (', query, '))')


@production('bool', 1.5)
def any_and_all(g, at, kind, name):
    if at.level > 1:
        return None
    from subqueries import subquery
    kind = g.kind()
    query = subquery(g, at, [kind])
    return expression(name, BOOL, '(', g.expression(at.sure(), kind), g.choice([' = ', ' <> ', ' < ', ' >= ']), g.choice(['any', 'all', 'some']), ' (', query, '))')
