"""Queries: select lists, groups, set operations, order and limits, and common table
expressions."""

from general import common
from grammar import At, constant, named
from node import DATE, FLOAT8, INT4, INT8, QUERY, TEXT, clause, expression, has_column, listing, numeric, walk
from sources import Source, from_clause, joinable

named('aggregates without groups', 'alias of a column', 'column without an alias', 'common table', 'common table with names of columns', 'correlation',
      'count of rows', 'cube', 'distinct', 'except', 'group by', 'group by aliases', 'group by ordinals', 'grouping', 'grouping sets', 'having',
      'having without group by', 'intersect', 'limit', 'limit literal', 'minus', 'offset', 'order by', 'order by an alias',
      'order by an expression', 'order by an ordinal', 'order by with nulls first or last', 'query in parentheses', 'recursive common table', 'rollup',
      'select', 'select without from', 'set operation', 'star', 'top', 'union', 'union all', 'where')

NO_SOURCE = Source(None, [], [], 1)


class Selected:
    """A SELECT on its way: its node, the expressions that it shows, and what an ORDER BY may name."""

    def __init__(self, node, outputs, rows, at, aliases, distinct=False, star=False):
        self.node, self.outputs, self.rows, self.at, self.aliases, self.distinct, self.star = node, outputs, rows, at, aliases, distinct, star


def item(g, x, alias):
    """An item of a select list. Where PostgreSQL's text is another, it is told the name."""
    if alias:
        return clause(x, g.choice([' as ', ' ']) + alias, production='alias of a column')
    if named_otherwise(x):
        return clause(x, pg=(x, f' as "{x.name[0]}"'), production='column without an alias')
    return clause(x, production='column without an alias')


def named_otherwise(x):
    """Whether PostgreSQL calls the column of an expression otherwise than Redshift does. Casts
    and CASE are called by what is in them."""
    while x.why not in RENAMING and x.production != 'boolean literal':
        children = x.children()
        if not children or x.production not in ('searched case', 'simple case') and (len(children) > 1 or not is_cast(x)):
            return False
        x = children[-1]
    return True


def is_cast(x):
    return x.parts[0] == 'cast(' or isinstance(x.parts[-1], str) and x.parts[-1].startswith('::')


RENAMING = {'name of date_part', 'avg of integers', 'sum of reals', 'stddev and variance', 'extract', 'ntile', 'name of a subquery', 'concat', 'regexp_replace', 'regexp_substr', 'listagg',
            'median', 'nvl', 'nvl2', 'decode', 'dateadd', 'datediff', 'len', 'charindex'}


def select(g, level, outer, kinds, exact, aliased, correlate=0.0):
    """SELECT without ORDER BY. aliased is the letter of the columns' names, or None."""
    source = NO_SOURCE if kinds and g.chance(0.05) or not kinds and g.chance(0.02) else from_clause(g, level)
    at = At(source.columns, depth=g.choice([1, 2, 2, 3]) if level == 0 else g.choice([0, 1, 2]), rows=source.rows, level=level)
    where = condition(g, at, source, outer, correlate)
    kinds = kinds or [g.kind() for _ in range(g.choice([1, 2, 2, 3, 4, 5]))]
    at = at._replace(exact=exact)
    if not exact and g.chance(0.1):
        kinds[0] = 'interval'
    shape = g.random.random()
    if shape < 0.28 and source.columns:
        return grouped(g, at, source, where, kinds, aliased)
    if shape < 0.36:
        return folded(g, at, source, where, kinds, aliased)
    return plain(g, at, source, where, kinds, aliased)


def condition(g, at, source, outer, correlate):
    """A WHERE clause, or nothing."""
    parts = []
    if outer and g.chance(correlate):
        pairs = [(a, b) for a in source.columns for b in outer if a.type.kind == b.type.kind and b.production == 'column' and joinable(a) and joinable(b)]
        if pairs:
            a, b = g.choice(pairs)
            parts.append(expression('correlation', None, a, g.choice([' = ', ' = ', ' = ', ' < ', ' <> ']), b))
    if source.columns and g.chance(0.5):
        parts.append(g.expression(at._replace(outer=()), 'bool'))
    if not parts:
        return None
    return clause(' where ', listing(parts, separator=' and '), production='where', optional=True)


