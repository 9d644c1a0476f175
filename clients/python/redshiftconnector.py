"""AWS's own driver for Python, redshift_connector: connecting, queries and parameters, every
type both ways, and data frames. The environment names the server; the cluster is given as
the only argument.
"""

import csv
import datetime
import decimal
import os
import tempfile
import unittest

import numpy
import pandas
import redshift_connector
from redshift_connector.interval import IntervalDayToSecond, IntervalYearToMonth

from connectorcase import Case, connect

DAY = datetime.timedelta(days=1)
UTC = datetime.timezone.utc
EAST = datetime.timezone(datetime.timedelta(hours=2))


class Connecting(unittest.TestCase):
    def test_what_the_server_says_of_itself(self):
        with connect() as connection:
            told = dict(connection.parameter_statuses)
        self.assertEqual(told[b'server_version'], b'8.0.2')
        self.assertEqual(told[b'client_encoding'], b'UTF8')
        self.assertEqual(told[b'session_authorization'], b'admin')
        self.assertEqual(told[b'integer_datetimes'], b'on')

    def test_discovery_by_show(self):
        with connect() as connection:
            self.assertGreaterEqual(connection.cursor().get_show_discovery_version(), 4)

    def test_refusals(self):
        with self.assertRaisesRegex(redshift_connector.ProgrammingError, 'password authentication failed for user'):
            connect(password='wrong')
        with self.assertRaisesRegex(redshift_connector.ProgrammingError, 'database "absent" does not exist'):
            connect(database='absent')

    def test_application_name(self):
        with connect(application_name='nightly load') as connection:
            self.assertEqual(dict(connection.parameter_statuses)[b'application_name'], b'nightly load')
            cursor = connection.cursor().execute('show application_name')
            self.assertEqual(cursor.fetchone(), ['nightly load'])

    def test_protocols(self):
        for protocol in redshift_connector.core.ClientProtocolVersion.list():
            with self.subTest(protocol=protocol), connect(client_protocol_version=protocol) as connection:
                cursor = connection.cursor().execute(
                    "select 1::smallint, 2.50::decimal(5,2), timestamp '2026-07-29 01:02:03', null::bigint, 'x'::char(3)"
                )
                self.assertEqual(cursor.fetchall(), ([1, decimal.Decimal('2.50'), datetime.datetime(2026, 7, 29, 1, 2, 3), None, 'x  '],))

    def test_timeout_and_reuse(self):
        with connect(timeout=30, tcp_keepalive=True, max_prepared_statements=2) as connection:
            cursor = connection.cursor()
            for number in range(9):
                self.assertEqual(cursor.execute(f'select {number}').fetchall(), ([number],))


class Transactions(Case):
    def count(self):
        with connect() as other:
            return other.cursor().execute(f'select count(*) from {self.schema}.t').fetchone()[0]

    def test_commit_and_rollback(self):
        self.run_all('create table t (a integer)')
        self.cursor.execute('insert into t values (1)')
        self.assertEqual(self.count(), 0)
        self.connection.rollback()
        self.cursor.execute('insert into t values (2)')
        self.connection.commit()
        self.assertEqual(self.rows('select a from t'), [(2,)])
        self.assertEqual(self.count(), 1)

    def test_autocommit(self):
        self.run_all('create table t (a integer)')
        self.connection.autocommit = True
        self.cursor.execute('insert into t values (1)')
        self.assertEqual(self.count(), 1)
        self.connection.rollback()
        self.assertEqual(self.count(), 1)
        self.cursor.execute('vacuum t')
        self.connection.autocommit = False

    def test_failure_inside(self):
        self.run_all('create table t (a integer)')
        self.cursor.execute('insert into t values (1)')
        with self.assertRaises(redshift_connector.ProgrammingError) as refused:
            self.cursor.execute('select absent from t')
        self.assertEqual(refused.exception.args[0]['C'], '42703')
        self.assertIn('column "absent" does not exist', refused.exception.args[0]['M'])
        with self.assertRaises(redshift_connector.ProgrammingError) as refused:
            self.cursor.execute('select 1')
        self.assertEqual(refused.exception.args[0]['C'], '25P02')
        self.connection.rollback()
        self.assertEqual(self.rows('select count(*) from t'), [(0,)])

    def test_errors(self):
        for sql, state, text in (
            ('select 1/0', '22012', 'division by zero'),
            ('selec 1', '42601', 'syntax error'),
            ('select * from absent', '42P01', 'relation "absent" does not exist'),
            ("select 'x'::integer", '22P02', 'invalid input syntax for integer'),
            ('create table t (a integer); create table t (a integer)', '42601', 'multiple commands'),
        ):
            with self.subTest(sql), self.assertRaises(redshift_connector.ProgrammingError) as refused:
                self.cursor.execute(sql)
                self.cursor.fetchall()
            self.assertEqual(refused.exception.args[0]['C'], state)
            self.assertIn(text, refused.exception.args[0]['M'].lower())
            self.connection.rollback()


