"""Integers: literals, operators and functions.

Bounds are kept so that nothing overflows but where it is meant to, see errors.py.
"""

from grammar import constant, literal, named, production
from node import INT2, INT4, INT8, TEXT, cast, expression, numeric

named('bigint literal', 'divisor that is not zero', 'integer literal', 'negative integer', 'number as text', 'sign as integer', 'smallint literal')

LIMITS = {'smallint': 2**15 - 1, 'integer': 2**31 - 1, 'bigint': 2**63 - 1}
WIDTH = {'smallint': 0, 'integer': 1, 'bigint': 2}
DIGITS = {'smallint': 5, 'integer': 10, 'bigint': 19}


@literal('int')
def integer(g):
    value = g.choice([0, 1, 2, 3, 5, 7, 10, 100, 1000])
    if g.chance(0.15):
        return expression('negative integer', INT4, f'(-{value})', bound=value)
    if g.chance(0.08):
        return constant('bigint literal', INT8, '5000000000', '5000000000', bound=5000000000)
    if g.chance(0.1):
        return cast('smallint literal', INT2, constant('integer literal', INT4, str(value), str(value), bound=value))
    return constant('integer literal', INT4, str(value), str(value), bound=value)


def wider(a, b):
    return max(a.type, b.type, key=lambda type: WIDTH[type.base])


def small(g, at, kind, limit):
    """A number that is known to be no larger than a limit."""
    for _ in range(3):
        x = g.expression(at.sure(), kind)
        if x.bound is not None and x.bound <= limit:
            return x
    fit = [c for c in at.columns if c.type.kind == kind and c.exact and c.bound is not None and c.bound <= limit]
    return g.choice(fit) if fit else None


@production('int', 4)
def integer_sum(g, at, kind, name):
    a, b = g.expression(at.sure(), 'int'), g.expression(at.sure(), 'int')
    type, bound = wider(a, b), a.bound + b.bound
    if bound > LIMITS[type.base]:
        return None
    return expression(name, type, '(', a, g.choice([' + ', ' - ', '+', '-']), b, ')', bound=bound)


@production('int', 2)
def integer_product(g, at, kind, name):
    a, b = g.expression(at.sure(), 'int'), g.expression(at.sure(), 'int')
    type, bound = wider(a, b), a.bound * b.bound
    return None if bound > LIMITS[type.base] else expression(name, type, '(', a, ' * ', b, ')', bound=bound)


@production('int', 2)
def integer_quotient(g, at, kind, name):
    a = g.expression(at.sure(), 'int')
    b = divisor(g, at, 'int')
    if b is None or a.bound > LIMITS[a.type.base]:
        return None
    return expression(name, wider(a, b), '(', a, ' / ', b, ')', bound=a.bound)


@production('int', 2)
def integer_remainder(g, at, kind, name):
    a, b = g.expression(at.sure(), 'int'), divisor(g, at, 'int')
    if b is None or a.bound > LIMITS[a.type.base]:
        return None
    parts = ('mod(', a, ', ', b, ')') if g.chance(0.4) else ('(', a, ' % ', b, ')')
    return expression(name, wider(a, b), *parts, bound=a.bound)


def divisor(g, at, kind):
    """A number that is not zero, as NULL or a constant."""
    if kind == 'int' and g.chance(0.5):
        value = g.choice(['2', '3', '7', '10', '100'])
        return constant('integer literal', INT4, value, value, bound=int(value))
    x = g.expression(at.sure(), kind)
    if x.bound is None:
        return None
    return expression('divisor that is not zero', x.type, 'nullif(', x, ', 0)', bound=x.bound, bits=x.bits)


@production('int', 1)
def precedence_of_operators(g, at, kind, name):
    a, b, c = (small(g, at, 'int', 1000) for _ in range(3))
    if None in (a, b, c) or INT2 in (a.type, b.type, c.type):
        return None
    type = INT8 if INT8 in (a.type, b.type, c.type) else INT4
    first, second = g.choice([(' + ', ' * '), (' * ', ' - '), (' - ', ' - '), (' - ', ' * ')])
    return expression(name, type, '(', a, first, b, second, c, g.choice([' + 2)', ' * 2)', ' / 2)', ' % 2)']), bound=3 * 10**6)


@production('int', 1)
def bits_of_integers(g, at, kind, name):
    a, b = small(g, at, 'int', 10**6), small(g, at, 'int', 10**6)
    if a is None or b is None:
        return None
    return expression(name, wider(a, b), '(', a, g.choice([' & ', ' | ', ' # ']), b, ')', bound=2**20)


@production('int', 0.6)
def shift(g, at, kind, name):
    a = small(g, at, 'int', 10**5)
    return None if a is None or a.type is INT2 else expression(name, a.type, '(', a, g.choice([' << ', ' >> ']), g.choice(['0', '1', '3']), ')', bound=10**6)


@production('int', 0.4)
def bitwise_not(g, at, kind, name):
    a = g.expression(at.sure(), 'int')
    return expression(name, a.type, '(~', a, ')', bound=a.bound + 1)


@production('int numeric float', 1)
def negation(g, at, kind, name):
    a = g.expression(at.down(), kind)
    if kind == 'int' and a.bound > LIMITS[a.type.base]:
        return None
    return expression(name, a.type, '(- ', a, ')', bound=a.bound, bits=a.bits, tolerance=a.tolerance)


@production('int numeric float', 1)
def absolute_value(g, at, kind, name):
    a = g.expression(at.down(), kind)
    if kind == 'int' and a.bound > LIMITS[a.type.base]:
        return None
    parts = ('(@ ', a, ')') if g.chance(0.2) else ('abs(', a, ')')
    return expression(name, a.type, *parts, bound=a.bound, bits=a.bits, tolerance=a.tolerance)


@production('int', 1)
def cast_to_another_integer(g, at, kind, name):
    a = g.expression(at.sure(), g.choice(['int', 'int', 'numeric', 'float']))
    type = g.choice([INT2, INT4, INT8])
    return None if a.bound is None or a.bound >= LIMITS[type.base] else cast(name, type, a, g.choice([0, 1]), bound=a.bound + 1)


@production('int', 0.5)
def cast_of_a_boolean(g, at, kind, name):
    return cast(name, INT4, g.expression(at.sure(), 'bool'), g.choice([0, 1]), bound=1)


@production('int', 0.6)
def cast_of_digits(g, at, kind, name):
    a = g.expression(at.sure(), 'int')
    return cast(name, INT8, cast('number as text', TEXT, a), 1, bound=a.bound) if a.bound <= LIMITS['bigint'] else None


@production('int numeric', 0.5)
def sign(g, at, kind, name):
    a = g.expression(at.sure(), 'numeric')
    node = expression('sign', numeric(38, 0), 'sign(', a, ')', bound=1, firm=False)
    return cast('sign as integer', INT4, node, bound=1) if kind == 'int' else node