def assemble(g, items, source, where, rest=(), distinct=False):
    parts = ['select ']
    if distinct:
        parts.append(clause('distinct ', production='distinct', optional=True))
    parts.append(listing(items, role='items'))
    if source.node is not None:
        parts += [' from ', source.node]
    if where is not None:
        parts.append(where)
    return clause(*parts, *rest, production='select' if source.node is not None else 'select without from', type=QUERY)


def plain(g, at, source, where, kinds, aliased):
    distinct = at.exact and g.chance(0.12)
    windows = source.keys if source.keys and not distinct and at.depth > 0 and g.chance(0.5) and all(k.exact for k in source.keys) else None
    at = at._replace(windows=windows)
    if at.level == 0 and aliased is None and source.columns and g.chance(0.04):
        star = expression('star', None, g.choice(['*', '*', source.columns[0].parts[0].split('.')[0] + '.*' if '.' in source.columns[0].parts[0] else '*']))
        return Selected(assemble(g, [star], source, where), [], source.rows, at, [], star=True)
    outputs = [g.expression(at, kind) for kind in kinds]
    aliases = [f'{aliased}{i}' if aliased else f'o{i}' if g.chance(0.4) else None for i in range(len(outputs))]
    items = [item(g, x, alias) for x, alias in zip(outputs, aliases)]
    return Selected(assemble(g, items, source, where, distinct=distinct), outputs, source.rows, at, aliases, distinct)


def folded(g, at, source, where, kinds, aliased):
    """Aggregates without GROUP BY."""
    inner = at._replace(exact=True, depth=min(at.depth, 2))
    at = at._replace(columns=[], inner=inner, depth=min(at.depth, 2))
    outputs = [g.expression(at, kind) for kind in kinds]
    aliases = [f'{aliased}{i}' if aliased else None for i in range(len(outputs))]
    if not any(uses_aggregate(x) for x in outputs):
        if kinds[0] != 'int':
            return plain(g, at._replace(columns=source.columns, inner=None), source, where, kinds, aliased)
        outputs[0] = expression('count of rows', INT8, 'count(*)', bound=at.rows)
    rest = []
    if g.chance(0.15):
        rest = [clause(' having ', g.expression(at._replace(exact=True, depth=1), 'bool'), production='having without group by', optional=True)]
    items = [item(g, x, alias) for x, alias in zip(outputs, aliases)]
    node = assemble(g, items, source, where, rest)
    node.production = 'aggregates without groups'
    return Selected(node, outputs, 1, at, aliases)


def uses_aggregate(x):
    return any(node.production in AGGREGATE_NAMES for node in walk(x) if node.type is not QUERY)


AGGREGATE_NAMES = {'count', 'count of rows', 'sum of integers', 'avg of integers', 'bit and and or', 'sum of numerics', 'sum of bigints', 'avg of numerics', 'sum of floats',
                   'sum of reals', 'avg of floats', 'stddev and variance', 'percentile cont', 'median', 'min and max', 'listagg', 'bool and and or'}


def grouped(g, at, source, where, kinds, aliased):
    columns = [c for c in source.columns if c.exact]
    sets = g.chance(0.3)
    if sets:  # PostgreSQL before 18 takes a merged column for one that grouping sets leave as it is
        columns = [c for c in columns if c.production != 'merged column']
    keys = []
    for _ in range(g.choice([1, 1, 2, 2, 3]) if not sets else g.choice([2, 2, 3])):
        key = g.choice(columns)
        if not sets and g.chance(0.3):
            made = g.expression(at._replace(depth=1, exact=True, windows=None, level=2), g.kind())
            if has_column(made):
                key = made
        if all(key is not other for other in keys):
            keys.append(key)
    inner = at._replace(exact=True, depth=min(at.depth, 2), windows=None)
    after = at._replace(columns=keys, inner=inner, depth=min(at.depth, 2), windows=keys if not sets and g.chance(0.25) else None)
    form = 'sets' if sets else g.choice(['keys', 'keys', 'keys', 'ordinals', 'aliases'])
    outputs = [g.expression(after, kind) for kind in kinds]
    if form in ('ordinals', 'aliases') and aliased is None:
        outputs = keys + outputs
    elif form != 'sets':
        form = 'keys'
    aliases = [f'{aliased}{i}' if aliased else f'o{i}' if form == 'aliases' or g.chance(0.3) else None for i in range(len(outputs))]
    items = [item(g, x, alias) for x, alias in zip(outputs, aliases)]
    if sets and aliased is None and g.chance(0.3):
        x = expression('grouping', INT4, 'grouping(', keys[0], ')', bound=1)
        outputs.append(x)
        aliases.append(None)
        items.append(item(g, x, None))
    rest = [group_by(g, form, keys)]
    if g.chance(0.25):
        rest.append(clause(' having ', g.expression(after._replace(exact=True, windows=None, depth=1), 'bool'), production='having', optional=True))
    return Selected(assemble(g, items, source, where, rest), outputs, source.rows * (2 ** len(keys) if sets else 1), after, aliases)


