"""SQLAlchemy with Amazon's dialect sqlalchemy-redshift, over redshift_connector and over
psycopg2: tables from declarations, rows, reflection, and the dialect's own statements. The
environment names the server; the cluster is given as the only argument.
"""

import datetime
import decimal
import sys
import unittest

import sqlalchemy
import sqlalchemy.orm
from sqlalchemy import (
    BIGINT,
    BOOLEAN,
    CHAR,
    DATE,
    DECIMAL,
    INTEGER,
    REAL,
    SMALLINT,
    TIMESTAMP,
    VARCHAR,
    Column,
    ForeignKey,
    MetaData,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy_redshift import dialect
from sqlalchemy_redshift.commands import AlterTableAppendCommand
from sqlalchemy_redshift.ddl import CreateMaterializedView, DropMaterializedView

import place

CLUSTER = sys.argv.pop()
HOST, PORT = place.endpoint(CLUSTER)
SCHEMA = 'alchemy'
MOMENT = datetime.datetime(2026, 7, 29, 1, 2, 3, 456)


def engine(driver):
    url = sqlalchemy.URL.create('redshift+' + driver, place.USER, place.PASSWORD, HOST, PORT, place.DATABASE)
    return sqlalchemy.create_engine(url, connect_args={'ssl': False} if driver == 'redshift_connector' else {'sslmode': 'disable'})


def declared():
    """Two tables, by their declarations."""
    metadata = MetaData(schema=SCHEMA)
    artist = Table(
        'artist',
        metadata,
        Column('id', BIGINT, primary_key=True, redshift_identity=(1, 1)),
        Column('name', VARCHAR(100), nullable=False, redshift_encode='zstd'),
        Column('born', DATE),
        UniqueConstraint('name'),
        redshift_diststyle='ALL',
        redshift_sortkey=('name', 'born'),
    )
    work = Table(
        'work',
        metadata,
        Column('id', INTEGER, primary_key=True, autoincrement=False),
        Column('artist', BIGINT, ForeignKey(f'{SCHEMA}.artist.id')),
        Column('price', DECIMAL(10, 2)),
        Column('sold', BOOLEAN, server_default=text('false')),
        Column('moment', TIMESTAMP),
        Column('code', CHAR(3)),
        Column('weight', REAL),
        Column('rank', SMALLINT),
        redshift_diststyle='KEY',
        redshift_distkey='artist',
        redshift_interleaved_sortkey=['id', 'price'],
    )
    return metadata, artist, work


class Dialect:
    """What is the same for each driver."""

    driver = ''

    def setUp(self):
        self.engine = engine(self.driver)
        self.addCleanup(self.engine.dispose)
        with self.engine.begin() as connection:
            connection.execute(text(f'drop schema if exists {SCHEMA} cascade'))
            connection.execute(text(f'create schema {SCHEMA}'))
        self.metadata, self.artist, self.work = declared()
        self.metadata.create_all(self.engine, checkfirst=False)

    def test_rows(self):
        with self.engine.begin() as connection:
            connection.execute(insert(self.artist), [{'name': 'Ada', 'born': datetime.date(1815, 12, 10)}, {'name': 'Bea', 'born': None}])
            ids = dict(connection.execute(select(self.artist.c.name, self.artist.c.id)).all())
            self.assertEqual(set(ids), {'Ada', 'Bea'})
            self.assertNotEqual(ids['Ada'], ids['Bea'])
            connection.execute(
                insert(self.work),
                [
                    {
                        'id': number,
                        'artist': ids['Ada'],
                        'price': decimal.Decimal(number) / 4,
                        'moment': MOMENT,
                        'code': 'x',
                        'weight': 1.5,
                        'rank': number,
                    }
                    for number in range(1, 5)
                ],
            )
        with self.engine.connect() as connection:
            self.assertEqual(
                connection.execute(
                    select(self.work.c.price, self.work.c.sold, self.work.c.moment, self.work.c.code, self.work.c.weight).where(self.work.c.id == 3)
                ).one(),
                (decimal.Decimal('0.75'), False, MOMENT, 'x  ', 1.5),
            )
            joined = (
                select(self.artist.c.name, func.count(), func.sum(self.work.c.price))
                .join(self.work, isouter=True)
                .group_by(self.artist.c.name)
                .order_by(self.artist.c.name)
            )
            self.assertEqual(connection.execute(joined).all(), [('Ada', 4, decimal.Decimal('2.50')), ('Bea', 1, None)])
            self.assertEqual(connection.execute(select(self.work.c.id).order_by(self.work.c.id).limit(2).offset(1)).scalars().all(), [2, 3])
        with self.engine.begin() as connection:
            self.assertEqual(connection.execute(update(self.work).where(self.work.c.id > 2).values(price=0)).rowcount, 2)
            self.assertEqual(
                connection.execute(
                    delete(self.work).where(self.work.c.artist == self.artist.c.id).where(self.artist.c.name == 'Ada').where(self.work.c.id < 3)
                ).rowcount,
                2,
            )
            self.assertEqual(connection.execute(select(func.count()).select_from(self.work)).scalar(), 2)

    def test_transactions(self):
        with self.engine.connect() as connection:
            connection.execute(insert(self.artist), [{'name': 'Ada'}, {'name': 'Bea'}])
            connection.rollback()
            self.assertEqual(connection.execute(select(func.count()).select_from(self.artist)).scalar(), 0)
        with self.engine.connect().execution_options(isolation_level='AUTOCOMMIT') as connection:
            connection.execute(insert(self.artist), [{'name': 'Ada'}, {'name': 'Bea'}])
        with self.engine.connect() as connection:
            self.assertEqual(connection.execute(select(func.count()).select_from(self.artist)).scalar(), 2)

    def test_what_redshift_has_not(self):
        with self.engine.connect() as connection, self.assertRaises(sqlalchemy.exc.ProgrammingError) as refused:
            connection.execute(insert(self.artist).values(name='Ada').returning(self.artist.c.id))
        self.assertIn('syntax error at or near "RETURNING"', str(refused.exception))

    def test_failures(self):
        with self.engine.connect() as connection:
            with self.assertRaises(sqlalchemy.exc.ProgrammingError) as refused:
                connection.execute(text('select absent'))
            self.assertIn('column "absent" does not exist', str(refused.exception))

    def test_orm(self):
        base = sqlalchemy.orm.declarative_base(metadata=MetaData(schema=SCHEMA))

        class Note(base):
            __tablename__ = 'note'
            id = Column(INTEGER, primary_key=True, autoincrement=False)
            body = Column(VARCHAR(200))

        base.metadata.create_all(self.engine, checkfirst=False)
        with sqlalchemy.orm.Session(self.engine) as session:
            session.add_all([Note(id=1, body="it's"), Note(id=2, body='two')])
            session.commit()
            session.get(Note, 2).body = 'changed'
            session.commit()
            self.assertEqual([(note.id, note.body) for note in session.query(Note).order_by(Note.id)], [(1, "it's"), (2, 'changed')])

    def test_reflected_names(self):
        with self.engine.begin() as connection:
            connection.execute(text(f'create view {SCHEMA}.cheap as select id, price from {SCHEMA}.work where price < 1'))
            connection.execute(text(f'create view {SCHEMA}.late as select id from {SCHEMA}.work with no schema binding'))
        found = sqlalchemy.inspect(self.engine)
        self.assertIn(SCHEMA, found.get_schema_names())
        self.assertEqual(sorted(found.get_table_names(SCHEMA)), ['artist', 'work'])
        self.assertEqual(sorted(found.get_view_names(SCHEMA)), ['cheap', 'late'])
        self.assertIn('price < ', found.get_view_definition('cheap', SCHEMA))
        self.assertTrue(found.has_table('work', SCHEMA))
        self.assertFalse(found.has_table('absent', SCHEMA))

    def test_reflected_columns(self):
        found = sqlalchemy.inspect(self.engine)
        self.assertEqual(
            [(column['name'], str(column['type']), column['nullable']) for column in found.get_columns('work', SCHEMA)],
            [
                ('id', 'INTEGER', False),
                ('artist', 'BIGINT', True),
                ('price', 'NUMERIC(10, 2)', True),
                ('sold', 'BOOLEAN', True),
                ('moment', 'TIMESTAMP', True),
                ('code', 'CHAR(3)', True),
                ('weight', 'REAL', True),
                ('rank', 'SMALLINT', True),
            ],
        )
        self.assertEqual(
            [(column['name'], str(column['type'])) for column in found.get_columns('artist', SCHEMA)],
            [('id', 'BIGINT'), ('name', 'VARCHAR(100)'), ('born', 'DATE')],
        )
        self.assertEqual([column['info'].get('encode') for column in found.get_columns('artist', SCHEMA)][1], 'zstd')

    def test_reflected_columns_of_a_late_binding_view(self):
        with self.engine.begin() as connection:
            connection.execute(text(f'create view {SCHEMA}.late as select id, price from {SCHEMA}.work with no schema binding'))
        found = sqlalchemy.inspect(self.engine)
        self.assertEqual(
            [(column['name'], str(column['type'])) for column in found.get_columns('late', SCHEMA)], [('id', 'INTEGER'), ('price', 'NUMERIC(10, 2)')]
        )

    def test_reflected_constraints(self):
        found = sqlalchemy.inspect(self.engine)
        self.assertEqual(found.get_pk_constraint('work', SCHEMA)['constrained_columns'], ['id'])
        self.assertEqual(found.get_pk_constraint('work', SCHEMA)['name'], 'work_pkey')
        keys = found.get_foreign_keys('work', SCHEMA)
        self.assertEqual(
            [(key['constrained_columns'], key['referred_schema'], key['referred_table'], key['referred_columns']) for key in keys],
            [(['artist'], SCHEMA, 'artist', ['id'])],
        )
        self.assertEqual([constraint['column_names'] for constraint in found.get_unique_constraints('artist', SCHEMA)], [['name']])
        self.assertEqual(found.get_indexes('work', SCHEMA), [])

    def test_reflected_options(self):
        found = sqlalchemy.inspect(self.engine)
        self.assertEqual(
            found.get_table_options('artist', SCHEMA),
            {'redshift_diststyle': 'ALL', 'redshift_distkey': None, 'redshift_sortkey': ('name', 'born'), 'redshift_interleaved_sortkey': None},
        )
        self.assertEqual(
            found.get_table_options('work', SCHEMA),
            {'redshift_diststyle': 'KEY', 'redshift_distkey': 'artist', 'redshift_sortkey': None, 'redshift_interleaved_sortkey': ('id', 'price')},
        )

    def test_reflected_tables(self):
        metadata = MetaData()
        work = Table('work', metadata, schema=SCHEMA, autoload_with=self.engine)
        self.assertEqual(set(metadata.tables), {f'{SCHEMA}.artist', f'{SCHEMA}.work'})
        self.assertEqual([column.name for column in work.primary_key], ['id'])
        self.assertEqual([key.target_fullname for key in work.c.artist.foreign_keys], [f'{SCHEMA}.artist.id'])
        every = MetaData()
        every.reflect(self.engine, schema=SCHEMA, views=True)
        self.assertEqual(set(every.tables), {f'{SCHEMA}.artist', f'{SCHEMA}.work'})
        ddl = str(sqlalchemy.schema.CreateTable(work).compile(dialect=self.engine.dialect))
        self.assertIn('DISTSTYLE KEY DISTKEY (artist)', ddl)
        self.assertIn('INTERLEAVED SORTKEY (id, price)', ddl)

    def test_materialized_view(self):
        with self.engine.begin() as connection:
            connection.execute(insert(self.artist), [{'name': 'Ada'}, {'name': 'Bea'}])
        with self.engine.connect().execution_options(isolation_level='AUTOCOMMIT') as connection:
            connection.execute(CreateMaterializedView(f'{SCHEMA}.names', select(self.artist.c.name), sortkey='name'))
            self.assertEqual(connection.execute(text(f'select name from {SCHEMA}.names order by 1')).scalars().all(), ['Ada', 'Bea'])
            connection.execute(DropMaterializedView(f'{SCHEMA}.names'))

    def test_append(self):
        with self.engine.connect().execution_options(isolation_level='AUTOCOMMIT') as connection:
            connection.execute(text(f'create table {SCHEMA}.a as select 1 as i union all select 2'))
            connection.execute(text(f'create table {SCHEMA}.b (i integer)'))
            source, target = (Table(name, MetaData(schema=SCHEMA), Column('i', INTEGER)) for name in 'ab')
            connection.execute(AlterTableAppendCommand(source, target))
            self.assertEqual(connection.execute(text(f'select count(*) from {SCHEMA}.b')).scalar(), 2)
            self.assertEqual(connection.execute(text(f'select count(*) from {SCHEMA}.a')).scalar(), 0)


class OverRedshiftConnector(Dialect, unittest.TestCase):
    driver = 'redshift_connector'

    def test_types_of_redshift(self):
        types = Table('types', MetaData(schema=SCHEMA), Column('s', dialect.SUPER), Column('t', dialect.TIMETZ), Column('u', dialect.TIMESTAMPTZ))
        types.create(self.engine, checkfirst=False)
        with self.engine.begin() as connection:
            connection.execute(
                text(f"""insert into {SCHEMA}.types select json_parse('{{"a"\\:1}}'), '01\\:02\\:03+00', '2026-07-29 01\\:02\\:03+02'""")
            )
            self.assertEqual(
                connection.execute(select(types)).one(),
                (
                    '{"a":1}',
                    datetime.time(1, 2, 3, tzinfo=datetime.timezone.utc),
                    datetime.datetime(2026, 7, 28, 23, 2, 3, tzinfo=datetime.timezone.utc),
                ),
            )


class OverPsycopg2(Dialect, unittest.TestCase):
    driver = 'psycopg2'


if __name__ == '__main__':
    unittest.main()