class Queries(Case):
    def setUp(self):
        super().setUp()
        self.run_all('create table t (a integer, b varchar(20))')

    def test_cursor(self):
        self.cursor.executemany('insert into t values (%s, %s)', [(number, f'row {number}') for number in range(10)])
        self.assertEqual(self.cursor.rowcount, 10)
        self.cursor.execute('select a, b as name from t order by a')
        self.assertEqual([column[0] for column in self.cursor.description], ['a', 'name'])
        self.assertEqual([column[1] for column in self.cursor.description], [23, 1043])
        self.assertEqual(self.cursor.fetchone(), [0, 'row 0'])
        self.assertEqual(self.cursor.fetchmany(2), ([1, 'row 1'], [2, 'row 2']))
        self.assertEqual(next(iter(self.cursor)), [3, 'row 3'])
        self.assertEqual(len(self.cursor.fetchall()), 6)
        self.assertIsNone(self.cursor.fetchone())

    def test_counts(self):
        self.cursor.execute('insert into t select i, null from generate_series(1, 5) g(i)')
        self.assertEqual(self.cursor.rowcount, 5)
        self.cursor.execute('update t set b = %s where a > %s', ('x', 2))
        self.assertEqual(self.cursor.rowcount, 3)
        self.cursor.execute('delete from t where a < 3')
        self.assertEqual(self.cursor.rowcount, 2)

    def test_styles_of_parameters(self):
        for style, sql, arguments in (
            ('format', 'select %s::integer + %s::integer', (1, 2)),
            ('qmark', 'select ?::integer + ?::integer', (1, 2)),
            ('numeric', 'select :1::integer + :2::integer', (1, 2)),
            ('named', 'select :one::integer + :two::integer', {'one': 1, 'two': 2}),
            ('pyformat', 'select %(one)s::integer + %(two)s::integer', {'one': 1, 'two': 2}),
        ):
            with self.subTest(style):
                self.cursor.paramstyle = style
                self.assertEqual(self.cursor.execute(sql, arguments).fetchall(), ([3],))

    def test_text_that_looks_like_sql(self):
        for text in ("x'; drop table t; --", 'back\\slash', '%s and ?', 'é日本𝒜', ''):
            self.assertEqual(self.rows('select %s::varchar(100)', text), [(text,)])

    def test_null_parameters(self):
        self.cursor.execute('insert into t values (%s, %s)', (None, None))
        self.assertEqual(self.rows('select a, b from t'), [(None, None)])

    def test_more_rows_than_a_buffer(self):
        self.cursor.execute('select i, repeat(\'x\', 100) from generate_series(1, 50000) g(i) order by 1')
        rows = self.cursor.fetchall()
        self.assertEqual((len(rows), rows[0][0], rows[-1][0]), (50000, 1, 50000))

    def test_bulk_from_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'rows.csv')
            with open(path, 'w', newline='') as file:
                csv.writer(file).writerows([('a', 'b'), *((number, f'"{number}", quoted') for number in range(100))])
            self.cursor.insert_data_bulk(path, 't', [0, 1], ['a', 'b'], ',', batch_size=30)
        self.assertEqual(self.rows('select count(*), max(a), max(b) from t'), [(100, 99, '"99", quoted')])

    def test_procedure(self):
        self.run_all("""create procedure add_row(a in integer, b in varchar(20), rows out bigint) as $$
            begin insert into t values (a, b); select count(*) into rows from t; end; $$ language plpgsql""")
        self.cursor.execute('call add_row(%s, %s)', (1, 'x'))
        self.assertEqual(self.cursor.fetchall(), ([1],))

    def test_cursor_of_the_server(self):
        self.cursor.execute('insert into t select i, null from generate_series(1, 10) g(i)')
        self.cursor.execute('declare c cursor for select a from t order by a')
        self.assertEqual(self.rows('fetch forward 3 from c'), [(1,), (2,), (3,)])
        self.assertEqual(len(self.rows('fetch all from c')), 7)
        self.cursor.execute('close c')


# Each column of the table of types with what goes in by a parameter, and what comes out.
VALUES = (
    ('a smallint', -32768, -32768),
    ('b integer', 2147483647, 2147483647),
    ('c bigint', -9223372036854775808, -9223372036854775808),
    ('d decimal(38,10)', decimal.Decimal('-1234567890123456789012345678.0123456789'), decimal.Decimal('-1234567890123456789012345678.0123456789')),
    ('e decimal(18,2)', decimal.Decimal('12.30'), decimal.Decimal('12.30')),
    ('f real', 1.5, 1.5),
    ('g double precision', 0.1, 0.1),
    ('h boolean', True, True),
    ('i char(5)', 'ab', 'ab   '),
    ('j varchar(20)', 'é日本', 'é日本'),
    ('k date', datetime.date(2026, 7, 29), datetime.date(2026, 7, 29)),
    ('l time', datetime.time(1, 2, 3, 456789), datetime.time(1, 2, 3, 456789)),
    ('m timetz', '13:02:03.5+02', datetime.time(11, 2, 3, 500000, tzinfo=UTC)),
    ('n timestamp', datetime.datetime(2026, 7, 29, 1, 2, 3, 456), datetime.datetime(2026, 7, 29, 1, 2, 3, 456)),
    ('o timestamptz', datetime.datetime(2026, 7, 29, 1, 2, 3, tzinfo=EAST), datetime.datetime(2026, 7, 28, 23, 2, 3, tzinfo=UTC)),
    ('p interval year to month', '1 year 2 months', IntervalYearToMonth(months=14)),
    ('q interval day to second', 3 * DAY + datetime.timedelta(hours=4, seconds=1.5), IntervalDayToSecond(microseconds=273601500000)),
    ('r super', '{"a":[1,2.5,null]}', '{"a":[1,2.5,null]}'),
    ('s varbyte(10)', 'abc', 'abc'),
)


