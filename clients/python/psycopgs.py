"""psycopg 3 and psycopg2, drivers for PostgreSQL, against a cluster: queries and parameters in
both protocols, text and binary, types, cursors, transactions, errors and cancel. The
environment names the server; the cluster is given as the only argument.
"""

import datetime
import decimal
import sys
import threading
import unittest
import uuid

import psycopg
import psycopg.rows
import psycopg2
import psycopg2.extras

import place

CLUSTER = sys.argv.pop()
HOST, PORT = place.endpoint(CLUSTER)
AT = {'host': HOST, 'port': PORT, 'user': place.USER, 'password': place.PASSWORD, 'dbname': place.DATABASE, 'sslmode': 'disable'}
UTC = datetime.timezone.utc
ENDLESS = 'select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1'

# What is asked, and what a driver for PostgreSQL makes of it.
VALUES = (
    ("7::smallint", 7),
    ('(-2147483648)::integer', -2147483648),
    ('9223372036854775807::bigint', 9223372036854775807),
    ('1234567890123456789012345678.0123456789::decimal(38,10)', decimal.Decimal('1234567890123456789012345678.0123456789')),
    ('1.5::real', 1.5),
    ('0.1::double precision', 0.1),
    ('true', True),
    ("'ab'::char(5)", 'ab   '),
    ("'é日本'::varchar(20)", 'é日本'),
    ("date '2026-07-29'", datetime.date(2026, 7, 29)),
    ("time '01:02:03.456789'", datetime.time(1, 2, 3, 456789)),
    ("timetz '13:02:03+02'", datetime.time(11, 2, 3, tzinfo=UTC)),
    ("timestamp '2026-07-29 01:02:03.000456'", datetime.datetime(2026, 7, 29, 1, 2, 3, 456)),
    ("timestamptz '2026-07-29 01:02:03+02'", datetime.datetime(2026, 7, 28, 23, 2, 3, tzinfo=UTC)),
    ('null::integer', None),
    ("json_parse('{\"a\":1}')", '{"a":1}'),
)


class Psycopg3(unittest.TestCase):
    def setUp(self):
        self.connection = psycopg.connect(**AT)
        self.addCleanup(self.connection.close)
        self.connection.execute('create temporary table t (a integer, b varchar(100), c decimal(10,2), d timestamp)')
        self.connection.commit()

    def test_what_the_server_says(self):
        self.assertEqual(self.connection.info.server_version, 80002)
        self.assertEqual(self.connection.info.parameter_status('server_encoding'), 'UTF8')
        self.assertEqual(self.connection.info.encoding, 'utf-8')
        self.assertFalse(self.connection.pgconn.ssl_in_use)

    def test_types_in_text(self):
        row = self.connection.execute('select ' + ', '.join(sql for sql, _ in VALUES)).fetchone()
        for (sql, wanted), got in zip(VALUES, row):
            with self.subTest(sql):
                self.assertEqual(got, wanted)

    def test_types_in_binary(self):
        cursor = self.connection.cursor(binary=True)
        for sql, wanted in VALUES[:-1]:
            with self.subTest(sql):
                self.assertEqual(cursor.execute('select ' + sql).fetchone()[0], wanted)

    def test_parameters(self):
        day = datetime.datetime(2026, 7, 29, 1, 2, 3, 456)
        for binary in (False, True):
            with self.subTest(binary=binary):
                self.connection.execute('delete from t')
                style = '%b' if binary else '%t'
                for values in ((1, "it's", decimal.Decimal('1.50'), day), (None, None, None, None)):
                    self.connection.execute(f'insert into t values ({style}, {style}, {style}, {style})', values)
                self.assertEqual(
                    self.connection.execute('select * from t order by a').fetchall(),
                    [(1, "it's", decimal.Decimal('1.50'), day), (None, None, None, None)],
                )

    def test_prepared(self):
        cursor = self.connection.cursor()
        for number in range(20):
            self.assertEqual(cursor.execute('select %s::integer + 1', (number,), prepare=True).fetchone(), (number + 1,))

    def test_many_and_pipeline(self):
        with self.connection.cursor() as cursor:
            cursor.executemany('insert into t (a, b) values (%s, %s)', [(number, f'row {number}') for number in range(100)])
            self.assertEqual(cursor.rowcount, 100)
        with self.connection.pipeline():
            cursors = [self.connection.execute('select sum(a) + %s from t', (number,)) for number in range(5)]
        self.assertEqual([cursor.fetchone()[0] for cursor in cursors], [4950 + number for number in range(5)])

    def test_rows_and_columns(self):
        cursor = self.connection.cursor(row_factory=psycopg.rows.dict_row)
        self.assertEqual(
            cursor.execute("select 1 as one, 'x'::varchar(5) as two, 2.50::decimal(5,2) three").fetchall(),
            [{'one': 1, 'two': 'x', 'three': decimal.Decimal('2.50')}],
        )
        self.assertEqual(
            [(column.name, column.type_code, column.display_size, column.precision, column.scale) for column in cursor.description],
            [('one', 23, None, None, None), ('two', 1043, 5, None, None), ('three', 1700, None, 5, 2)],
        )

    def test_no_savepoints(self):
        self.connection.execute('select 1')
        with self.assertRaises(psycopg.errors.FeatureNotSupported), self.connection.transaction():
            pass

    def test_server_side_cursor(self):
        with self.connection.cursor('named') as cursor:
            cursor.itersize = 100
            cursor.execute('select i from generate_series(1, 1000) g(i) order by i')
            self.assertEqual([row[0] for row in cursor], list(range(1, 1001)))

    def test_stream(self):
        self.assertEqual(sum(row[0] for row in self.connection.cursor().stream('select i from generate_series(1, 1000) g(i)')), 500500)

    def test_transactions(self):
        with self.assertRaises(ZeroDivisionError), self.connection.transaction():
            self.connection.execute('insert into t (a) values (1)')
            raise ZeroDivisionError
        self.assertEqual(self.connection.execute('select count(*) from t').fetchone(), (0,))
        self.connection.commit()
        with self.connection.transaction():
            self.connection.execute('insert into t (a) values (2)')
        self.assertEqual(self.connection.execute('select a from t').fetchall(), [(2,)])

    def test_errors(self):
        for sql, kind in (
            ('selec 1', psycopg.errors.SyntaxError),
            ('select absent from t', psycopg.errors.UndefinedColumn),
            ('select * from absent', psycopg.errors.UndefinedTable),
            ('select 1/0', psycopg.errors.DivisionByZero),
            ("select 'x'::integer", psycopg.errors.InvalidTextRepresentation),
            ('select 40000::smallint', psycopg.errors.NumericValueOutOfRange),
        ):
            with self.subTest(sql), self.assertRaises(kind):
                self.connection.execute(sql)
            self.connection.rollback()

    def test_cancel(self):
        timer = threading.Timer(1, self.connection.cancel)
        timer.start()
        self.addCleanup(timer.join)
        with self.assertRaises(psycopg.errors.QueryCanceled):
            self.connection.execute(ENDLESS)
        self.connection.rollback()
        self.assertEqual(self.connection.execute('select 1').fetchone(), (1,))

    def test_no_copy_from_a_client(self):
        with self.assertRaises(psycopg.Error), self.connection.cursor().copy('copy t from stdin') as copy:
            copy.write_row((1, 'x', 1, None))

    def test_uuid_as_text(self):
        value = uuid.UUID('12345678-1234-5678-1234-567812345678')
        self.assertEqual(self.connection.execute('select %s::varchar(36)', (str(value),)).fetchone(), (str(value),))


