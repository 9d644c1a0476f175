"""Dates, times, timestamps and intervals."""

from grammar import constant, literal, named, production
from node import DATE, FLOAT8, INT4, INT8, INTERVAL, TEXT, TIME, TIMESTAMP, TIMESTAMPTZ, cast, expression

named('date literal', 'interval literal', 'moment as text', 'time literal', 'timestamp literal', 'timestamptz literal')

LITERALS = {
    'date': (DATE, ['2020-02-29', '2019-12-31', '2021-01-31', '2000-01-01']),
    'time': (TIME, ['00:00:00', '12:34:56', '23:59:59.5']),
    'timestamp': (TIMESTAMP, ['2020-02-29 12:34:56', '2019-12-31 23:59:59.999999', '2021-01-31 00:00:00']),
    'timestamptz': (TIMESTAMPTZ, ['2020-02-29 12:34:56+00', '2021-01-31 00:00:00+02']),
}
INTERVALS = ['1 day', '2 hours', '1 month', '90 minutes', '1 year', '10 seconds', '3 days']
PARTS = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second']


def moment(kind):
    type, values = LITERALS[kind]

    @literal(kind)
    def make(g):
        value = g.choice(values)
        if g.chance(0.4):
            return constant(f"{kind} literal", type, f"'{value}'::{type}", value, bound=0, name=(type.base, False))
        return constant(f"{kind} literal", type, f"{type} '{value}'", value, bound=0, name=(type.base, False))


for _kind in LITERALS:
    moment(_kind)


@literal('interval')
def interval(g):
    return expression('interval literal', INTERVAL, f"interval '{g.choice(INTERVALS)}'", name=('interval', False))


def usual(g, at, kind):
    """A date or timestamp that is not near the ends of the calendar."""
    x = g.expression(at.sure(), kind)
    return x if x.bound == 0 else None


@production('date', 3)
def date_and_days(g, at, kind, name):
    a, n = usual(g, at, 'date'), g.expression(at.sure(), 'int')
    if a is None or n.bound > 5000 or n.type.base == 'bigint':
        return None
    return expression(name, DATE, '(', a, g.choice([' + ', ' - ']), n, ')', bound=0)


@production('int', 1.5)
def days_between_dates(g, at, kind, name):
    a, b = g.expression(at.sure(), 'date'), g.expression(at.sure(), 'date')
    return expression(name, INT4, '(', a, ' - ', b, ')', bound=4 * 10**6)


@production('timestamp', 3)
def timestamp_and_interval(g, at, kind, name):
    a, step = usual(g, at, g.choice(['timestamp', 'timestamp', 'date'])), g.literal('interval')
    return None if a is None else expression(name, TIMESTAMP, '(', a, g.choice([' + ', ' - ']), step, ')', bound=0)


@production('interval', 3)
def difference_of_timestamps(g, at, kind, name):
    a, b = usual(g, at, 'timestamp'), usual(g, at, 'timestamp')
    return None if a is None or b is None else expression(name, INTERVAL, '(', a, ' - ', b, ')', exact=False, why='type of an interval')


@production('date timestamp timestamptz', 2)
def cast_of_a_moment(g, at, kind, name):
    source = g.choice([k for k in ('date', 'timestamp', 'timestamptz') if k != kind])
    a = g.expression(at.sure(), source)
    return cast(name, LITERALS[kind][0], a, g.choice([0, 1]))


@production('time', 2)
def time_of_a_timestamp(g, at, kind, name):
    return cast(name, TIME, g.expression(at.sure(), 'timestamp'), g.choice([0, 1]))


@production('date timestamp', 1)
def cast_of_text_to_a_moment(g, at, kind, name):
    a = g.expression(at.sure(), kind)
    return cast(name, LITERALS[kind][0], cast('moment as text', TEXT, a), g.choice([0, 1])) if a.bound == 0 else None


@production('timestamp', 2)
def date_trunc(g, at, kind, name):
    a = g.expression(at.sure(), 'timestamp')
    return None if a.bound != 0 else expression(name, TIMESTAMP, f"date_trunc('{g.choice(PARTS)}', ", a, ')', bound=0)


@production('timestamptz', 1)
def date_trunc_with_a_zone(g, at, kind, name):
    a = usual(g, at, 'timestamptz')
    return None if a is None else expression(name, TIMESTAMPTZ, f"date_trunc('{g.choice(PARTS)}', ", a, ')', bound=0)


