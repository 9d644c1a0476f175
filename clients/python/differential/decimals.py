"""Decimal numbers. Precisions are kept by Redshift's rules, so that every value fits."""

from grammar import constant, literal, named, production
from integers import DIGITS, divisor
from node import TEXT, cast, expression, numeric

named('number as text', 'numeric literal')


@literal('numeric')
def decimal(g):
    text = g.choice(['0.5', '1.5', '2.25', '0.01', '10.0', '99.999', '3.1', '0.1250'])
    whole, _, fraction = text.partition('.')
    type = numeric(len(whole.lstrip('0')) + len(fraction), len(fraction))
    return constant('numeric literal', type, text, text, bound=100)


def whole(type):
    return type.precision - type.scale


def as_numeric(x):
    """The numeric type of a number, as Redshift's arithmetic sees it."""
    return numeric(DIGITS[x.type.base], 0) if x.type.kind == 'int' else x.type


def operand(g, at):
    return g.expression(at.sure(), 'numeric' if g.chance(0.75) else 'int')


@production('numeric', 4)
def numeric_sum(g, at, kind, name):
    a, b = g.expression(at.sure(), 'numeric'), operand(g, at)
    if g.chance(0.5):
        a, b = b, a
    if 'int' in (a.type.kind, b.type.kind) and a.type.kind == b.type.kind:
        return None
    left, right = as_numeric(a), as_numeric(b)
    scale = max(left.scale, right.scale)
    precision = max(whole(left), whole(right)) + 1 + scale
    if precision > 38 or a.bound is None or b.bound is None:
        return None
    return expression(name, numeric(precision, scale), '(', a, g.choice([' + ', ' - ']), b, ')', bound=a.bound + b.bound)


@production('numeric', 2)
def numeric_product(g, at, kind, name):
    a, b = g.expression(at.sure(), 'numeric'), operand(g, at)
    left, right = as_numeric(a), as_numeric(b)
    precision = left.precision + right.precision + 1
    if precision > 38 or a.bound is None or b.bound is None:
        return None
    return expression(name, numeric(precision, left.scale + right.scale), '(', a, ' * ', b, ')', bound=a.bound * b.bound)


@production('numeric', 3)
def numeric_quotient(g, at, kind, name):
    if at.exact:
        return None
    a, b = operand(g, at), divisor(g, at, 'numeric')
    if b is None or a.bound is None:
        return None
    left, right = as_numeric(a), as_numeric(b)
    if left.precision + right.precision > 36:
        return None
    scale = max(4, left.scale + right.precision - right.scale + 1)
    precision = whole(left) + right.scale + scale
    if precision > 38:
        scale = max(38 + scale - precision, min(4, scale))
    if scale > 37:
        return None
    return expression(name, numeric(38, scale), '(', a, ' / ', b, ')', bound=None, exact=False, firm=False, tolerance=10.0**-scale, why='division of numerics')


@production('numeric', 1)
def numeric_remainder(g, at, kind, name):
    a, b = g.expression(at.sure(), 'numeric'), divisor(g, at, 'numeric')
    if b is None or a.bound is None:
        return None
    scale = max(a.type.scale, b.type.scale)
    if max(whole(a.type), whole(b.type)) + scale > 38:
        return None
    parts = ('mod(', a, ', ', b, ')') if g.chance(0.4) else ('(', a, ' % ', b, ')')
    return expression(name, numeric(min(whole(a.type), whole(b.type)) + scale or 1, scale), *parts, bound=a.bound, firm=False)


@production('numeric', 3)
def cast_to_numeric(g, at, kind, name):
    a = g.expression(at.sure(), g.choice(['numeric', 'numeric', 'int', 'float']))
    if a.bound is None or a.bound >= 10**9:
        return None
    precision, scale = g.choice([(12, 2), (14, 4), (10, 0), (20, 6), (30, 10), (12, 1)])
    return cast(name, numeric(precision, scale), a, g.choice([0, 1]), bound=a.bound + 1, firm=True)


@production('numeric', 1)
def cast_of_digits_to_numeric(g, at, kind, name):
    a = g.expression(at.sure(), 'numeric')
    if a.bound is None or a.bound >= 10**7 or not a.firm:
        return None
    return cast(name, numeric(14, 3), cast('number as text', TEXT, a), bound=a.bound + 1, firm=True)


@production('numeric', 2)
def rounding_of_numeric(g, at, kind, name):
    a = g.expression(at.sure(), 'numeric')
    if a.bound is None or whole(a.type) > 30:
        return None
    call = g.choice(['round', 'trunc'])
    if g.chance(0.3):
        return expression(name, a.type, f'{call}(', a, ')', bound=a.bound + 1, firm=False)
    return expression(name, a.type, f'{call}(', a, ', ' + g.choice(['0', '1', '2', '-1']) + ')', bound=a.bound + 10, firm=False)


@production('numeric', 1)
def ceiling_and_floor_of_numeric(g, at, kind, name):
    a = g.expression(at.sure(), 'numeric')
    if a.bound is None or whole(a.type) > 30:
        return None
    return expression(name, numeric(38, 0), g.choice(['ceil', 'ceiling', 'floor']) + '(', a, ')', bound=a.bound + 1, firm=False)
