"""What AWS's own driver for Python tells of the catalogue, which it asks by SHOW. The
environment names the server; the cluster is given as the only argument.

What a test wants is what the driver's own tests want of AWS, or what the pages of SHOW in
AWS's guide show.
"""

import unittest

import redshift_connector

from connectorcase import Case


class Catalogue:
    """What the driver tells of a schema, by whichever way it asks."""

    def setUp(self):
        super().setUp()
        self.run_all(
            """create table parent (i integer not null, j varchar(10) not null, k decimal(10,5) default 1.5, primary key (i, j))
                diststyle key distkey (i) compound sortkey (j, i)""",
            """create table child (n bigint identity(1,1), i integer, j varchar(10), c char(20), m timestamptz, t time, primary key (n),
                constraint to_parent foreign key (i, j) references parent (i, j))""",
            'create view seen as select i, j from parent',
        )

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

    def test_primary_keys(self):
        self.assertEqual(
            self.pick(
                self.told('get_primary_keys', 'dev', self.schema, 'parent'),
                'TABLE_CAT',
                'TABLE_SCHEM',
                'TABLE_NAME',
                'COLUMN_NAME',
                'KEY_SEQ',
                'PK_NAME',
            ),
            [('dev', self.schema, 'parent', 'i', 1, 'parent_pkey'), ('dev', self.schema, 'parent', 'j', 2, 'parent_pkey')],
        )
        self.assertEqual(self.told('get_primary_keys', 'dev', self.schema, 'seen'), [])

    def test_types_of_tables(self):
        self.assertEqual(
            self.pick(self.told('get_table_types'), 'TABLE_TYPE'),
            [('EXTERNAL TABLE',), ('EXTERNAL VIEW',), ('LOCAL TEMPORARY',), ('TABLE',), ('VIEW',)],
        )


