"""Conditions, and values of type BOOLEAN."""

from grammar import KINDS, literal, named, production
from node import BOOL, cast, expression, listing, numeric
from texts import EXPRESSIONS_POSIX, SIMILAR, pattern, quoted

named('boolean literal', 'cast to another integer', 'null in a list')

COMPARED = KINDS[:-1]


@literal('bool')
def truth(g):
    return expression('boolean literal', BOOL, g.choice(['true', 'false']), name=('bool', False), why='name of a boolean')


def kind_of(g, at):
    """A kind to compare: more often one of which there are columns."""
    if at.columns and g.chance(0.7):
        kind = g.choice(at.columns).type.kind
        if kind in COMPARED:
            return kind
    return g.kind()


def trimmed(kind, *parts):
    """A comparison of texts for PostgreSQL, where blanks at the end count."""
    if kind != 'text':
        return {}
    return {'pg': [text for part in parts for text in ((part,) if isinstance(part, str) else ('rtrim(', part, ", ' ')"))], 'why': 'trailing blanks'}


@production('bool', 6)
def comparison(g, at, kind, name):
    kind = kind_of(g, at)
    a, b = g.expression(at.sure(), kind), g.expression(at.sure(), kind)
    operator = g.choice([' = ', ' <> ', ' != ', ' < ', ' <= ', ' > ', ' >= ', '=', '<'])
    return expression(name, BOOL, '(', a, operator, b, ')', **trimmed(kind, '(', a, operator, b, ')'))


@production('bool', 2)
def comparison_of_different_numbers(g, at, kind, name):
    pair = g.choice([('int', 'numeric'), ('int', 'float'), ('numeric', 'int'), ('float', 'int')])
    a, b = (g.expression(at.sure(), k) for k in pair)
    if 'float' in pair and (a.bound or 2**60) >= 2**50:
        return None
    return expression(name, BOOL, '(', a, g.choice([' = ', ' <> ', ' < ', ' >= ']), b, ')')


@production('bool', 0.4)
def comparison_of_large_numerics(g, at, kind, name):
    fit = [c for c in at.columns if c.type == numeric(38, 0) and c.exact]
    return None if not fit else expression(name, BOOL, '(', g.choice(fit), g.choice([' = ', ' <> ', ' < ', ' >= ']), g.choice(fit), ')')


@production('bool', 1)
def comparison_of_different_moments(g, at, kind, name):
    a, b = g.expression(at.sure(), 'date'), g.expression(at.sure(), 'timestamp')
    if g.chance(0.5):
        a, b = b, a
    return expression(name, BOOL, '(', a, g.choice([' = ', ' <> ', ' < ', ' >= ']), b, ')')


@production('bool', 1)
def comparison_with_an_untyped_literal(g, at, kind, name):
    kind, text = g.choice([('int', '3'), ('numeric', '2.50'), ('float', '0.5'), ('date', '2020-01-01'), ('timestamp', '2020-01-01 00:00:00'), ('bool', 't'), ('char', 'ab'), ('time', '12:34:56')])
    a = g.expression(at.sure(), kind)
    return expression(name, BOOL, '(', a, g.choice([' = ', ' <> ', ' < ', ' >= ']), f"'{text}')") if kind != 'bool' else expression(name, BOOL, '(', a, " = 't')")


@production('bool', 4)
def conjunction_and_disjunction(g, at, kind, name):
    a, b = g.expression(at.sure(), 'bool'), g.expression(at.sure(), 'bool')
    return expression(name, BOOL, '(', a, g.choice([' and ', ' or ']), b, ')')


@production('bool', 1)
def and_or_without_parentheses(g, at, kind, name):
    a, b, c = (g.expression(at.sure(), 'bool') for _ in range(3))
    return expression(name, BOOL, '(', a, g.choice([' and ', ' or ']), b, g.choice([' and ', ' or ']), g.choice(['', 'not ']), c, ')')