def group_by(g, form, keys):
    if form == 'ordinals':
        return clause(' group by ', ', '.join(str(i + 1) for i in range(len(keys))), production='group by ordinals', fixed=True)
    if form == 'aliases':
        return clause(' group by ', ', '.join(f'o{i}' for i in range(len(keys))), production='group by aliases', fixed=True)
    if form == 'keys':
        return clause(' group by ', listing([key if not key.literal else clause('(', key, ' || \'\')') for key in keys]), production='group by', fixed=True)
    kind = g.choice(['rollup', 'cube', 'sets'])
    if kind != 'sets':
        return clause(f' group by {kind}(', listing(keys), ')', production=kind, fixed=True)
    inside = g.choice([['(', listing(keys), '), (', keys[0], '), ()'], [listing(keys)], ['(', listing(keys), '), ()'], ['(), (', listing(keys), ')']])
    return clause(' group by grouping sets (', *inside, ')', production='grouping sets', fixed=True)


def set_operation(g, level, kinds, aliased):
    """Two or three queries with one result, or None where their types do not fit."""
    kinds = kinds or [g.kind() for _ in range(g.choice([1, 2, 2, 3]))]
    first = select(g, level, [], kinds, True, aliased)
    if len(first.outputs) != len(kinds):
        return None
    parts, branches = [first.node], [first]
    for _ in range(g.choice([1, 1, 1, 2])):
        branch = select(g, max(level, 1), [], kinds, True, 'x')
        word, name = g.choice([('union', 'union'), ('union all', 'union all'), ('union all', 'union all'), ('intersect', 'intersect'), ('except', 'except'), ('minus', 'minus')])
        operator = clause(f' {word} ', pg=(' except ',) if word == 'minus' else None, why='minus' if word == 'minus' else None, production=name)
        parts += [operator, clause('(', branch.node, ')', type=QUERY, production='query in parentheses') if g.chance(0.2) else branch.node]
        branches.append(branch)
    outputs = []
    for column_of in zip(*(branch.outputs for branch in branches)):
        found = common(column_of)
        if found is None:
            return None
        type, known = found
        x = expression(None, type, 'x', **known)
        x.ascii = all(c.ascii for c in column_of)
        outputs.append(x)
    node = clause(*parts, production='set operation', type=QUERY, fixed=False)
    return Selected(node, outputs, sum(branch.rows for branch in branches), At([], exact=True), first.aliases, distinct=True)


def tail(g, selected, limited):
    """ORDER BY that leaves no choice, and LIMIT."""
    count = len(selected.outputs)
    keys = []
    if not selected.distinct and g.chance(0.5) and selected.at.columns:
        from aggregates import sort_key
        place = selected.at._replace(windows=None, exact=True, depth=1)
        keys.append(clause(sort_key(g, place, g.expression(place, g.kind())), production='order by an expression'))
    named_items = [alias for alias in selected.aliases if alias]
    if named_items and g.chance(0.5):
        keys.append(clause(g.choice(named_items) + g.choice(['', ' desc']), production='order by an alias'))
    places = list(range(1, count + 1))
    g.random.shuffle(places)
    for place in places:
        nulls = g.choice(['', '', '', ' nulls first', ' nulls last'])
        keys.append(clause(str(place) + g.choice(['', '', ' asc', ' desc']) + nulls, production='order by with nulls first or last' if nulls else 'order by an ordinal'))
    order = clause(' order by ', listing(keys, fixed=True), production='order by', role='order')
    if not limited:
        return clause(order, optional=True)
    parts = []
    if g.chance(0.85):
        limit = g.choice(['0', '1', '2', '3', '5', '10'])
        parts.append(clause(' limit ', constant('limit literal', INT4, limit, limit), production='limit', optional=True))
    if not parts or g.chance(0.3):
        parts.append(clause(' offset ', g.choice(['0', '1', '2', '5']), production='offset', optional=True))
    return clause(order, *parts, optional=True, fixed=False)