class ByShow(Catalogue, Case):
    """What it asks of servers that have SHOW, as ours."""

    def test_tables(self):
        tables = self.told('get_tables', None, self.schema, '%', [])
        self.assertEqual(
            self.pick(tables, 'TABLE_CAT', 'TABLE_SCHEM', 'TABLE_NAME', 'TABLE_TYPE'),
            [('dev', self.schema, 'child', 'TABLE'), ('dev', self.schema, 'parent', 'TABLE'), ('dev', self.schema, 'seen', 'VIEW')],
        )
        self.assertEqual(self.pick(self.told('get_tables', None, self.schema, '%', ['VIEW']), 'TABLE_NAME'), [('seen',)])
        self.assertEqual(self.pick(self.told('get_tables', None, self.schema, 'p_r%t', []), 'TABLE_NAME'), [('parent',)])
        self.assertEqual(self.told('get_tables', None, self.schema, 'absent', []), [])

    def test_columns(self):
        columns = self.told('get_columns', None, self.schema, 'parent', '%')
        self.assertEqual(
            self.pick(
                columns,
                'TABLE_NAME',
                'COLUMN_NAME',
                'DATA_TYPE',
                'TYPE_NAME',
                'COLUMN_SIZE',
                'DECIMAL_DIGITS',
                'NULLABLE',
                'ORDINAL_POSITION',
                'IS_NULLABLE',
                'IS_AUTOINCREMENT',
            ),
            [
                ('parent', 'i', 4, 'int4', 10, 0, 0, 1, 'NO', 'NO'),
                ('parent', 'j', 12, 'varchar', 10, 0, 0, 2, 'NO', 'NO'),
                ('parent', 'k', 2, 'numeric', 10, 5, 1, 3, 'YES', 'NO'),
            ],
        )
        self.assertEqual([row['COLUMN_DEF'] for row in columns], [None, None, '1.5'])
        self.assertEqual(
            self.pick(
                self.told('get_columns', None, self.schema, 'child', '%'),
                'COLUMN_NAME',
                'DATA_TYPE',
                'TYPE_NAME',
                'COLUMN_SIZE',
                'DECIMAL_DIGITS',
                'IS_AUTOINCREMENT',
            ),
            [
                ('n', -5, 'int8', 19, 0, 'YES'),
                ('i', 4, 'int4', 10, 0, 'NO'),
                ('j', 12, 'varchar', 10, 0, 'NO'),
                ('c', 1, 'char', 20, 0, 'NO'),
                ('m', 2014, 'timestamptz', 35, 6, 'NO'),
                ('t', 92, 'time', 15, 6, 'NO'),
            ],
        )
        self.assertEqual(self.pick(self.told('get_columns', None, self.schema, '%', 'k'), 'TABLE_NAME'), [('parent',)])

    def test_tables_by_show(self):
        tables = self.told('get_tables', 'dev', self.schema, '%', [])
        self.assertEqual(
            self.pick(tables, 'TABLE_NAME', 'OWNER', 'TABLE_SUBTYPE'),
            [('child', 'admin', 'REGULAR TABLE'), ('parent', 'admin', 'REGULAR TABLE'), ('seen', 'admin', 'REGULAR VIEW')],
        )

    def test_patterns(self):
        self.run_all('create table "a_b" (i integer)', 'create table "a%b" (i integer)', 'create table "axb" (i integer)')
        for pattern, wanted in (('a_b', ['a%b', 'a_b', 'axb']), (r'a\_b', ['a_b']), (r'a\%b', ['a%b']), ('a%', ['a%b', 'a_b', 'axb'])):
            with self.subTest(pattern):
                self.assertEqual([name for name, in self.pick(self.told('get_tables', 'dev', self.schema, pattern, []), 'TABLE_NAME')], wanted)

    def test_keys_of_storage(self):
        columns = self.told('get_columns', 'dev', self.schema, 'parent', '%')
        self.assertEqual(
            self.pick(columns, 'COLUMN_NAME', 'SORT_KEY_TYPE', 'SORT_KEY', 'DIST_KEY'),
            [('i', 'COMPOUND', 2, 1), ('j', 'COMPOUND', 1, None), ('k', None, 0, None)],
        )

    def test_columns_of_every_type(self):
        self.run_all(
            """create table every (a smallint, b integer, c bigint, d numeric(10,5), e real, f double precision, g boolean, h char(20), i varchar(256), j date, k time,
            l timetz, m timestamp, n timestamptz, o interval year to month, p interval day to second, q super, r varbyte(10))"""
        )
        self.assertEqual(
            self.pick(self.told('get_columns', None, self.schema, 'every', '%'), 'TYPE_NAME', 'DATA_TYPE', 'COLUMN_SIZE', 'DECIMAL_DIGITS'),
            [
                ('int2', 5, 5, 0),
                ('int4', 4, 10, 0),
                ('int8', -5, 19, 0),
                ('numeric', 2, 10, 5),
                ('float4', 7, 8, 8),
                ('float8', 8, 17, 17),
                ('bool', -7, 1, 0),
                ('char', 1, 20, 0),
                ('varchar', 12, 256, 0),
                ('date', 91, 13, 0),
                ('time', 92, 15, 6),
                ('timetz', 2013, 21, 6),
                ('timestamp', 93, 29, 6),
                ('timestamptz', 2014, 35, 6),
                ('intervaly2m', 1111, 32, 0),
                ('intervald2s', 1111, 64, 6),
                ('super', -1, None, None),
                ('varbyte', -4, None, None),
            ],
        )

    def test_foreign_keys(self):
        wanted = [('parent', column, 'child', column, place, 3, 3, 'to_parent', 'parent_pkey', 7) for place, column in ((1, 'i'), (2, 'j'))]
        names = (
            'PKTABLE_NAME',
            'PKCOLUMN_NAME',
            'FKTABLE_NAME',
            'FKCOLUMN_NAME',
            'KEY_SEQ',
            'UPDATE_RULE',
            'DELETE_RULE',
            'FK_NAME',
            'PK_NAME',
            'DEFERRABILITY',
        )
        self.assertEqual(self.pick(self.told('get_imported_keys', 'dev', self.schema, 'child'), *names), wanted)
        self.assertEqual(self.pick(self.told('get_exported_keys', 'dev', self.schema, 'parent'), *names), wanted)
        self.assertEqual(self.told('get_imported_keys', 'dev', self.schema, 'parent'), [])

    def test_best_row_identifier(self):
        self.assertEqual(
            self.pick(self.told('get_best_row_identifier', 'dev', self.schema, 'parent', 1, True), 'COLUMN_NAME', 'TYPE_NAME', 'COLUMN_SIZE'),
            [('i', 'int4', 10), ('j', 'varchar', 10)],
        )

    def reader(self):
        """A user who has rights on the table and on one column of it."""
        self.run_all(
            'drop user if exists reader',
            "create user reader password 'Secret99'",
            'grant select, insert on parent to reader',
            'grant select (i) on child to reader',
            'grant select on seen to public',
        )
        self.addCleanup(self.run_all, f'drop user reader')

    def test_privileges_of_tables(self):
        self.reader()
        names = ('TABLE_NAME', 'GRANTOR', 'GRANTEE', 'PRIVILEGE', 'IS_GRANTABLE')
        try:
            self.assertEqual(
                self.pick(self.told('get_table_privileges', 'dev', self.schema, 'parent'), *names),
                [('parent', 'admin', 'reader', 'INSERT', 'NO'), ('parent', 'admin', 'reader', 'SELECT', 'NO')],
            )
            self.assertEqual(
                self.pick(self.told('get_table_privileges', 'dev', self.schema, 'seen'), *names), [('seen', 'admin', 'public', 'SELECT', 'NO')]
            )
            self.assertEqual(self.told('get_table_privileges', 'dev', self.schema, 'child'), [])
        finally:
            self.connection.rollback()
            self.run_all(f'drop schema {self.schema} cascade')

    def test_privileges_of_columns(self):
        self.reader()
        try:
            self.assertEqual(
                self.pick(
                    self.told('get_column_privileges', 'dev', self.schema, 'child', '%'),
                    'TABLE_NAME',
                    'COLUMN_NAME',
                    'GRANTOR',
                    'GRANTEE',
                    'PRIVILEGE',
                    'IS_GRANTABLE',
                ),
                [('child', 'i', 'admin', 'reader', 'SELECT', 'NO')],
            )
            self.assertEqual(self.told('get_column_privileges', 'dev', self.schema, 'parent', '%'), [])
        finally:
            self.connection.rollback()
            self.run_all(f'drop schema {self.schema} cascade')

    def procedures(self):
        self.run_all(
            'create procedure quiet(a smallint, b varchar(256), c interval year to month) as $$ begin null; end; $$ language plpgsql',
            'create procedure telling(a in integer, b out integer) as $$ begin b := a + 1; end; $$ language plpgsql',
        )

    def test_procedures(self):
        self.procedures()
        self.assertEqual(
            self.pick(self.told('get_procedures', 'dev', self.schema, '%'), 'PROCEDURE_SCHEM', 'PROCEDURE_NAME', 'PROCEDURE_TYPE', 'SPECIFIC_NAME'),
            [(self.schema, 'quiet', 1, 'quiet(smallint, character varying, intervaly2m)'), (self.schema, 'telling', 2, 'telling(integer)')],
        )

    def test_columns_of_procedures(self):
        self.procedures()
        self.assertEqual(
            self.pick(
                self.told('get_procedure_columns', 'dev', self.schema, '%', '%'),
                'PROCEDURE_NAME',
                'COLUMN_NAME',
                'COLUMN_TYPE',
                'DATA_TYPE',
                'TYPE_NAME',
                'PRECISION',
                'ORDINAL_POSITION',
            ),
            [
                ('quiet', 'a', 1, 5, 'int2', 5, 1),
                ('quiet', 'b', 1, 12, 'varchar', 256, 2),
                ('quiet', 'c', 1, 1111, 'intervaly2m', 32, 3),
                ('telling', 'a', 1, 4, 'int4', 10, 1),
                ('telling', 'b', 3, 4, 'int4', 10, 2),
            ],
        )

    def test_functions(self):
        self.run_all('create function twice (integer) returns integer immutable as $$ select $1 * 2 $$ language sql')
        self.assertEqual(
            self.pick(self.told('get_functions', 'dev', self.schema, '%'), 'FUNCTION_SCHEM', 'FUNCTION_NAME', 'FUNCTION_TYPE', 'SPECIFIC_NAME'),
            [(self.schema, 'twice', 1, 'twice(integer)')],
        )
        self.assertEqual(
            self.pick(
                self.told('get_function_columns', 'dev', self.schema, 'twice', '%'), 'FUNCTION_NAME', 'COLUMN_TYPE', 'TYPE_NAME', 'ORDINAL_POSITION'
            ),
            [('twice', 4, 'int4', 0), ('twice', 1, 'int4', 1)],
        )


