"""The tables that all queries read, the same on both sides."""

import random

from node import BOOL, DATE, FLOAT4, FLOAT8, INT2, INT4, INT8, TIME, TIMESTAMP, TIMESTAMPTZ, Type, char, numeric


def varchar(length):
    return Type('text', 'varchar', length=length)


WORDS = ['', 'a', 'A', 'ab', 'abc', 'Abc', 'b', 'foo', 'foo bar', 'bar', 'x_y', '50%', ' pad ', '12', "it's", 'zebra', 'a.b.c', 'ABC-123']
WIDE = ['', 'é', 'naïve', '日本語', 'schön', 'añb', 'plain', 'ÉTÉ', '😀', 'Ω']
DATES = ['2020-02-29', '2019-12-31', '2020-01-01', '2021-06-15', '1999-12-31', '2000-01-01', '1970-01-01', '2024-11-03']
STAMPS = ['2020-02-29 12:34:56', '2019-12-31 23:59:59.999999', '2020-01-01 00:00:00', '2021-06-15 08:30:00.5', '1999-12-31 01:02:03', '1970-01-01 00:00:00',
          '2024-11-03 05:30:00']
TIMES = ['00:00:00', '12:34:56', '23:59:59', '08:30:00.5']

# Columns: name, type, values to choose from, largest absolute value, and whether NULLs occur.
SMALL = [-32, -7, -3, -2, -1, 0, 0, 1, 1, 2, 3, 5, 7, 10, 42, 100]
T = [
    ('id', INT4, None, 100), ('i2', INT2, SMALL, 100), ('i4', INT4, SMALL + [1000, -999], 1000), ('i8', INT8, SMALL + [123456, -99999], 123456),
    ('n', numeric(10, 2), ['-12.50', '0.00', '0.01', '3.14', '99.99', '1000.05', '-0.50', '2.50', '7.00'], 1001),
    ('m', numeric(18, 4), ['-12.5000', '0.0000', '0.0001', '3.1416', '12345.6789', '-1.0050', '2.5000'], 12346),
    ('f4', FLOAT4, [-2.5, -0.25, 0, 0.5, 1, 1.75, 100.25], 101), ('f8', FLOAT8, [-250.75, -1, 0, 0.25, 0.5, 1.5, 2.5, 3.5, 999.75], 1000),
    ('b', BOOL, ['true', 'false'], None), ('c', char(5), WORDS[:8] + ['zz   ', 'q'], None), ('v', varchar(20), WORDS, None), ('s', varchar(30), WIDE, None),
    ('d', DATE, DATES, 0), ('ts', TIMESTAMP, STAMPS, 0), ('tz', TIMESTAMPTZ, STAMPS, 0), ('tm', TIME, TIMES, 0),
    ('x2', INT2, [-32768, 32767, 0, 1], 32768), ('x4', INT4, [-2147483648, 2147483647, 0, -1], 2147483648),
    ('x8', INT8, [-9223372036854775808, 9223372036854775807, 0, 1], 9223372036854775808),
    ('xn', numeric(38, 0), ['9' * 38, '-' + '9' * 38, '0', '1'], None), ('xf', FLOAT8, ['1e300', '-1e300', '1e-300', 'NaN', 'Infinity', '-Infinity', '0'], None),
    ('xd', DATE, ['0001-01-01', '9999-12-31', '1900-02-28'], None), ('xt', TIMESTAMP, ['0001-01-01 00:00:00', '9999-12-31 23:59:59.999999', '1899-12-31 00:00:01'], None),
]
U = [
    ('id', INT4, None, 100), ('k', INT4, [0, 1, 2, 3, 5, 7], 7), ('i2', INT2, SMALL, 100), ('i4', INT4, SMALL, 100), ('n', numeric(8, 3), ['-0.500', '0.010', '2.500', '3.142', '7.000'], 8),
    ('f8', FLOAT8, [-1, 0, 0.25, 0.5, 1.5, 2.5], 3), ('v', varchar(10), WORDS[:8], None), ('c', char(3), ['', 'a', 'ab', 'abc', 'zz'], None), ('b', BOOL, ['true', 'false'], None),
    ('d', DATE, DATES[:5], 0), ('ts', TIMESTAMP, STAMPS[:4], 0),
]
W = [('k', INT4, [0, 1, 2, 3, 5, 9], 9), ('v', varchar(12), WORDS[:6], None), ('q', numeric(5, 1), ['0.0', '0.5', '-1.5', '99.9'], 100), ('g', INT2, [1, 2, 3], 3)]
E = [('id', INT4, None, 100), ('i4', INT4, SMALL, 100), ('v', varchar(10), WORDS, None), ('n', numeric(6, 2), ['1.00'], 10), ('d', DATE, DATES, 0)]

# Tables: columns, rows, and whether id is a key.
TABLES = {'t': (T, 18, True), 'u': (U, 14, True), 'w': (W, 8, False), 'e': (E, 0, True)}


def literal(type, value):
    if value is None:
        return 'null'
    if type.kind in ('int', 'numeric', 'bool'):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def statements(backwards=False):
    """What makes the tables and fills them, always with the same rows."""
    chance = random.Random(8)
    for name, (columns, rows, _) in TABLES.items():
        yield f'create table {name} (' + ', '.join(f"{column} {type}{' not null' if values is None else ''}" for column, type, values, _ in columns) + ')'
        lines = [[row + 1 if values is None else None if chance.random() < 0.15 else values[row % len(values)] if row < len(values) else chance.choice(values)
                  for _, _, values, _ in columns] for row in range(rows)]
        if backwards:
            lines.reverse()
        if lines:
            yield f'insert into {name} values ' + ', '.join('(' + ', '.join(literal(column[1], value) for column, value in zip(columns, line)) + ')' for line in lines)
