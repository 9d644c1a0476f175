"""AWS's own driver for Python, redshift_connector: connecting, queries and parameters, every
type both ways, data frames, and what it tells of the catalogue. The environment names the
server; the cluster is given as the only argument.

What a test wants of the catalogue is what the driver's own tests want of AWS, or what the
pages of SHOW in AWS's guide show.
"""

import csv
import datetime
import decimal
import os
import sys
import tempfile
import unittest

import numpy
import pandas
import redshift_connector
from redshift_connector.interval import IntervalDayToSecond, IntervalYearToMonth

import place

CLUSTER = sys.argv.pop()
HOST, PORT = place.endpoint(CLUSTER)
DAY = datetime.timedelta(days=1)
UTC = datetime.timezone.utc
EAST = datetime.timezone(datetime.timedelta(hours=2))


def connect(**more):
    at = {'host': HOST, 'port': PORT, 'database': place.DATABASE, 'user': place.USER, 'password': place.PASSWORD, 'ssl': False}
    return redshift_connector.connect(**{**at, **more})


class Case(unittest.TestCase):
    """A test with a connection of its own, in a schema of its own that goes with it."""

    def setUp(self):
        self.connection = connect()
        self.addCleanup(self.connection.close)
        self.cursor = self.connection.cursor()
        self.schema = 'of_' + self.id().split('.')[-1][5:].lower()
        self.run_all(f'drop schema if exists {self.schema} cascade', f'create schema {self.schema}', f'set search_path to {self.schema}')

    def tearDown(self):
        self.connection.rollback()
        self.run_all(f'drop schema if exists {self.schema} cascade')

    def run_all(self, *statements):
        for sql in statements:
            self.cursor.execute(sql)
        self.connection.commit()

    def rows(self, sql, *parameters):
        self.cursor.execute(sql, parameters or None)
        return [tuple(row) for row in self.cursor.fetchall()]


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
                cursor = connection.cursor().execute("select 1::smallint, 2.50::decimal(5,2), timestamp '2026-07-29 01:02:03', null::bigint, 'x'::char(3)")
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
        for sql, state, text in (('select 1/0', '22012', 'division by zero'), ('selec 1', '42601', 'syntax error'), ('select * from absent', '42P01', 'relation "absent" does not exist'),
                                 ("select 'x'::integer", '22P02', 'invalid input syntax for integer'), ('create table t (a integer); create table t (a integer)', '42601', 'multiple commands')):
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
        for style, sql, arguments in (('format', 'select %s::integer + %s::integer', (1, 2)), ('qmark', 'select ?::integer + ?::integer', (1, 2)),
                                      ('numeric', 'select :1::integer + :2::integer', (1, 2)), ('named', 'select :one::integer + :two::integer', {'one': 1, 'two': 2}),
                                      ('pyformat', 'select %(one)s::integer + %(two)s::integer', {'one': 1, 'two': 2})):
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
        self.cursor.execute("""select null::smallint, null::integer, null::bigint, null::decimal(38,10), null::real, null::double precision, null::boolean, null::char(3),
            null::varchar(3), null::date, null::time, null::timetz, null::timestamp, null::timestamptz, null::interval year to month,
            null::interval day to second, null::super, null::varbyte""")
        self.assertEqual([column[1] for column in self.cursor.description],
                         [21, 23, 20, 1700, 700, 701, 16, 1042, 1043, 1082, 1083, 1266, 1114, 1184, 1188, 1190, 4000, 6551])

    def test_literals(self):
        self.assertEqual(self.rows("""select json_parse('{"a":[1,2.5,"x",null]}'), array(1, 'x'), interval '1 year 2 months' year to month,
            interval '3 days 04:05:06.5' day to second, timetz '13:02:03+02', 1.50, '2026-07-29'::date - '2026-07-01'::date"""), [(
            '{"a":[1,2.5,"x",null]}', '[1,"x"]', IntervalYearToMonth(months=14), IntervalDayToSecond(microseconds=273906500000),
            datetime.time(11, 2, 3, tzinfo=UTC), decimal.Decimal('1.50'), 28)])

    def test_numeric_as_float(self):
        with connect(numeric_to_float=True) as connection:
            self.assertEqual(connection.cursor().execute('select 1.25::decimal(10,2)').fetchall(), ([1.25],))

    def test_list_of_dates(self):
        dates = [datetime.date(1, 1, 1), datetime.date(1582, 10, 15), datetime.date(2000, 2, 29), datetime.date(9999, 12, 31)]
        self.run_all('create table d (a date, b timestamp)')
        self.cursor.executemany('insert into d values (%s, %s)', [(day, datetime.datetime(day.year, day.month, day.day, 23, 59, 59, 999999)) for day in dates])
        self.assertEqual(self.rows('select a, b from d order by a'), [(day, datetime.datetime(day.year, day.month, day.day, 23, 59, 59, 999999)) for day in dates])