class ByQueries(Catalogue, Case):
    """What it asks of older servers, which do not report that they have SHOW: the queries of older drivers."""

    def setUp(self):
        super().setUp()
        told = self.connection.parameter_statuses
        told.remove((b'show_discovery', dict(told)[b'show_discovery']))

    def test_tables(self):
        """Keys have indexes here, which the driver lists whatever types are named."""
        tables = self.pick(self.told('get_tables', None, self.schema, '%', ['TABLE', 'VIEW']), 'TABLE_CAT', 'TABLE_SCHEM', 'TABLE_NAME', 'TABLE_TYPE')
        wanted = [('child_pkey', 'INDEX'), ('parent_pkey', 'INDEX'), ('child', 'TABLE'), ('parent', 'TABLE'), ('seen', 'VIEW')]
        self.assertEqual(tables, [('dev', self.schema, *named) for named in wanted])

    def test_columns(self):
        """The driver knows less of types here."""
        columns = self.told('get_columns', None, self.schema, 'child', '%')
        self.assertEqual(
            self.pick(columns, 'COLUMN_NAME', 'DATA_TYPE', 'TYPE_NAME', 'COLUMN_SIZE', 'ORDINAL_POSITION', 'IS_NULLABLE'),
            [
                ('n', -5, 'int8', 19, 1, 'NO'),
                ('i', 4, 'int4', 10, 2, 'YES'),
                ('j', 12, 'varchar', 10, 3, 'YES'),
                ('c', 1, 'bpchar', 20, 4, 'YES'),
                ('m', 2014, 'timestamptz', 35, 5, 'YES'),
                ('t', 1111, 'time', 2147483647, 6, 'YES'),
            ],
        )
        columns = self.told('get_columns', None, self.schema, 'parent', 'k')
        self.assertEqual(self.pick(columns, 'TYPE_NAME', 'COLUMN_SIZE', 'DECIMAL_DIGITS', 'COLUMN_DEF'), [('numeric', 10, 5, '1.5')])

    def test_procedures(self):
        self.run_all('create procedure quiet(a smallint) as $$ begin null; end; $$ language plpgsql')
        told = self.told('get_procedures', None, self.schema, '%')
        self.assertEqual(self.pick(told, 'PROCEDURE_CAT', 'PROCEDURE_SCHEM', 'PROCEDURE_NAME', 'PROCEDURE_TYPE'), [('dev', self.schema, 'quiet', 1)])

    def test_what_asks_for_show(self):
        with self.assertRaisesRegex(redshift_connector.InterfaceError, 'requires minimum show discovery version 4'):
            self.cursor.get_imported_keys('dev', self.schema, 'child')


if __name__ == '__main__':
    unittest.main()
