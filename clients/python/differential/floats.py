"""Floating point numbers. They are multiples of powers of two while others depend on
them; what is not is shown only."""

from grammar import literal, named, production
from integers import divisor, small
from node import FLOAT4, FLOAT8, cast, expression

named('float literal')

EXACT_BITS = {'real': 2**18, 'double precision': 2**40}


@literal('float')
def floating(g):
    value = g.choice([0.5, 1.0, 2.0, -1.25, 3.5, 8.0])
    type = FLOAT4 if g.chance(0.2) else FLOAT8
    text = f"{value}::{type}" if value > 0 and g.chance(0.6) else f"'{value}'::{type}"
    return expression('float literal', type, text, bound=abs(value), bits=2, name=(('float4' if type is FLOAT4 else 'float8'), False))


def dyadic(g, at):
    """A float that arithmetic does not round."""
    x = g.expression(at.sure(), 'float')
    return x if x.bound is not None and x.bits <= 4 else None


@production('float', 3)
def float_sum(g, at, kind, name):
    a, b = dyadic(g, at), dyadic(g, at)
    if a is None or b is None:
        return None
    type = FLOAT4 if a.type is FLOAT4 and b.type is FLOAT4 else FLOAT8
    bound = a.bound + b.bound
    return None if bound > EXACT_BITS[type.base] else expression(name, type, '(', a, g.choice([' + ', ' - ']), b, ')', bound=bound, bits=max(a.bits, b.bits))


@production('float', 2)
def float_product(g, at, kind, name):
    a, b = dyadic(g, at), dyadic(g, at)
    if a is None or b is None or a.bound * b.bound > 2**15:
        return None
    return expression(name, FLOAT4 if a.type is FLOAT4 and b.type is FLOAT4 else FLOAT8, '(', a, ' * ', b, ')', bound=a.bound * b.bound, bits=a.bits + b.bits)


@production('float', 2)
def float_quotient(g, at, kind, name):
    a, b = dyadic(g, at), divisor(g, at, 'float')
    if a is None or b is None:
        return None
    return expression(name, FLOAT4 if a.type is FLOAT4 and b.type is FLOAT4 else FLOAT8, '(', a, ' / ', b, ')', exact=False)


@production('float', 2)
def float_and_another_number(g, at, kind, name):
    a, b = dyadic(g, at), small(g, at, 'int', 10**5)
    if a is None or b is None or a.bound > 2**30:
        return None
    return expression(name, FLOAT8, '(', a, g.choice([' + ', ' - ']), b, ')', bound=a.bound + b.bound, bits=a.bits)


@production('float', 2)
def cast_to_float(g, at, kind, name):
    a = g.expression(at.sure(), g.choice(['int', 'float']))
    if a.bound is None or a.bound > 2**16:
        return None
    return cast(name, g.choice([FLOAT4, FLOAT8, FLOAT8]), a, g.choice([0, 1]), bits=a.bits)


@production('float', 1)
def cast_of_numeric_to_float(g, at, kind, name):
    a = g.expression(at.sure(), 'numeric')
    return None if a.bound is None else cast(name, FLOAT8, a, g.choice([0, 1]), bound=None, exact=False)


FUNCTIONS = ['sqrt(abs({}))', 'cbrt({})', 'exp({} / 1000)', 'ln(abs({}) + 1)', 'log(abs({}) + 1)', 'sin({})', 'cos({})', 'atan({})', 'degrees({})', 'radians({})',
             '(|/ abs({}))', 'tan({} / 1000)', 'asin({} / 100000)', 'acos({} / 100000)', 'cot(abs({}) + 1)', '(||/ {})']


@production('float', 4)
def function_of_a_float(g, at, kind, name):
    a = small(g, at, 'float', 10**5)
    if a is None:
        return None
    if a.type is FLOAT4:
        a = cast('cast to float', FLOAT8, a)
    before, after = g.choice(FUNCTIONS).split('{}')
    return expression(name, FLOAT8, before, a, after, exact=False)


@production('float', 1)
def power_and_atan2(g, at, kind, name):
    a, b = dyadic(g, at), dyadic(g, at)
    if a is None or b is None or a.bound > 10**5:
        return None
    a, b = cast('cast to float', FLOAT8, a), cast('cast to float', FLOAT8, b)
    if g.chance(0.3):
        return expression(name, FLOAT8, 'atan2(', a, ', ', b, ')', exact=False)
    parts = [('power(', a, ', 2)'), ('(', a, ' ^ 3)'), ('pow(', a, ', 2)'), ('power(abs(', a, ') + 1, 0.5)')]
    return expression(name, FLOAT8, *g.choice(parts), exact=False)


@production('float', 1.5)
def rounding_of_float(g, at, kind, name):
    a = dyadic(g, at)
    if a is None:
        return None
    a = cast('cast to float', FLOAT8, a)
    return expression(name, FLOAT8, g.choice(['ceil', 'floor', 'round', 'trunc', 'ceiling', 'sign']) + '(', a, ')', bound=a.bound + 1)


@production('float', 0.2)
def pi(g, at, kind, name):
    return expression(name, FLOAT8, 'pi()', exact=False)
