"""awswrangler, AWS's SDK for pandas: Redshift over the wire, by a secret and by temporary
credentials, and by the Data API. The environment names the server; the cluster is given as
the only argument. COPY and UNLOAD are not driven: they go by way of S3.
"""

import datetime
import decimal
import json
import sys
import unittest

import awswrangler
import boto3
import pandas

import place

CLUSTER = sys.argv.pop()
HOST, PORT = place.endpoint(CLUSTER)
SCHEMA = 'wrangler'
MOMENT = datetime.datetime(2026, 7, 29, 1, 2, 3)


def secret():
    """The ARN of a secret that says where the cluster is, as AWS keeps it."""
    keeper = boto3.client('secretsmanager')
    told = json.dumps(
        {'username': place.USER, 'password': place.PASSWORD, 'engine': 'redshift', 'host': HOST, 'port': PORT, 'dbClusterIdentifier': CLUSTER}
    )
    try:
        return keeper.create_secret(Name='wrangler', SecretString=told)['ARN']
    except keeper.exceptions.ResourceExistsException:
        return keeper.put_secret_value(SecretId='wrangler', SecretString=told)['ARN']


def frame(*ids, **more):
    return pandas.DataFrame(
        {
            'id': list(ids),
            'name': [f'row {number}' for number in ids],
            'price': [number / 4 for number in ids],
            'moment': [MOMENT + datetime.timedelta(days=number) for number in ids],
            'sold': [number % 2 == 0 for number in ids],
            **more,
        }
    )


class OverTheWire(unittest.TestCase):
    def setUp(self):
        self.connection = awswrangler.redshift.connect(secret_id=secret(), dbname='dev', ssl=False)
        self.addCleanup(self.connection.close)
        with self.connection.cursor() as cursor:
            cursor.execute(f'drop schema if exists {SCHEMA} cascade')
            cursor.execute(f'create schema {SCHEMA}')
        self.connection.commit()

    def write(self, rows, **more):
        awswrangler.redshift.to_sql(df=rows, con=self.connection, table='t', schema=SCHEMA, **more)

    def query(self, sql, **more):
        return awswrangler.redshift.read_sql_query(sql, con=self.connection, **more)

    def test_query(self):
        read = self.query(
            "select 1::smallint a, 2::bigint b, 1.50::decimal(5,2) c, 'x'::varchar d, date '2026-07-29' e, timestamp '2026-07-29 01:02:03' f, true g, null::integer h"
        )
        self.assertEqual(list(read.columns), list('abcdefgh'))
        self.assertEqual(read.iloc[0, :7].tolist(), [1, 2, decimal.Decimal('1.50'), 'x', datetime.date(2026, 7, 29), pandas.Timestamp(MOMENT), True])
        self.assertTrue(pandas.isna(read.iloc[0, 7]))

    def test_parameters_and_chunks(self):
        read = self.query('select i from generate_series(1, 100) g(i) where i > %s order by 1', params=[10], chunksize=40)
        self.assertEqual([len(chunk) for chunk in read], [40, 40, 10])

    def test_write_and_read(self):
        self.write(frame(1, 2, 3), mode='overwrite', diststyle='KEY', distkey='id', sortkey=['moment'], primary_keys=['id'])
        read = awswrangler.redshift.read_sql_table(table='t', schema=SCHEMA, con=self.connection).sort_values('id')
        self.assertEqual(read['id'].tolist(), [1, 2, 3])
        self.assertEqual(read['name'].tolist(), ['row 1', 'row 2', 'row 3'])
        self.assertEqual(read['price'].tolist(), [0.25, 0.5, 0.75])
        self.assertEqual(read['moment'].tolist(), [pandas.Timestamp(MOMENT + datetime.timedelta(days=number)) for number in (1, 2, 3)])
        self.assertEqual(read['sold'].tolist(), [False, True, False])

    def test_append_and_overwrite(self):
        self.write(frame(1, 2), mode='overwrite')
        self.write(frame(3), mode='append')
        self.assertEqual(self.query(f'select count(*) n from {SCHEMA}.t')['n'].tolist(), [3])
        self.write(frame(9), mode='overwrite', overwrite_method='truncate')
        self.assertEqual(self.query(f'select id from {SCHEMA}.t')['id'].tolist(), [9])
        self.write(frame(8), mode='overwrite', overwrite_method='delete')
        self.assertEqual(self.query(f'select id from {SCHEMA}.t')['id'].tolist(), [8])

    def test_upsert(self):
        self.write(frame(1, 2), mode='overwrite', primary_keys=['id'])
        self.write(frame(2, 3, name=['changed', 'new']), mode='upsert', primary_keys=['id'])
        self.assertEqual(self.query(f'select id, name from {SCHEMA}.t order by id').values.tolist(), [[1, 'row 1'], [2, 'changed'], [3, 'new']])

    def test_upsert_by_the_keys_of_the_table(self):
        self.write(frame(1, 2), mode='overwrite', primary_keys=['id'])
        self.write(frame(2, 3, name=['changed', 'new']), mode='upsert')
        self.assertEqual(self.query(f'select id, name from {SCHEMA}.t order by id').values.tolist(), [[1, 'row 1'], [2, 'changed'], [3, 'new']])

    def test_new_columns(self):
        self.write(frame(1), mode='overwrite')
        self.write(frame(2, more=[5]), mode='append', add_new_columns=True, use_column_names=True)
        self.assertEqual(self.query(f'select coalesce(more, -1) more from {SCHEMA}.t order by id')['more'].tolist(), [-1, 5])

    def test_lock(self):
        self.write(frame(1), mode='overwrite')
        self.write(frame(2), mode='append', lock=True)
        self.assertEqual(self.query(f'select count(*) n from {SCHEMA}.t')['n'].tolist(), [2])


class ByTemporaryCredentials(unittest.TestCase):
    def test_a_temporary_user(self):
        connection = awswrangler.redshift.connect_temp(cluster_identifier=CLUSTER, user='visitor', database='dev', ssl=False)
        self.addCleanup(connection.close)
        self.assertEqual(awswrangler.redshift.read_sql_query('select current_user::varchar u', con=connection)['u'].tolist(), ['visitor'])


class ByTheDataAPI(unittest.TestCase):
    def test_query(self):
        connection = awswrangler.data_api.redshift.connect(cluster_id=CLUSTER, database='dev', db_user='admin')
        read = awswrangler.data_api.redshift.read_sql_query(
            "select 1 a, 'x' b, 1.50::decimal(5,2) c, null::integer d union all select 2, 'y', 2.50, 7 order by 1", con=connection
        )
        self.assertEqual(list(read.columns), ['a', 'b', 'c', 'd'])
        self.assertEqual(read['a'].tolist(), [1, 2])
        self.assertEqual(read['b'].tolist(), ['x', 'y'])
        self.assertEqual([str(value) for value in read['c']], ['1.50', '2.50'])

    def test_by_secret_and_by_failure(self):
        connection = awswrangler.data_api.redshift.connect(cluster_id=CLUSTER, database='dev', secret_arn=secret())
        self.assertEqual(awswrangler.data_api.redshift.read_sql_query('select current_user::varchar u', con=connection)['u'].tolist(), ['admin'])
        with self.assertRaisesRegex(Exception, 'relation "absent" does not exist'):
            awswrangler.data_api.redshift.read_sql_query('select * from absent', con=connection)


if __name__ == '__main__':
    unittest.main()