class Types(Case):
    def test_both_ways(self):
        self.run_all(f'create table types ({", ".join(column for column, _, _ in VALUES)})')
        names = [column.split()[0] for column, _, _ in VALUES]
        self.cursor.execute(f'insert into types values ({", ".join(["%s"] * len(VALUES))})', [value for _, value, _ in VALUES])
        self.cursor.execute(f'insert into types values ({", ".join(["%s"] * len(VALUES))})', [None] * len(VALUES))
        row, nulls = self.rows(f'select {", ".join(names)} from types order by a')
        self.assertEqual(nulls, (None,) * len(VALUES))
        for (column, _, wanted), got in zip(VALUES, row):
            with self.subTest(column):
                self.assertEqual((got, type(got)), (wanted, type(wanted)))

    def test_numbers_of_types(self):
        self.cursor.execute(
            """select null::smallint, null::integer, null::bigint, null::decimal(38,10), null::real, null::double precision, null::boolean, null::char(3),
            null::varchar(3), null::date, null::time, null::timetz, null::timestamp, null::timestamptz, null::interval year to month,
            null::interval day to second, null::super, null::varbyte"""
        )
        self.assertEqual(
            [column[1] for column in self.cursor.description],
            [21, 23, 20, 1700, 700, 701, 16, 1042, 1043, 1082, 1083, 1266, 1114, 1184, 1188, 1190, 4000, 6551],
        )

    def test_literals(self):
        self.assertEqual(
            self.rows("""select json_parse('{"a":[1,2.5,"x",null]}'), array(1, 'x'), interval '1 year 2 months' year to month,
            interval '3 days 04:05:06.5' day to second, timetz '13:02:03+02', 1.50, '2026-07-29'::date - '2026-07-01'::date"""),
            [
                (
                    '{"a":[1,2.5,"x",null]}',
                    '[1,"x"]',
                    IntervalYearToMonth(months=14),
                    IntervalDayToSecond(microseconds=273906500000),
                    datetime.time(11, 2, 3, tzinfo=UTC),
                    decimal.Decimal('1.50'),
                    28,
                )
            ],
        )

    def test_numeric_as_float(self):
        with connect(numeric_to_float=True) as connection:
            self.assertEqual(connection.cursor().execute('select 1.25::decimal(10,2)').fetchall(), ([1.25],))

    def test_list_of_dates(self):
        dates = [datetime.date(1, 1, 1), datetime.date(1582, 10, 15), datetime.date(2000, 2, 29), datetime.date(9999, 12, 31)]
        self.run_all('create table d (a date, b timestamp)')
        self.cursor.executemany(
            'insert into d values (%s, %s)', [(day, datetime.datetime(day.year, day.month, day.day, 23, 59, 59, 999999)) for day in dates]
        )
        self.assertEqual(
            self.rows('select a, b from d order by a'), [(day, datetime.datetime(day.year, day.month, day.day, 23, 59, 59, 999999)) for day in dates]
        )


class Frames(Case):
    def test_both_ways(self):
        self.run_all('create table frame (a integer, b varchar(20), c double precision, d timestamp)')
        moment = datetime.datetime(2026, 7, 29, 1, 2, 3)
        frame = pandas.DataFrame(
            {'a': [1, 2, 3], 'b': pandas.Series(['x', None, 'z'], dtype=object), 'c': [1.5, 2.5, 3.5], 'd': [moment, moment + DAY, moment + 2 * DAY]}
        )
        self.cursor.write_dataframe(frame, 'frame')
        self.cursor.write_dataframe(frame.head(0).reindex([0]).assign(a=4, b='w', c=4.5, d=moment + 3 * DAY), f'{self.schema}.frame')
        back = self.cursor.execute('select * from frame order by a').fetch_dataframe()
        self.assertEqual(list(back.columns), ['a', 'b', 'c', 'd'])
        self.assertEqual(back['a'].tolist(), [1, 2, 3, 4])
        self.assertEqual([None if pandas.isna(value) else value for value in back['b']], ['x', None, 'z', 'w'])
        self.assertEqual(back['c'].tolist(), [1.5, 2.5, 3.5, 4.5])
        self.assertEqual(pandas.to_datetime(back['d']).tolist(), [moment + number * DAY for number in range(4)])

    def test_array(self):
        array = self.cursor.execute('select i, i * i from generate_series(1, 3) g(i) order by 1').fetch_numpy_array()
        numpy.testing.assert_array_equal(array, numpy.array([[1, 1], [2, 4], [3, 9]]))


if __name__ == '__main__':
    unittest.main()
