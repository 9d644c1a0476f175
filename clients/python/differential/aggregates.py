"""Aggregates, and window functions with their frames."""

from floats import EXACT_BITS
from grammar import KINDS, aggregate, named, production
from node import BOOL, FLOAT8, INT8, TEXT, cast, clause, expression, has_column, listing, numeric

named('cast to float', 'coalesce', 'count of rows', 'frame', 'median', 'ntile', 'order by in a window', 'partition by', 'sum of reals')

ORDERED = ' '.join(kind for kind in KINDS[:-1] if kind != 'bool')


def distinct(g):
    return 'distinct ' if g.chance(0.15) else ''


@aggregate('int', 3)
def count(g, at, kind, name):
    if g.chance(0.4):
        return expression('count of rows', INT8, 'count(*)', bound=at.rows)
    a = g.expression(at, g.kind())
    return expression(name, INT8, f'count({distinct(g)}', a, ')', bound=at.rows)


@aggregate('int', 3)
def sum_of_integers(g, at, kind, name):
    a = g.expression(at, 'int')
    if a.type is INT8 or a.bound * at.rows >= 2**62:
        return None
    return expression(name, INT8, f'sum({distinct(g)}', a, ')', bound=a.bound * at.rows)


@aggregate('int', 2)
def avg_of_integers(g, at, kind, name):
    a = g.expression(at, 'int')
    inside = (f'avg({distinct(g)}', a, ')')
    return None if a.bound >= 2**63 else expression(name, INT8, *inside, pg=('trunc(', *inside, ')::bigint'), why='avg of integers', bound=a.bound)


@aggregate('int', 1)
def bit_and_and_or(g, at, kind, name):
    a = g.expression(at, 'int')
    return expression(name, a.type, g.choice(['bit_and(', 'bit_or(']), a, ')', bound=2 * a.bound + 1)


@aggregate('numeric', 3)
def sum_of_numerics(g, at, kind, name):
    a = g.expression(at, 'numeric')
    if a.bound is None:
        return None
    return expression(name, numeric(38, a.type.scale), f'sum({distinct(g)}', a, ')', bound=a.bound * at.rows, firm=a.firm)


@aggregate('int', 1)
def sum_of_bigints(g, at, kind, name):
    a = g.expression(at, 'int')
    return expression(name, INT8, 'sum(', a, ')', pg=('sum(', a, ')::bigint'), why='sum of bigints', bound=a.bound * at.rows) if a.type is INT8 and a.bound * at.rows < 2**63 else None


@aggregate('numeric', 2)
def avg_of_numerics(g, at, kind, name):
    a = g.expression(at, 'numeric')
    if a.bound is None:
        return None
    return expression(name, numeric(38, a.type.scale), f'avg({distinct(g)}', a, ')', why='avg of numerics', exact=False, firm=False, tolerance=10.0**-a.type.scale)


@aggregate('float', 2)
def sum_of_floats(g, at, kind, name):
    a = g.expression(at, 'float')
    if a.bound is None or a.bits > 8 or a.bound * at.rows > EXACT_BITS[a.type.base]:
        return None
    inside = (f'sum({distinct(g)}', a, ')')
    if a.type is FLOAT8:
        return expression(name, FLOAT8, *inside, bound=a.bound * at.rows, bits=a.bits)
    return expression('sum of reals', FLOAT8, *inside, pg=(*inside, '::double precision'), why='sum of reals', bound=a.bound * at.rows, bits=a.bits)


@aggregate('float', 2)
def avg_of_floats(g, at, kind, name):
    a = g.expression(at, 'float')
    return None if a.bound is None else expression(name, FLOAT8, f'avg({distinct(g)}', a, ')', exact=False)


@aggregate('float', 2)
def stddev_and_variance(g, at, kind, name):
    a = g.expression(at, g.choice(['int', 'numeric', 'float']))
    if a.bound is None or a.bound > 10**6 or a.literal:
        return None
    inside = (g.choice(['stddev', 'stddev_samp', 'stddev_pop', 'variance', 'var_samp', 'var_pop']) + '(', a, ')')
    return expression(name, FLOAT8, *inside, pg=(*inside, '::double precision'), why='stddev and variance', exact=False)


@aggregate('float', 1)
def percentile_cont(g, at, kind, name):
    a = g.expression(at, 'float')
    if a.bound is None:
        return None
    a = cast('cast to float', FLOAT8, a)
    if g.chance(0.4):
        return expression('median', FLOAT8, 'median(', a, ')', pg=('percentile_cont(0.5) within group (order by ', a, ')'), why='median', exact=False)
    return expression(name, FLOAT8, 'percentile_cont(' + g.choice(['0', '0.25', '0.5', '1']) + ') within group (order by ', a, g.choice([')', ' desc)']), exact=False)


@aggregate(ORDERED, 3)
def min_and_max(g, at, kind, name):
    a = g.expression(at, kind)
    return expression(name, TEXT if kind == 'text' else a.type, g.choice(['min(', 'max(']), a, ')', bound=a.bound, bits=a.bits, firm=a.firm)


@aggregate('text', 1)
def listagg(g, at, kind, name):
    a = g.expression(at, 'text')
    if a.literal:
        return None
    order = ' desc' if g.chance(0.3) else ''
    return expression(name, TEXT, 'listagg(', a, ", ',') within group (order by ", a, f'{order})', pg=('string_agg(nullif(', a, "::text, ''), ',' order by ", a, f'::text{order})'),
                      why='listagg')


@aggregate('bool', 3)
def bool_and_and_or(g, at, kind, name):
    return expression(name, BOOL, g.choice(['bool_and(', 'bool_or(']), g.expression(at, 'bool'), ')')


