"""FROM: tables, derived tables, common table expressions, and joins of them."""

from grammar import At, named
from node import clause, expression
from tables import TABLES

named('column', 'column of a common table', 'column of a derived table', 'comma join', 'common table in from', 'cross join', 'derived table',
      'derived table with names of columns', 'equality of a join', 'full join', 'further condition of a join', 'inner join', 'join using', 'left join',
      'merged column', 'natural join', 'right join', 'table', 'unqualified column')

JOINABLE = ('int', 'text', 'date', 'numeric', 'bool')


class Source:
    """What stands in FROM: its columns, a key of its rows, and how many there are at most."""

    def __init__(self, node, columns, keys, rows, merged=()):
        self.node, self.columns, self.keys, self.rows = node, columns, keys, rows
        self.merged = list(merged)  # columns that USING or NATURAL made one of


def column(alias, name, like, ascii=True, production='column'):
    qualified = f'{alias}.{name}' if alias else name
    node = expression(production, like.type, qualified, name=(name, True), bound=like.bound, exact=like.exact, bits=like.bits, firm=like.firm)
    node.ascii = ascii
    return node


class Known:
    """What is known of a table's column."""
    exact, firm = True, True

    def __init__(self, type, bound):
        self.type, self.bound, self.bits = type, bound, 2


def table(g, name, bare=False):
    alias = None if bare else g.alias(name)
    columns, rows, keyed = TABLES[name]
    own = [column(alias, c, Known(type, bound), c != 's', 'unqualified column' if bare else 'column') for c, type, _, bound in columns]
    text = name if bare else f'{name} {g.choice(["", "as "])}{alias}'
    return Source(clause(text, production='table'), own, own[:1] if keyed else [c for c in own], rows)


def derived(g, level):
    from queries import whole_query
    node, outputs, rows = whole_query(g, level + 1, [], None, aliased='c')
    alias = g.alias('d')
    if g.chance(0.3):
        names = [f'e{i}' for i in range(len(outputs))]
        text = f') as {alias}({", ".join(names)})'
    else:
        names, text = [f'c{i}' for i in range(len(outputs))], f') {g.choice(["", "as "])}{alias}'
    columns = [column(alias, name, like, like.ascii, 'column of a derived table') for name, like in zip(names, outputs)]
    production = 'derived table with names of columns' if names[0][0] == 'e' else 'derived table'
    return Source(clause('(', node, text, production=production), columns, columns, rows)


def common_table(g):
    name, outputs, rows, names = g.choice(g.ctes)
    alias = g.alias('r')
    columns = [column(alias, n, like, like.ascii, 'column of a common table') for n, like in zip(names, outputs)]
    return Source(clause(f'{name} as {alias}', production='common table in from'), columns, columns, rows)


def one(g, level, bare=False):
    if g.ctes and g.chance(0.6):
        return common_table(g)
    if level < 2 and g.chance(0.12):
        return derived(g, level)
    return table(g, g.choice(['t', 't', 't', 'u', 'u', 'w', 'e' if g.chance(0.3) else 'u']), bare)


def from_clause(g, level):
    """A FROM clause. Joins multiply rows, so that there are few tables where there are many rows."""
    if g.chance(0.5 if level == 0 else 0.85):
        return one(g, level, g.chance(0.3))
    if g.chance(0.12):
        return merged_join(g)
    left = one(g, level)
    for _ in range(1 if g.chance(0.75) else 2):
        right = one(g, level)
        rows = max(left.rows, 1) * max(right.rows, 1)
        if rows > (3000 if level == 0 else 300):
            break
        left = join(g, left, right, rows)
        if left.node.production == 'comma join':
            break  # what is joined to the last table sees none before the comma
    return left


def join(g, left, right, rows):
    columns, keys = left.columns + right.columns, left.keys + right.keys
    if g.chance(0.12):
        return Source(clause(left.node, ', ', right.node, production='comma join'), columns, keys, rows)
    if g.chance(0.1):
        return Source(clause(left.node, ' cross join ', right.node, production='cross join'), columns, keys, rows)
    how = g.choice(['join', 'inner join', 'left join', 'left outer join', 'right join', 'full join', 'full outer join'])
    pairs = [(a, b) for a in left.columns for b in right.columns if a.type.kind == b.type.kind and a.type.kind in JOINABLE and joinable(a) and joinable(b)]
    if not pairs:
        return Source(clause(left.node, ' cross join ', right.node, production='cross join'), columns, keys, rows)
    a, b = g.choice(pairs)
    condition = [expression('equality of a join', None, a, ' = ', b)]
    if not how.startswith('full') and g.chance(0.3):
        at = At(columns, depth=1, rows=rows, level=2)
        condition += [' and ', clause(g.expression(at, 'bool'), production='further condition of a join')]
    production = {'j': 'inner', 'i': 'inner', 'l': 'left', 'r': 'right', 'f': 'full'}[how[0]] + ' join'
    return Source(clause(left.node, f' {how} ', right.node, ' on (', *condition, ')', production=production), columns, keys, rows + (left.rows + right.rows))


def joinable(x):
    return x.exact and (x.type.kind != 'numeric' or x.bound is not None)


def merged_join(g):
    """NATURAL and USING, which make one column of two."""
    how = g.choice(['join', 'left join', 'right join', 'full join', 'inner join'])
    form = g.choice(['natural', 'k', 'kv', 'id'])
    left, right = (table(g, 't'), table(g, 'u')) if form == 'id' else (table(g, 'u'), table(g, 'w'))
    common = {'natural': ['k', 'v'], 'k': ['k'], 'kv': ['k', 'v'], 'id': ['id']}[form]
    merged = [column('', name, next(c for c in left.columns if c.name[0] == name), True, 'merged column') for name in common]
    columns = left.columns + right.columns + merged * 2
    rows = left.rows * max(right.rows, 1)
    if form == 'natural':
        node = clause(left.node, f' natural {how} ', right.node, production='natural join')
    else:
        node = clause(left.node, f' {how} ', right.node, f' using ({", ".join(common)})', production='join using')
    return Source(node, columns, left.keys + right.keys, rows, merged)