@production('bool', 2)
def negated(g, at, kind, name):
    return expression(name, BOOL, '(not ', g.expression(at.sure(), 'bool'), ')')


@production('bool', 3)
def is_null(g, at, kind, name):
    a = g.expression(at.sure(), kind_of(g, at))
    return expression(name, BOOL, '(', a, g.choice([' is null)', ' is not null)']))


@production('bool', 1.5)
def is_true(g, at, kind, name):
    a = g.expression(at.sure(), 'bool')
    return expression(name, BOOL, '(', a, ' is ', g.choice(['', 'not ']), g.choice(['true', 'false', 'unknown']), ')')


@production('bool', 3)
def between(g, at, kind, name):
    kind = kind_of(g, at)
    a, b, c = (g.expression(at.sure(), kind) for _ in range(3))
    parts = ('(', a, g.choice([' between ', ' not between ']), b, ' and ', c, ')')
    return expression(name, BOOL, *parts, **trimmed(kind, *parts))


@production('bool', 3)
def in_list(g, at, kind, name):
    kind = kind_of(g, at)
    items = [g.expression(at.sure()._replace(depth=0), kind) if g.chance(0.4) else g.literal(kind) for _ in range(g.choice([1, 2, 3, 4]))]
    if g.chance(0.15):
        items.append(expression('null in a list', items[0].type, 'null'))
    return expression(name, BOOL, '(', g.expression(at.sure(), kind), g.choice([' in (', ' not in (']), listing(items), '))')


@production('bool', 4)
def like(g, at, kind, name):
    a = g.expression(at.sure(), 'text')
    if g.chance(0.1):
        return expression(name, BOOL, '(', a, g.choice([' like ', ' not like ']), "'%x!_y%' escape '!')")
    return expression(name, BOOL, '(', a, g.choice([' like ', ' not like ']), pattern(g), ')')


@production('bool', 1.5)
def ilike(g, at, kind, name):
    a = g.expression(at.sure(), 'text')
    return expression(name, BOOL, '(', a, g.choice([' ilike ', ' not ilike ']), pattern(g), ')')


@production('bool', 0.8)
def like_of_an_expression(g, at, kind, name):
    a, b = g.expression(at.sure(), 'text'), g.column(at, 'text')
    return None if b is None else expression(name, BOOL, '(', a, ' like (', b, " || '%'))")


@production('bool', 0.5)
def like_of_blank_padded(g, at, kind, name):
    a = g.column(at, 'char')
    return None if a is None else expression(name, BOOL, '(', a, ' like ', pattern(g, ['a%', '%b%', '_b%', '%']), ')')


@production('bool', 1.5)
def similar_to(g, at, kind, name):
    a = g.expression(at.sure(), 'text')
    return expression(name, BOOL, '(', a, g.choice([' similar to ', ' not similar to ']), quoted(g.choice(SIMILAR)), ')')


@production('bool', 2)
def posix_match(g, at, kind, name):
    a = g.expression(at.sure(), 'text')
    return expression(name, BOOL, '(', a, g.choice([' ~ ', ' !~ ', ' ~* ', ' !~* ']), quoted(g.choice(EXPRESSIONS_POSIX)), ')')


@production('bool', 1)
def row_comparison(g, at, kind, name):
    first, second = kind_of(g, at), kind_of(g, at)
    place = at.sure()._replace(depth=min(at.depth - 1, 1))
    a, b, c, d = (g.expression(place, k) for k in (first, second, first, second))
    return expression(name, BOOL, '((', a, ', ', b, ')', g.choice([' = ', ' <> ']), '(', c, ', ', d, '))')


@production('bool', 0.6)
def cast_of_an_integer_to_boolean(g, at, kind, name):
    a = g.expression(at.sure(), 'int')
    return cast(name, BOOL, cast('cast to another integer', a.type._replace(base='integer'), a), g.choice([0, 1]), bound=None) \
        if a.bound is not None and a.bound < 2**31 else None