class Psycopg2(unittest.TestCase):
    def setUp(self):
        self.connection = psycopg2.connect(**AT)
        self.addCleanup(self.connection.close)
        self.cursor = self.connection.cursor()
        self.cursor.execute('create temporary table t (a integer, b varchar(100), c decimal(10,2), d timestamp)')
        self.connection.commit()

    def rows(self, sql, parameters=None):
        self.cursor.execute(sql, parameters)
        return self.cursor.fetchall()

    def test_types(self):
        (row,) = self.rows('select ' + ', '.join(sql for sql, _ in VALUES))
        for (sql, wanted), got in zip(VALUES, row):
            with self.subTest(sql):
                self.assertEqual(got, wanted)

    def test_parameters(self):
        day = datetime.datetime(2026, 7, 29, 1, 2, 3, 456)
        self.cursor.execute('insert into t values (%s, %s, %s, %s)', (1, "it's a \\ and a %", decimal.Decimal('1.50'), day))
        self.cursor.execute('insert into t values (%(a)s, %(b)s, null, null)', {'a': 2, 'b': None})
        self.assertEqual(self.rows('select * from t order by a'), [(1, "it's a \\ and a %", decimal.Decimal('1.50'), day), (2, None, None, None)])
        self.assertEqual(self.rows('select a from t where a in %s', ((1, 5),)), [(1,)])

    def test_many_rows_in_one_insert(self):
        psycopg2.extras.execute_values(
            self.cursor, 'insert into t (a, b) values %s', [(number, f'row {number}') for number in range(1000)], page_size=300
        )
        self.assertEqual(self.rows('select count(*), sum(a), max(b) from t'), [(1000, 499500, 'row 999')])
        psycopg2.extras.execute_batch(self.cursor, 'update t set b = %s where a = %s', [('x', number) for number in range(10)])
        self.assertEqual(self.rows("select count(*) from t where b = 'x'"), [(10,)])

    def test_dictionaries(self):
        with self.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute('select 1 as one, 2 as two')
            self.assertEqual(dict(cursor.fetchone()), {'one': 1, 'two': 2})

    def test_server_side_cursor(self):
        with self.connection.cursor('named') as cursor:
            cursor.itersize = 100
            cursor.execute('select i from generate_series(1, 1000) g(i) order by i')
            self.assertEqual(sum(row[0] for row in cursor), 500500)

    def test_transactions(self):
        self.cursor.execute('insert into t (a) values (1)')
        self.connection.rollback()
        self.assertEqual(self.rows('select count(*) from t'), [(0,)])
        self.connection.commit()
        self.connection.autocommit = True
        self.cursor.execute('insert into t (a) values (2)')
        self.connection.rollback()
        self.assertEqual(self.rows('select a from t'), [(2,)])

    def test_isolation(self):
        self.connection.set_session(isolation_level='SERIALIZABLE', readonly=True)
        with self.assertRaises(psycopg2.errors.ReadOnlySqlTransaction):
            self.cursor.execute('create table never (a integer)')

    def test_notices(self):
        self.cursor.execute('drop table if exists absent')
        self.assertIn('does not exist', self.connection.notices[-1])

    def test_errors(self):
        for sql, kind in (
            ('selec 1', psycopg2.errors.SyntaxError),
            ('select absent from t', psycopg2.errors.UndefinedColumn),
            ('select 1/0', psycopg2.errors.DivisionByZero),
        ):
            with self.subTest(sql), self.assertRaises(kind) as refused:
                self.cursor.execute(sql)
            self.assertEqual(refused.exception.diag.severity, 'ERROR')
            self.connection.rollback()

    def test_cancel(self):
        timer = threading.Timer(1, self.connection.cancel)
        timer.start()
        self.addCleanup(timer.join)
        with self.assertRaises(psycopg2.errors.QueryCanceled):
            self.cursor.execute(ENDLESS)


if __name__ == '__main__':
    unittest.main()