def whole_query(g, level, outer, kinds, aliased=None):
    """A query with all its clauses, whose columns are exact: node, outputs and rows."""
    selected = set_operation(g, level, kinds, aliased) if g.chance(0.12) else None
    if selected is None:
        selected = select(g, level, outer, kinds, True, aliased)
    parts = [selected.node]
    if g.chance(0.15):
        parts.append(tail(g, selected, True))
    return clause(*parts, type=QUERY), selected.outputs, selected.rows


def common_tables(g, level=0):
    """WITH, whose tables are then in g.ctes."""
    tables = []
    if g.chance(0.3):
        tables.append(recursive(g))
    for _ in range(0 if tables and g.chance(0.6) else g.choice([1, 1, 2])):
        name = g.alias('w_')
        node, outputs, rows = whole_query(g, 1, [], None, aliased='c')
        names, heading = [f'c{i}' for i in range(len(outputs))], ''
        if g.chance(0.3):
            names = [f'm{i}' for i in range(len(outputs))]
            heading = f'({", ".join(names)})'
        g.ctes.append((name, outputs, min(rows, 400), names))
        tables.append(clause(f'{name}{heading} as (', node, ')', production='common table with names of columns' if heading else 'common table'))
    word = 'with recursive ' if any(t.production == 'recursive common table' for t in tables) else 'with '
    return clause(word, listing(tables), ' ')


def recursive(g):
    """A bounded recursion that counts."""
    name = g.alias('r_')
    steps = g.choice([3, 5, 8])
    start, step, like = g.choice([
        ('1', 'n + x', expression(None, INT4, 'x', bound=100)), ("'a'::text", "x || 'b'", expression(None, TEXT, 'x')),
        ("date '2020-01-30'", 'x + 1', expression(None, DATE, 'x', bound=0)), ('0.5::numeric(12,2)', 'cast(x + 1 as numeric(12,2))', expression(None, numeric(12, 2), 'x', bound=100)),
        ('1.5::float8', 'x * 2', expression(None, FLOAT8, 'x', bound=1000, bits=2))])
    counter = expression(None, INT4, 'n', bound=10)
    g.ctes.append((name, [counter, like], 9, ['n', 'x']))
    return clause(f'{name}(n, x) as (select 1, {start} union all select n + 1, {step} from {name} where n < {steps})', production='recursive common table')


def query(g):
    """A whole query at the top: the node, with role 'ordered' where the order is total."""
    g.ctes = []
    parts = []
    if g.chance(0.12):
        parts.append(common_tables(g))
    ordered = g.chance(0.3)
    selected = None
    if g.chance(0.12):
        selected = set_operation(g, 0, None, None)
    if selected is None:
        selected = select(g, 0, [], None, ordered or g.chance(0.2), None)
    mark_items(selected.node)
    if ordered and not selected.star and all(x.exact for x in selected.outputs):
        selected.node = put_in_order(g, selected, bool(parts))
    return clause(*parts, selected.node, type=QUERY)


def mark_items(node):
    """The first select list is the one that names and types what is shown."""
    for part in walk(node):
        if part.role == 'items':
            part.role = 'top items'
            return


def put_in_order(g, selected, behind):
    """The query with ORDER BY and what can stand behind it, or with TOP."""
    if behind or selected.distinct or selected.node.parts[0] != 'select ' or g.chance(0.9):
        end = tail(g, selected, g.chance(0.5))
        end.role = 'top order'
        return clause(selected.node, end, type=QUERY)
    end, body = tail(g, selected, False), selected.node
    body.pg, body.parts, body.why, body.production = body.parts, ('select top 3 ', *body.parts[1:]), 'top', 'top'
    return clause(body, clause(*end.parts, pg=(*end.parts, ' limit 3'), role='top order'), type=QUERY)