@production('timestamptz timestamp', 1)
def at_time_zone(g, at, kind, name):
    a = usual(g, at, 'timestamp' if kind == 'timestamptz' else 'timestamptz')
    zone = g.choice(['UTC', 'America/New_York', 'Asia/Tokyo'])
    return None if a is None else expression(name, TIMESTAMPTZ if kind == 'timestamptz' else TIMESTAMP, '(', a, f" at time zone '{zone}')", bound=0, name=('timezone', True))


FIELDS = {
    'date': ['year', 'quarter', 'month', 'day', 'week', 'dow', 'doy', 'decade', 'century'],
    'time': ['hour', 'minute'],
    'timestamp': ['year', 'quarter', 'month', 'day', 'week', 'dow', 'doy', 'hour', 'minute', 'epoch'],
}


@production('int', 3)
def extract(g, at, kind, name):
    source = g.choice(['date', 'timestamp', 'timestamp', 'time'])
    a = g.expression(at.sure(), source)
    field = g.choice(FIELDS[source])
    if field == 'epoch':
        if a.bound != 0:
            return None
        a = expression('date trunc', TIMESTAMP, "date_trunc('second', ", a, ')', bound=0)
    more = ' + 1' if field == 'decade' else ''
    type = INT8 if field == 'epoch' else INT4
    return expression(name, type, f'extract({field} from ', a, ')', pg=(f'(extract({field} from ', a, f')::{type}{more})'), why='extract', bound=2**31 - 1,
                      name=('date_part', True))


@production('float', 1)
def date_part(g, at, kind, name):
    source = g.choice(['date', 'timestamp', 'time'])
    field = g.choice([f for f in FIELDS[source] if f != 'epoch'])
    a = g.expression(at.sure(), source)
    more = ' + 1' if field == 'decade' else ''
    return expression(name, FLOAT8, f"date_part('{field}', ", a, ')', pg=(f"(date_part('{field}', ", a, f'){more})'), why='name of date_part', bound=10**4, name=('pgdate_part', True))


@production('text', 1.5)
def to_char_of_a_moment(g, at, kind, name):
    format = g.choice(['YYYY-MM-DD', 'HH24:MI:SS', 'DD Mon YYYY', 'Day', 'FMMonth DD, YYYY', 'YYYY-MM-DD HH12:MI:SS AM', 'Q', 'DDD', 'MON', 'dy', 'YY/MM', 'IYYY-IW', 'MS', 'US'])
    a = usual(g, at, 'timestamp')
    return None if a is None else expression(name, TEXT, 'to_char(', a, f", '{format}')")


@production('date', 1)
def to_date(g, at, kind, name):
    text, format = g.choice([('2020-02-29', 'YYYY-MM-DD'), ('31 12 1999', 'DD MM YYYY'), ('20210615', 'YYYYMMDD'), ('05 Jan 2021', 'DD Mon YYYY')])
    return expression(name, DATE, f"to_date('{text}', '{format}')", bound=0)


@production('timestamptz', 1)
def to_timestamp(g, at, kind, name):
    return expression(name, TIMESTAMPTZ, "to_timestamp('2020-02-29 12:34:56', 'YYYY-MM-DD HH24:MI:SS')", bound=0)


@production('timestamp', 1)
def dateadd(g, at, kind, name):
    """Months are added to the first of one: at the ends of months Redshift has rules of its own."""
    a, part, n = usual(g, at, 'timestamp'), g.choice(PARTS[:3] + PARTS[4:]), g.choice([-13, -1, 0, 1, 5, 31])
    if a is None:
        return None
    if part in ('year', 'quarter', 'month'):
        a = expression('date trunc', TIMESTAMP, "date_trunc('month', ", a, ')', bound=0)
    step = f"interval '{n * 3} months'" if part == 'quarter' else f"interval '{n} {part}'"
    return expression(name, TIMESTAMP, f'dateadd({part}, {n}, ', a, ')', pg=('(', a, f' + {step})'), why='dateadd', bound=0, name=('date_add', True))


@production('int', 0.7)
def datediff(g, at, kind, name):
    a, b = usual(g, at, 'date'), usual(g, at, 'date')
    if a is None or b is None:
        return None
    part = g.choice(['day', 'month', 'year'])
    days = ('(', b, ' - ', a, ')::bigint')
    years = ('(date_part(\'year\', ', b, ") - date_part('year', ", a, '))::bigint')
    months = ('((date_part(\'year\', ', b, ") - date_part('year', ", a, ")) * 12 + date_part('month', ", b, ") - date_part('month', ", a, '))::bigint')
    return expression(name, INT8, f'datediff({part}, ', a, ', ', b, ')', pg={'day': days, 'month': months, 'year': years}[part], why='datediff', bound=4 * 10**6,
                      name=('date_diff', True))
