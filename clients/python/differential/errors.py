"""Queries that fail on both sides, and queries that PostgreSQL answers and Redshift refuses."""

from grammar import FAILING, named
from node import QUERY, clause

# Failing at run time: expressions over the table t.
RUN_TIME = {
    'division by zero': ['1 / 0', 'i4 / 0', 'i4 / (i4 - i4)', 'n / 0', 'f8 / 0', '1 / sum(i4 - i4)', '1.5 / 0', 'i4 % 0', 'mod(i4, 0)', 'n % 0', 'mod(n, 0.00)'],
    'overflow of an integer': ['x4 + 1', 'x4 - 2', 'x4 * 2', 'x8 + 1', 'x8 - 2', 'x8 * 3', 'x2 + x2', 'x2 * x2', '-x4', '-x8', 'abs(x8)', 'x4 + 2147483647 + 1', 'x8 + 9223372036854775807 + 1',
                               'x2 - 2::smallint', 'id * x4'],
    'cast out of range': ['x8::integer', 'x4::smallint', 'xn::bigint', '99999::smallint', '1e10::float8::integer', 'xf::integer', 'xf::real', 'id * 1000000::numeric(4,0)',
                          '(id * 1000)::numeric(3,1)', '12345.6::numeric(5,2)', "'nan'::float8::integer", '3000000000::integer'],
    'cast of a text that is none': ["'abc'::integer", 'v::integer', "'1.5'::integer", "''::integer", "'x'::numeric(5,2)", "'1 2'::bigint", 'v::date', "'2020-02-30'::date", "'2020-13-01'::date",
                                    "'25:00:00'::time", "'nonsense'::timestamp", "'maybe'::boolean", "'1e'::float8", "'99999999999'::integer", "v::float8", "'2020-01-01 25:00'::timestamp"],
    'outside of a domain': ['sqrt(-1.0::float8)', 'ln(0.0::float8)', 'ln(f8 - f8)', 'log(-1.0::float8)', 'power(-8.0::float8, 0.5::float8)', 'acos(2.0::float8)', 'asin(-2.0::float8)',
                            'power(0.0::float8, -1.0::float8)'],
    'negative length': ["substring(v from 1 for -1)", "substring('abc', 2, -3)", 'substr(v, 1, -5)'],
    'more than one row': ['(select id from t)', '(select i4 from u)', '1 + (select k from w)'],
    'pattern that is none': ["v ~ '['", "v ~ '(a'", "v ~ '*a'", "v like 'a' escape 'xx'"],
}

# Failing when names and types are resolved.
RESOLVED = {
    'unknown column': ['select nothing from t', 'select t.nothing from t', 'select x.id from t', 'select id from t where nothing = 1', 'select id from t order by nothing',
                       'select id from t group by id, nothing', 'select t.id from t a', 'select 1 from t join u on t.id = u.nothing'],
    'unknown table': ['select * from nothing', 'select 1 from t, nothing', 'select * from nosuch.t', 'with x as (select 1 a) select * from y'],
    'ambiguous column': ['select id from t, u', 'select i4 from t a join u b on a.id = b.id', 'select 1 from t a, t b where v = \'a\'', 'select k from u, w'],
    'unknown function': ['select nothing(id) from t', 'select length(id, v) from t', 'select upper() from t', 'select abs(v) from t', 'select substr(id, 1) from u where b and length(b) = 1'],
    'types that do not fit': ['select 1 + true', "select 1 + 'abc'", 'select id + b from t', 'select d + d from t', 'select b + b from t', 'select not d from t', 'select id from t where d',
                              "select id from t where v = 1 and b = 2", 'select d and b from t', 'select case when d then 1 end from t', 'select case when b then 1 else d end from t',
                              'select coalesce(i4, d) from t', 'select d = i4 from t', 'select b = 1.5 from t', 'select id from t where d > 5', 'select ts + 1 from t', "select v + 1.5 from t where id < 0",
                              'select sum(v) from t', 'select avg(d) from t', 'select sum(b) from t', 'select - v from t', 'select i4 in (d) from t', 'select ts * 2 from t',
                              'select id from t union select d from t', 'select b from t except select i4 from t', 'select id from t where id in (select d from t)', 'select b::date from t',
                              'select d::integer from t', 'select i4::date from t', 'select nullif(i4, d) from t', 'select greatest(i4, d) from t', 'select n::timestamp from t'],
    'aggregate out of place': ['select i4, count(*) from t', 'select i4 from t where count(*) > 1', 'select sum(count(*)) from t', 'select i4 from t group by i2', 'select * from t group by id',
                               'select i4 from t group by i4 having v = \'a\'', 'select count(*) from t group by count(*)', 'select i4 + i2 from t group by i4', 'select i4 from t having count(*) > 0',
                               'select 1 from t a join u b on count(*) = 1', 'select count(*), v || \'x\' from t', 'select i4, rank() over (order by i2) from t group by i4',
                               'select i4 from t group by i4 order by i2', 'select distinct i4 from t order by i2'],
    'window function out of place': ['select id from t where row_number() over (order by id) = 1', 'select i4 from t group by rank() over (order by id)',
                                     'select count(row_number() over (order by id)) from t', 'select sum(rank() over (order by id)) over (order by id) from t', 'select row_number() from t',
                                     'select 1 from t having rank() over (order by 1) = 1'],
    'columns that do not match': ['select id, i4 from t union select id from t', 'select 1 intersect select 1, 2', 'select id from t where id in (select id, i4 from t)',
                                  'select (select id, i4 from t) from t', 'select id from t where (id, i4) in (select id from t)', 'select * from (select 1 a, 2 b) as x(c, d, e)',
                                  'with x(a, b) as (select 1) select * from x', 'select 1 from t join u using (nothing)', 'select (1, 2) = (1, 2, 3)'],
    'place that is none': ['select id from t order by 2', 'select id from t order by 0', 'select id, v from t group by 3', 'select id from t union select k from u order by 2',
                           'select id from t limit -1', 'select id from t offset -1', 'select id from t union select k from u order by i4'],
    'name twice': ['select 1 from t, t', 'select 1 from t a, u a', 'with x as (select 1), x as (select 2) select 1', 'select 1 from t a join u a on true'],
    'syntax': ['select from', 'select 1 from', 'select id t from where', 'select (1', 'select 1 +', 'select id from t where', 'select id from t group', 'selec 1', 'select case when b then 1',
               "select 'abc", 'select id from t order by', 'select id,, v from t', 'select id from t limit 1 2', 'select between 1 and 2', 'select * from t join u', 'select 1 union', 'select cast(1 as)'],
}