class Frames(Case):
    def test_both_ways(self):
        self.run_all('create table frame (a integer, b varchar(20), c double precision, d timestamp)')
        moment = datetime.datetime(2026, 7, 29, 1, 2, 3)
        frame = pandas.DataFrame({'a': [1, 2, 3], 'b': pandas.Series(['x', None, 'z'], dtype=object), 'c': [1.5, 2.5, 3.5], 'd': [moment, moment + DAY, moment + 2 * DAY]})
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


class Catalogue(Case):
    """What the driver tells of a schema, by whichever way the server offers."""

    def setUp(self):
        super().setUp()
        self.run_all(
            """create table parent (i integer not null, j varchar(10) not null, k decimal(10,5) default 1.5, primary key (i, j))
                diststyle key distkey (i) compound sortkey (j, i)""",
            """create table child (n bigint identity(1,1), i integer, j varchar(10), c char(20), m timestamptz, t time, primary key (n),
                constraint to_parent foreign key (i, j) references parent (i, j))""",
            'create view seen as select i, j from parent')

    def told(self, call, *arguments):
        """The rows of a call, by the names of their columns."""
        rows = getattr(self.cursor, call)(*arguments)
        names = [column[0].upper() for column in self.cursor.description]
        return [dict(zip(names, row)) for row in rows]

    def pick(self, told, *names):
        return [tuple(row[name] for name in names) for row in told]

    def test_catalogs(self):
        self.assertEqual(self.pick(self.told('get_catalogs'), 'TABLE_CAT'), [('dev',)])

    def test_schemas(self):
        self.assertEqual(self.pick(self.told('get_schemas', None, self.schema), 'TABLE_SCHEM', 'TABLE_CATALOG'), [(self.schema, 'dev')])
        every = self.pick(self.told('get_schemas'), 'TABLE_SCHEM')
        for name in (self.schema, 'public', 'pg_catalog', 'information_schema'):
            self.assertIn((name,), every)
        self.assertEqual(self.told('get_schemas', 'dev', 'absent'), [])

    def test_tables(self):
        tables = self.told('get_tables', None, self.schema, '%', [])
        self.assertEqual(self.pick(tables, 'TABLE_CAT', 'TABLE_SCHEM', 'TABLE_NAME', 'TABLE_TYPE'),
                         [('dev', self.schema, 'child', 'TABLE'), ('dev', self.schema, 'parent', 'TABLE'), ('dev', self.schema, 'seen', 'VIEW')])
        self.assertEqual(self.pick(self.told('get_tables', None, self.schema, '%', ['VIEW']), 'TABLE_NAME'), [('seen',)])
        self.assertEqual(self.pick(self.told('get_tables', None, self.schema, 'p_r%t', []), 'TABLE_NAME'), [('parent',)])
        self.assertEqual(self.told('get_tables', None, self.schema, 'absent', []), [])

    def test_tables_by_show(self):
        tables = self.told('get_tables', 'dev', self.schema, '%', [])
        self.assertEqual(self.pick(tables, 'TABLE_NAME', 'OWNER', 'TABLE_SUBTYPE'), [
            ('child', 'admin', 'REGULAR TABLE'), ('parent', 'admin', 'REGULAR TABLE'), ('seen', 'admin', 'REGULAR VIEW')])

    def test_patterns(self):
        self.run_all('create table "a_b" (i integer)', 'create table "a%b" (i integer)', 'create table "axb" (i integer)')
        for pattern, wanted in (('a_b', ['a%b', 'a_b', 'axb']), (r'a\_b', ['a_b']), (r'a\%b', ['a%b']), ('a%', ['a%b', 'a_b', 'axb'])):
            with self.subTest(pattern):
                self.assertEqual([name for name, in self.pick(self.told('get_tables', 'dev', self.schema, pattern, []), 'TABLE_NAME')], wanted)

    def test_columns(self):
        columns = self.told('get_columns', None, self.schema, 'parent', '%')
        self.assertEqual(self.pick(columns, 'TABLE_NAME', 'COLUMN_NAME', 'DATA_TYPE', 'TYPE_NAME', 'COLUMN_SIZE', 'DECIMAL_DIGITS', 'NULLABLE', 'ORDINAL_POSITION', 'IS_NULLABLE', 'IS_AUTOINCREMENT'), [
            ('parent', 'i', 4, 'int4', 10, 0, 0, 1, 'NO', 'NO'), ('parent', 'j', 12, 'varchar', 10, 0, 0, 2, 'NO', 'NO'), ('parent', 'k', 2, 'numeric', 10, 5, 1, 3, 'YES', 'NO')])
        self.assertEqual([row['COLUMN_DEF'] for row in columns], [None, None, '1.5'])
        self.assertEqual(self.pick(self.told('get_columns', None, self.schema, 'child', '%'), 'COLUMN_NAME', 'DATA_TYPE', 'TYPE_NAME', 'COLUMN_SIZE', 'DECIMAL_DIGITS', 'IS_AUTOINCREMENT'), [
            ('n', -5, 'int8', 19, 0, 'YES'), ('i', 4, 'int4', 10, 0, 'NO'), ('j', 12, 'varchar', 10, 0, 'NO'), ('c', 1, 'char', 20, 0, 'NO'),
            ('m', 2014, 'timestamptz', 35, 6, 'NO'), ('t', 92, 'time', 15, 6, 'NO')])
        self.assertEqual(self.pick(self.told('get_columns', None, self.schema, '%', 'k'), 'TABLE_NAME'), [('parent',)])

    def test_keys_of_storage(self):
        columns = self.told('get_columns', 'dev', self.schema, 'parent', '%')
        self.assertEqual(self.pick(columns, 'COLUMN_NAME', 'SORT_KEY_TYPE', 'SORT_KEY', 'DIST_KEY'), [('i', 'COMPOUND', 2, 1), ('j', 'COMPOUND', 1, None), ('k', None, 0, None)])

    def test_columns_of_every_type(self):
        self.run_all("""create table every (a smallint, b integer, c bigint, d numeric(10,5), e real, f double precision, g boolean, h char(20), i varchar(256), j date, k time,
            l timetz, m timestamp, n timestamptz, o interval year to month, p interval day to second, q super, r varbyte(10))""")
        self.assertEqual(self.pick(self.told('get_columns', None, self.schema, 'every', '%'), 'TYPE_NAME', 'DATA_TYPE', 'COLUMN_SIZE', 'DECIMAL_DIGITS'), [
            ('int2', 5, 5, 0), ('int4', 4, 10, 0), ('int8', -5, 19, 0), ('numeric', 2, 10, 5), ('float4', 7, 8, 8), ('float8', 8, 17, 17), ('bool', -7, 1, 0), ('char', 1, 20, 0),
            ('varchar', 12, 256, 0), ('date', 91, 13, 0), ('time', 92, 15, 6), ('timetz', 2013, 21, 6), ('timestamp', 93, 29, 6), ('timestamptz', 2014, 35, 6),
            ('intervaly2m', 1111, 32, 0), ('intervald2s', 1111, 64, 6), ('super', -1, None, None), ('varbyte', -4, None, None)])

    def test_primary_keys(self):
        self.assertEqual(self.pick(self.told('get_primary_keys', 'dev', self.schema, 'parent'), 'TABLE_CAT', 'TABLE_SCHEM', 'TABLE_NAME', 'COLUMN_NAME', 'KEY_SEQ', 'PK_NAME'),
                         [('dev', self.schema, 'parent', 'i', 1, 'parent_pkey'), ('dev', self.schema, 'parent', 'j', 2, 'parent_pkey')])
        self.assertEqual(self.told('get_primary_keys', 'dev', self.schema, 'seen'), [])

    def test_foreign_keys(self):
        wanted = [('parent', column, 'child', column, place, 3, 3, 'to_parent', 'parent_pkey', 7) for place, column in ((1, 'i'), (2, 'j'))]
        names = ('PKTABLE_NAME', 'PKCOLUMN_NAME', 'FKTABLE_NAME', 'FKCOLUMN_NAME', 'KEY_SEQ', 'UPDATE_RULE', 'DELETE_RULE', 'FK_NAME', 'PK_NAME', 'DEFERRABILITY')
        self.assertEqual(self.pick(self.told('get_imported_keys', 'dev', self.schema, 'child'), *names), wanted)
        self.assertEqual(self.pick(self.told('get_exported_keys', 'dev', self.schema, 'parent'), *names), wanted)
        self.assertEqual(self.told('get_imported_keys', 'dev', self.schema, 'parent'), [])

    def test_best_row_identifier(self):
        self.assertEqual(self.pick(self.told('get_best_row_identifier', 'dev', self.schema, 'parent', 1, True), 'COLUMN_NAME', 'TYPE_NAME', 'COLUMN_SIZE'), [('i', 'int4', 10), ('j', 'varchar', 10)])

    def reader(self):
        """A user who has rights on the table and on one column of it."""
        self.run_all('drop user if exists reader', "create user reader password 'Secret99'", 'grant select, insert on parent to reader', 'grant select (i) on child to reader', 'grant select on seen to public')
        self.addCleanup(self.run_all, f'drop user reader')

    def test_privileges_of_tables(self):
        self.reader()
        names = ('TABLE_NAME', 'GRANTOR', 'GRANTEE', 'PRIVILEGE', 'IS_GRANTABLE')
        try:
            self.assertEqual(self.pick(self.told('get_table_privileges', 'dev', self.schema, 'parent'), *names), [
                ('parent', 'admin', 'reader', 'INSERT', 'NO'), ('parent', 'admin', 'reader', 'SELECT', 'NO')])
            self.assertEqual(self.pick(self.told('get_table_privileges', 'dev', self.schema, 'seen'), *names), [('seen', 'admin', 'public', 'SELECT', 'NO')])
            self.assertEqual(self.told('get_table_privileges', 'dev', self.schema, 'child'), [])
        finally:
            self.connection.rollback()
            self.run_all(f'drop schema {self.schema} cascade')

    def test_privileges_of_columns(self):
        self.reader()
        try:
            self.assertEqual(self.pick(self.told('get_column_privileges', 'dev', self.schema, 'child', '%'), 'TABLE_NAME', 'COLUMN_NAME', 'GRANTOR', 'GRANTEE', 'PRIVILEGE', 'IS_GRANTABLE'),
                             [('child', 'i', 'admin', 'reader', 'SELECT', 'NO')])
            self.assertEqual(self.told('get_column_privileges', 'dev', self.schema, 'parent', '%'), [])
        finally:
            self.connection.rollback()
            self.run_all(f'drop schema {self.schema} cascade')

    def procedures(self):
        self.run_all('create procedure quiet(a smallint, b varchar(256), c interval year to month) as $$ begin null; end; $$ language plpgsql',
                     'create procedure telling(a in integer, b out integer) as $$ begin b := a + 1; end; $$ language plpgsql')

    def test_procedures(self):
        self.procedures()
        self.assertEqual(self.pick(self.told('get_procedures', 'dev', self.schema, '%'), 'PROCEDURE_SCHEM', 'PROCEDURE_NAME', 'PROCEDURE_TYPE', 'SPECIFIC_NAME'), [
            (self.schema, 'quiet', 1, 'quiet(smallint, character varying, intervaly2m)'), (self.schema, 'telling', 2, 'telling(integer)')])

    def test_columns_of_procedures(self):
        self.procedures()
        self.assertEqual(self.pick(self.told('get_procedure_columns', 'dev', self.schema, '%', '%'), 'PROCEDURE_NAME', 'COLUMN_NAME', 'COLUMN_TYPE', 'DATA_TYPE', 'TYPE_NAME', 'PRECISION', 'ORDINAL_POSITION'), [
            ('quiet', 'a', 1, 5, 'int2', 5, 1), ('quiet', 'b', 1, 12, 'varchar', 256, 2), ('quiet', 'c', 1, 1111, 'intervaly2m', 32, 3),
            ('telling', 'a', 1, 4, 'int4', 10, 1), ('telling', 'b', 3, 4, 'int4', 10, 2)])

    def test_functions(self):
        self.run_all('create function twice (integer) returns integer immutable as $$ select $1 * 2 $$ language sql')
        self.assertEqual(self.pick(self.told('get_functions', 'dev', self.schema, '%'), 'FUNCTION_SCHEM', 'FUNCTION_NAME', 'FUNCTION_TYPE', 'SPECIFIC_NAME'),
                         [(self.schema, 'twice', 1, 'twice(integer)')])
        self.assertEqual(self.pick(self.told('get_function_columns', 'dev', self.schema, 'twice', '%'), 'FUNCTION_NAME', 'COLUMN_TYPE', 'TYPE_NAME', 'ORDINAL_POSITION'),
                         [('twice', 4, 'int4', 0), ('twice', 1, 'int4', 1)])

    def test_types_of_tables(self):
        self.assertEqual(self.pick(self.told('get_table_types'), 'TABLE_TYPE'), [('EXTERNAL TABLE',), ('EXTERNAL VIEW',), ('LOCAL TEMPORARY',), ('TABLE',), ('VIEW',)])


if __name__ == '__main__':
    unittest.main()