# Window functions.


def over(g, at, order=None, frame=False):
    """An OVER clause: order is None where there may be one, True where it must be total."""
    place = at.sure()._replace(windows=None, depth=min(at.depth - 1, 1))
    parts = []
    if g.chance(0.5):
        keys = [g.expression(place, g.kind()) for _ in range(g.choice([1, 1, 2]))]
        parts.append(clause('partition by ', listing(keys), production='partition by', optional=True))
    if order or frame or order is None and g.chance(0.5):
        keys = [sort_key(g, place, g.expression(place, g.kind())) for _ in range(g.choice([0, 1, 1]) if order else 1)]
        if order or frame:
            keys += [sort_key(g, place, key) for key in at.windows]
        parts.append(clause('order by ', listing(keys), production='order by in a window', fixed=True))
    if frame:
        parts.append(clause(' ', the_frame(g)))
    return clause(' over (', listing(parts, separator=' '), ')', fixed=False)


def sort_key(g, place, key):
    """A key of ORDER BY that is no literal: a number would be a place in the select list."""
    if not has_column(key):
        key = expression('coalesce', key.type, 'coalesce(', key, ', null)')
    direction = g.choice(['', '', '', ' asc', ' desc'])
    nulls = g.choice([' nulls first', ' nulls last']) if g.chance(0.3) else ''
    return clause(key, direction + nulls)


def shifted(g, at, kind):
    """The argument of a window function that has the type of it: that must be known."""
    a = g.expression(at.sure()._replace(windows=None), kind)
    return cast('typed string literal', TEXT, a) if a.literal and kind == 'text' else a


FRAMES = ['unbounded preceding', 'between unbounded preceding and current row', 'between unbounded preceding and unbounded following', 'between 1 preceding and 1 following',
          'between 2 preceding and current row', 'between current row and unbounded following', 'between 3 preceding and 1 preceding', 'between 1 following and 2 following',
          'current row', '2 preceding']


def the_frame(g):
    return clause('rows ' + g.choice(FRAMES), production='frame', fixed=True)


@production('int', 5)
def ranking(g, at, kind, name):
    if at.windows is None:
        return None
    call = g.choice(['row_number', 'rank', 'dense_rank', 'rank', 'ntile'])
    if call == 'ntile':
        where = over(g, at, order=True)
        inside = ('ntile(' + g.choice(['2', '3', '5']) + ')', where)
        return expression('ntile', INT8, *inside, pg=(*inside, '::bigint'), why='ntile', bound=10)
    return expression(name, INT8, f'{call}()', over(g, at, order=True if call == 'row_number' else False, frame=False) if call == 'row_number' else ranked(g, at), bound=at.rows,
                      name=(call, True))


def ranked(g, at):
    """OVER with an order that has equals."""
    place = at.sure()._replace(windows=None, depth=min(at.depth - 1, 1))
    parts = [clause('partition by ', listing([g.expression(place, g.kind())]), production='partition by', optional=True)] if g.chance(0.5) else []
    parts.append(clause('order by ', listing([sort_key(g, place, g.expression(place, g.kind()))]), production='order by in a window', fixed=True))
    return clause(' over (', listing(parts, separator=' '), ')')


@production('float', 4)
def percent_rank_and_cume_dist(g, at, kind, name):
    if at.windows is None:
        return None
    call = g.choice(['percent_rank', 'cume_dist'])
    return expression(name, FLOAT8, f'{call}()', ranked(g, at), exact=False, name=(call, True))


@production(' '.join(KINDS[:-1]), 2.5)
def lag_and_lead(g, at, kind, name):
    if at.windows is None:
        return None
    a = shifted(g, at, kind)
    offset = g.choice(['', ', 1', ', 2', ', 0'])
    return expression(name, TEXT if kind == 'text' else a.type, g.choice(['lag(', 'lead(']), a, f'{offset})', over(g, at, order=True), bound=a.bound, bits=a.bits, firm=a.firm)


@production(' '.join(KINDS[:-1]), 2.5)
def first_last_and_nth_value(g, at, kind, name):
    if at.windows is None:
        return None
    a = shifted(g, at, kind)
    call, rest = g.choice([('first_value', ''), ('last_value', ''), ('nth_value', ', 2')])
    return expression(name, TEXT if kind == 'text' else a.type, f'{call}(', a, f'{rest})', over(g, at, frame=True), bound=a.bound, bits=a.bits, firm=a.firm)


@production('int numeric float text date timestamp', 3.5)
def aggregate_over_a_window(g, at, kind, name):
    if at.windows is None:
        return None
    place = at.sure()._replace(windows=None, inner=None, depth=min(at.depth - 1, 1))
    if at.inner is not None:
        place = place._replace(columns=[c for c in at.columns])
    if not place.columns:
        return None
    node = g.aggregate(at._replace(inner=place), kind)
    if node is None or any(isinstance(p, str) and ('distinct' in p or 'within' in p) for p in node.parts) or node.production in ('listagg', 'median', 'percentile cont', 'sum of bigints') or node.production == 'avg of integers' and node.children()[0].type is INT8:
        return None
    frame = g.chance(0.6)
    window = over(g, at, order=False, frame=frame)
    parts = (*node.parts, window)
    pg = None
    if node.pg is not None:
        pg = ('trunc(', *node.parts, window, ')::bigint') if node.why == 'avg of integers' else (*node.parts, window, '::double precision')
    return expression(name, node.type, *parts, pg=pg, why=node.why, bound=node.bound, bits=node.bits, exact=node.exact, tolerance=node.tolerance, firm=node.firm)
