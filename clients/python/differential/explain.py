"""Where Redshift differs from PostgreSQL 15 by design.

Each difference is explained where a production writes other text for PostgreSQL than for
Redshift (Node.why), so that it applies to that very expression and to nothing else, or
where compare.py meets it. How often each was met is printed at the end of a run.
"""

REASONS = {
    'avg of integers': 'AVG of whole numbers is a BIGINT on Redshift, without what is behind the point',
    'avg of numerics': "AVG of a NUMERIC keeps the argument's scale: the last digit may differ",
    'division of numerics': "a quotient has the scale that Redshift's rules give it: the last digit may differ",
    'sum of reals': 'SUM of REAL is DOUBLE PRECISION on Redshift',
    'sum of bigints': 'SUM of BIGINT is BIGINT on Redshift, and an error beyond',
    'decade': 'decades are counted from 1 on Redshift',
    'stddev and variance': 'STDDEV and VARIANCE are DOUBLE PRECISION on Redshift, whatever they are of',
    'extract': 'EXTRACT is date_part on PostgreSQL 8, and whole for all but TIMESTAMPTZ; since PostgreSQL 14 it is a NUMERIC and called extract',
    'ntile': 'NTILE is a BIGINT on Redshift',
    'regexp_substr': 'REGEXP_SUBSTR is an empty string where nothing matches on Redshift',
    'name of a subquery': 'a subquery gives its column no name on PostgreSQL 8',
    'name of date_part': 'DATE_PART is called pgdate_part on Redshift',
    'name of a boolean': 'TRUE and FALSE are casts to BOOL on PostgreSQL 8, and called so',
    'concat': 'CONCAT takes two values on Redshift, and is NULL where one of them is',
    'regexp_replace': 'REGEXP_REPLACE replaces all matches on Redshift, the first one on PostgreSQL',
    'listagg': 'what LISTAGG is on Redshift is STRING_AGG on PostgreSQL, of what is not empty',
    'median': 'MEDIAN is PERCENTILE_CONT(0.5) on PostgreSQL',
    'trailing blanks': 'blanks at the end of a text do not count in a comparison on Redshift',
    'backslash': 'a backslash escapes in every string on Redshift, as on PostgreSQL 8',
    'nvl': 'NVL is COALESCE on PostgreSQL',
    'nvl2': 'NVL2 is a CASE on PostgreSQL',
    'decode': 'DECODE is a CASE on PostgreSQL',
    'dateadd': 'DATEADD is an addition of an INTERVAL on PostgreSQL',
    'datediff': 'DATEDIFF is a difference of dates on PostgreSQL',
    'len': 'LEN is LENGTH on PostgreSQL',
    'charindex': 'CHARINDEX is STRPOS on PostgreSQL, with the arguments the other way round',
    'minus': 'MINUS is EXCEPT on PostgreSQL',
    'top': 'TOP is LIMIT on PostgreSQL',
    'text and varchar': 'TEXT is VARCHAR on Redshift, and so are strings that nothing gives a type',
    'type of an interval': 'Redshift has two types of intervals, with OIDs of their own, and writes their values otherwise',
    'scale of a numeric': 'PostgreSQL writes each NUMERIC with a scale of its own, Redshift with that of the type',
    'ties of windows': 'rows that are equal by the order of two windows may stand in two orders',
    'limit of the engine': 'what the engine cannot do: a window function in a query below a window definition',
    'refused on Redshift': "what the guide calls unsupported, or does not know, is refused or does what PostgreSQL does",
}