# What PostgreSQL answers, and Redshift may refuse.
REFUSED = {
    'values as a query': ["values (1, 'a'), (2, 'b')", 'values (1)', "values (1, 2.5), (null, 3)"],
    'values in from': ["select * from (values (1, 'a'), (2, null)) as x(n, s)", 'select sum(n) from (values (1), (2), (3)) as x(n)'],
    'intersect all and except all': ['select i4 from t intersect all select i4 from u', 'select i2 from t except all select i4 from u'],
    'distinct on': ['select distinct on (i4) i4 from t order by i4'],
    'filter of an aggregate': ['select count(*) filter (where b) from t', 'select sum(i4) filter (where i4 > 0) from t'],
    'lateral': ['select t.id, x.n from t, lateral (select t.id + 1 as n) x'],
    'frame of groups or range': ['select id, sum(i4) over (order by id groups between 1 preceding and current row) from t',
                                 'select id, sum(i4) over (order by id range between 1 preceding and current row) from t'],
    'exclusion of a frame': ['select id, count(*) over (order by id rows between 1 preceding and 1 following exclude current row) from t'],
    'window clause': ['select id, rank() over w from t window w as (order by id)'],
    'frame that is not written': ['select id, sum(i4) over (order by id) from t', 'select id, count(*) over (partition by i2 order by id) from t'],
    'is distinct from': ['select i4 is distinct from i2 from t', 'select id from t where v is not distinct from null'],
    'between symmetric': ['select i4 between symmetric 5 and 1 from t'],
    'fetch first': ['select id from t order by id fetch first 3 rows only'],
    'array': ['select 2 = any (array[1, 2])', 'select 5 <> all (array[1, 2])'],
    'generate_series in from': ['select * from generate_series(1, 3)', 'select sum(n) from generate_series(1, 10) as x(n)'],
    'union in a recursion': ['with recursive r(n) as (select 1 union select n % 3 + 1 from r) select n from r'],
    'select list that is empty': ['select from e'],
}

FAILING.update(RUN_TIME, RESOLVED)
named(*RUN_TIME, *RESOLVED, *REFUSED)


def failing(g):
    """A query that must fail on both sides."""
    if g.chance(0.5):
        name = g.choice(list(RUN_TIME))
        text = g.choice(RUN_TIME[name])
        text = g.choice(['select {x} from t', 'select {x} as o0 from t', 'select id, {x} from t' if 'sum(' not in text else 'select {x} from t', 'select count(*) from (select {x} as a from t) y where a is not null'
                         ]).format(x=text)
        return clause(text, production=name, type=QUERY)
    name = g.choice(list(RESOLVED))
    return clause(g.choice(RESOLVED[name]), production=name, type=QUERY)


def refused(g):
    name = g.choice(list(REFUSED))
    return clause(g.choice(REFUSED[name]), production=name, type=QUERY)
