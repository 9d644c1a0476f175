"""The Data API with boto3: all operations, the paginators, the shapes of values, and
errors by their classes. The environment names the server, as 'countersign env' prints
it; the cluster is given as the only argument.
"""

import datetime
import json
import sys
import unittest
import uuid

import boto3

CLUSTER = sys.argv.pop()
AT = {'ClusterIdentifier': CLUSTER, 'Database': 'dev', 'DbUser': 'admin'}
OPEN = ('SUBMITTED', 'PICKED', 'STARTED')
WAIT = {'WaitTimeSeconds': 30}
ENDLESS = 'select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1'
DATA = boto3.client('redshift-data')


def finish(answer):
    """Waits for a statement, by long polling, and describes it."""
    while answer['Status'] in OPEN:
        answer = DATA.describe_statement(Id=answer['Id'], **WAIT)
    return DATA.describe_statement(Id=answer['Id'])


def run(sql, at=AT, **more):
    return finish(DATA.execute_statement(Sql=sql, **at, **WAIT, **more))


def batch(*sqls, at=AT, **more):
    return finish(DATA.batch_execute_statement(Sqls=sqls, **at, **WAIT, **more))


def rows(done):
    if done['Status'] != 'FINISHED':
        raise AssertionError(done)
    return result(done['Id'])


def result(id):
    pages = DATA.get_paginator('get_statement_result').paginate(Id=id)
    return [record for page in pages for record in page['Records']]


def rows_of(sql):
    """What a statement of the administrator answers, as plain values."""
    done = run(sql)
    if done['Status'] != 'FINISHED':
        raise AssertionError(done)
    return [[list(field.values())[0] for field in record] for record in result(done['Id'])] if done['HasResultSet'] else []


def pages(operation, key, size, **arguments):
    """The entries on each page."""
    paginator = DATA.get_paginator(operation).paginate(**arguments, PaginationConfig={'PageSize': size})
    return [page.get(key, []) for page in paginator]


def parameters(**values):
    return [{'name': name, 'value': value} for name, value in values.items()]


class Statements(unittest.TestCase):
    def test_values_and_columns(self):
        done = run("""select 7::smallint a, (-2147483648)::integer b, 9223372036854775807::bigint c, 1.5::real d, 0.1::double precision e,
            12.30::decimal(8, 2) f, true g, 'é' || chr(10) || '日本' h, '' i, null::integer j, date '2026-07-29' k,
            timestamp '2020-08-21 17:33:51.88712' l""")
        self.assertEqual((done['Status'], done['HasResultSet'], done['ResultRows']), ('FINISHED', True, 1))
        self.assertGreater(done['Duration'], 0)
        self.assertGreater(done['ResultSize'], 0)
        self.assertIsInstance(done['CreatedAt'], datetime.datetime)
        result = DATA.get_statement_result(Id=done['Id'])
        self.assertEqual(result['TotalNumRows'], 1)
        self.assertNotIn('NextToken', result)
        self.assertEqual(result['Records'], [[
            {'longValue': 7}, {'longValue': -2147483648}, {'longValue': 9223372036854775807}, {'doubleValue': 1.5}, {'doubleValue': 0.1},
            {'stringValue': '12.30'}, {'booleanValue': True}, {'stringValue': 'é\n日本'}, {'stringValue': ''}, {'isNull': True},
            {'stringValue': '2026-07-29'}, {'stringValue': '2020-08-21 17:33:51.88712'}]])
        columns = [(c['name'], c['typeName']) for c in result['ColumnMetadata']]
        self.assertEqual(columns, list(zip('abcdefghijkl', (
            'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'bool', 'varchar', 'varchar', 'int4', 'date', 'timestamp'))))

    def test_pages_of_a_result(self):
        done = run("select i, repeat('x', 500) from generate_series(0, 5999) r(i)")
        sizes, seen = [], []
        for page in DATA.get_paginator('get_statement_result').paginate(Id=done['Id']):
            self.assertEqual((page['TotalNumRows'], len(page['ColumnMetadata'])), (6000, 2))
            sizes.append(len(page['Records']))
            seen += [record[0]['longValue'] for record in page['Records']]
        self.assertGreater(len(sizes), 2)
        self.assertEqual(seen, list(range(6000)))

    def test_csv(self):
        done = run("""select i, case when i = 0 then 'say "é", twice' end from generate_series(0, 2) r(i) order by i""", ResultFormat='CSV')
        self.assertEqual(done['ResultFormat'], 'CSV')
        result = DATA.get_statement_result_v2(Id=done['Id'], **WAIT)
        self.assertEqual((result['ResultFormat'], result['TotalNumRows']), ('CSV', 3))
        self.assertEqual(''.join(r['CSVRecords'] for r in result['Records']), '0,"say ""é"", twice"\r\n1,\r\n2,\r\n')
        with self.assertRaises(DATA.exceptions.ValidationException):
            DATA.get_statement_result(Id=done['Id'])
        long = run("select i, repeat('x', 500) from generate_series(0, 5999) r(i)", ResultFormat='CSV')
        texts = [r['CSVRecords'] for page in DATA.get_paginator('get_statement_result_v2').paginate(Id=long['Id']) for r in page['Records']]
        self.assertGreater(len(texts), 2)
        self.assertEqual([int(line.split(',')[0]) for line in ''.join(texts).splitlines()], list(range(6000)))

    def test_parameters(self):
        hostile = "'; drop table t; --"
        done = run("select :a, :b + 1, :a, ':a' -- :c", Parameters=parameters(a=hostile, b='41'))
        self.assertEqual(rows(done), [[{'stringValue': hostile}, {'longValue': 42}, {'stringValue': hostile}, {'stringValue': ':a'}]])
        self.assertEqual(done['QueryParameters'], parameters(a=hostile, b='41'))
        with self.assertRaisesRegex(DATA.exceptions.ValidationException, r'Unused parameters: \[b\]'):
            DATA.execute_statement(Sql='select :a', Parameters=parameters(a='1', b='2'), **AT)
        self.assertEqual(run('select :absent')['Status'], 'FAILED')

    def test_a_statement_without_a_result(self):
        done = run('create table nothing (a integer)')
        self.assertEqual((done['HasResultSet'], done['ResultRows'], done['ResultSize']), (False, -1, -1))
        with self.assertRaises(DATA.exceptions.ResourceNotFoundException):
            DATA.get_statement_result(Id=done['Id'])

    def test_a_statement_that_fails(self):
        done = run('select * from absent')
        self.assertEqual(done['Status'], 'FAILED')
        self.assertRegex(done['Error'], '^ERROR: relation "absent" does not exist')

    def test_client_token(self):
        token = str(uuid.uuid4())
        first, again = (DATA.execute_statement(Sql='select 1', ClientToken=token, **AT)['Id'] for _ in range(2))
        self.assertEqual(first, again)
        with self.assertRaises(DATA.exceptions.ValidationException):
            DATA.execute_statement(Sql='select 2', ClientToken=token, **AT)

    def test_cancel(self):
        started = DATA.execute_statement(Sql=ENDLESS, **AT)
        self.assertIs(DATA.cancel_statement(Id=started['Id'])['Status'], True)
        self.assertEqual(finish(dict(started, Status='STARTED'))['Status'], 'ABORTED')
        with self.assertRaisesRegex(DATA.exceptions.ValidationException, 'already in ABORTED state with ID: ' + started['Id']):
            DATA.cancel_statement(Id=started['Id'])

    def test_list_by_name(self):
        name = 'listed-' + str(uuid.uuid4())
        ids = [run(f'select {i}', StatementName=f'{name}-{i}')['Id'] for i in range(5)]
        listed = pages('list_statements', 'Statements', 2, StatementName=name)
        self.assertEqual([len(page) for page in listed], [2, 2, 1])
        self.assertEqual([s['Id'] for page in listed for s in page], ids[::-1])
        self.assertEqual(pages('list_statements', 'Statements', 2, StatementName=name, Status='FAILED'), [[]])

    def test_secret(self):
        secret = {'username': 'admin', 'password': 'Secret99'}
        arn = boto3.client('secretsmanager').create_secret(Name=str(uuid.uuid4()), SecretString=json.dumps(secret))['ARN']
        done = run('select current_user', {'ClusterIdentifier': CLUSTER, 'Database': 'dev', 'SecretArn': arn})
        self.assertEqual(rows(done), [[{'stringValue': 'admin'}]])
        self.assertEqual(done['SecretArn'], arn)


class Batches(unittest.TestCase):
    def test_parts_share_parameters(self):
        done = batch('create table shared (a integer)', 'insert into shared values (:one), (:two)', 'select a from shared where a > :one',
                     Parameters=parameters(one='1', two='2'))
        self.assertEqual((done['Status'], done['ExecutionMode'], done['HasResultSet']), ('FINISHED', 'TRANSACTION', True))
        parts = done['SubStatements']
        self.assertEqual([part['Id'] for part in parts], [f"{done['Id']}:{n}" for n in (1, 2, 3)])
        self.assertEqual([(part['Status'], part['ResultRows'], part['HasResultSet']) for part in parts],
                         [('FINISHED', -1, False), ('FINISHED', 2, False), ('FINISHED', 1, True)])
        self.assertEqual(result(parts[2]['Id']), [[{'longValue': 2}]])
        with self.assertRaisesRegex(DATA.exceptions.ValidationException, 'can only be retrieved with sub-statement id'):
            DATA.get_statement_result(Id=done['Id'])

    def test_execution_modes(self):
        for mode, left in (('TRANSACTION', 0), ('AUTO_COMMIT', 2)):
            with self.subTest(mode):
                table = 'mode_' + mode
                batch(f'create table {table} (a integer)')
                done = batch(f'insert into {table} values (1)', 'select * from absent', f'insert into {table} values (2)', ExecutionMode=mode)
                self.assertEqual((done['Status'], done['ExecutionMode']), ('FAILED', mode))
                self.assertRegex(done['Error'], '^Query #2 failed with ERROR: relation "absent" does not exist')
                self.assertEqual(done['SubStatements'][1]['Status'], 'FAILED')
                self.assertEqual(rows(run(f'select count(*) from {table}')), [[{'longValue': left}]])


class Privileges(unittest.TestCase):
    """DbUser may do what was granted, and nothing else."""

    @classmethod
    def setUpClass(cls):
        for user in ('reader', 'viewer'):
            rows_of(f'create user {user} password disable')
        done = batch('create table private (a integer, b integer)', 'insert into private values (1, 10), (2, 20)', 'create table other (a integer)',
                     'insert into other values (1)', 'create view through as select a from private',
                     'create view late as select a from public.private with no schema binding', 'create schema closed')
        assert done['Status'] == 'FINISHED', done

    def tearDown(self):
        for user in ('reader', 'viewer'):
            for thing in ('private', 'other', 'through', 'late'):
                rows_of(f'revoke all on {thing} from {user}')

    def finishes(self, sql, user='reader', **more):
        done = run(sql, {**AT, 'DbUser': user}, **more)
        self.assertEqual((done['Status'], done.get('Error')), ('FINISHED', None), sql)
        return done

    def refused(self, sql, thing='relation private', user='reader', **more):
        done = run(sql, {**AT, 'DbUser': user}, **more)
        self.assertEqual((done['Status'], done.get('Error')), ('FAILED', f'ERROR: permission denied for {thing}'), sql)

    def test_what_is_not_granted(self):
        for sql in ('select * from private', 'select count(*) from private', 'select 1 where exists (select 1 from private)',
                    'insert into private values (3, 30)', 'update private set b = 0', 'delete from private', 'truncate private',
                    'explain select * from private', 'create temp table copied as select * from private', 'create view mine as select * from private',
                    'select * into copied from private'):
            with self.subTest(sql):
                self.refused(sql)
        self.refused('select * from through', 'relation through')
        self.refused('select * from late', 'relation late')
        self.refused('create table closed.mine (a integer)', 'schema closed')
        self.refused('select a from private where a = :a', Parameters=parameters(a='1'))
        self.assertEqual(rows_of('select * from private order by a'), [[1, 10], [2, 20]])

    def test_a_grant_counts_until_it_is_revoked(self):
        rows_of('grant select on private to reader')
        self.assertEqual(result(self.finishes('select b from private where a = 1')['Id']), [[{'longValue': 10}]])
        self.refused('select * from private', user='viewer')
        self.refused('delete from private where a = 1')
        rows_of('revoke select on private from reader')
        self.refused('select b from private where a = 1')

    def test_a_view_has_the_rights_of_its_owner(self):
        for view in ('through', 'late'):
            rows_of(f'grant select on {view} to reader')
            self.assertEqual(len(result(self.finishes(f'select * from {view}')['Id'])), 2)
        self.refused('select * from through, private')
        rows_of('grant select on private to reader')
        self.finishes('create view mine as select a from private')
        self.finishes('grant select on mine to viewer')
        self.finishes('select * from mine', 'viewer')
        rows_of('revoke select on private from reader')
        self.refused('select * from mine', user='viewer')
        self.finishes('drop view mine')

    def test_columns(self):
        rows_of('grant select (a) on private to reader')
        self.finishes('select a from private where a > 1 order by a')
        for sql in ('select b from private', 'select * from private', 'select a from private where b = 10', 'select a from private order by b',
                    'select a from (select * from private) p'):
            with self.subTest(sql):
                self.refused(sql)
        rows_of('revoke select (a) on private from reader')
        self.refused('select a from private')

    def test_a_change_that_reads(self):
        rows_of('grant insert, update, delete on private to reader')
        self.refused('update private set b = 0 where a = 1')
        self.refused('update private set b = b + 1')
        self.refused('delete from private where a = 1')
        self.refused('insert into private select * from private')
        self.refused('insert into private select a, a from other', 'relation other')
        self.refused('delete from private using other where private.a = other.a', 'relation other')
        rows_of('grant select on private to reader')
        self.assertEqual(self.finishes('update private set b = b where a = 1')['ResultRows'], 1)
        self.refused('delete from private using other where private.a = other.a', 'relation other')

    def test_a_batch_is_undone(self):
        rows_of('grant insert on private to reader')
        done = batch('insert into private values (3, 30)', 'select * from other', 'insert into private values (4, 40)', at={**AT, 'DbUser': 'reader'})
        self.assertEqual((done['Status'], done['Error']), ('FAILED', 'Query #2 failed with ERROR: permission denied for relation other'))
        self.assertEqual([part['Status'] for part in done['SubStatements']], ['FINISHED', 'FAILED', 'ABORTED'])
        done = batch('declare c cursor for select * from private', 'fetch 1 from c', at={**AT, 'DbUser': 'reader'})
        self.assertEqual(done['Error'], 'Query #1 failed with ERROR: permission denied for relation private')
        self.assertEqual(rows_of('select count(*) from private'), [[2]])

    def test_what_a_session_has_prepared(self):
        rows_of('grant select on private to reader')
        session = {'SessionId': self.finishes('prepare p as select a from private', SessionKeepAliveSeconds=600)['SessionId']}
        self.assertEqual(len(rows(run('execute p', session))), 2)
        rows_of('revoke select on private from reader')
        self.assertEqual(run('execute p', session)['Error'], 'ERROR: permission denied for relation private')
        rows_of('grant select on private to reader')
        self.assertEqual(len(rows(run('execute p', session, SessionKeepAliveSeconds=0))), 2)


class Sessions(unittest.TestCase):
    def test_a_session_keeps_what_is_its_own(self):
        first = run('create temp table kept as select 42 as answer', SessionKeepAliveSeconds=600)
        session = {'SessionId': first['SessionId']}
        self.assertEqual(rows(run('select answer from kept', session)), [[{'longValue': 42}]])
        listed = DATA.list_sessions(**session)['Sessions'][0]
        self.assertEqual((listed['Status'], listed['Database'], listed['DbUser'], listed['ClusterIdentifier'], listed['SessionAliveSeconds']),
                         ('AVAILABLE', 'dev', 'admin', CLUSTER, 600))
        self.assertGreater(listed['SessionTtl'], listed['CreatedAt'])
        started = DATA.execute_statement(Sql=ENDLESS, **session)
        busy = DATA.list_sessions(**session)['Sessions'][0]
        self.assertEqual((busy['Status'], busy['CurrentStatementId']), ('BUSY', started['Id']))
        with self.assertRaises(DATA.exceptions.ValidationException):
            DATA.execute_statement(Sql='select 1', **session)
        DATA.cancel_statement(Id=started['Id'])
        self.assertEqual(run('select 1', session, SessionKeepAliveSeconds=0)['Status'], 'FINISHED')

    def test_pages(self):
        made = {run('select 1', SessionKeepAliveSeconds=600)['SessionId'] for _ in range(3)}
        listed = pages('list_sessions', 'Sessions', 1, Status='AVAILABLE', Database='dev')
        self.assertTrue(all(len(page) <= 1 for page in listed))
        self.assertLessEqual(made, {session['SessionId'] for page in listed for session in page})

    def test_refusals(self):
        absent = str(uuid.uuid4())
        with self.assertRaisesRegex(DATA.exceptions.ValidationException, f'Session with Id: {absent} is invalid'):
            DATA.execute_statement(Sql='select 1', SessionId=absent)
        with self.assertRaises(DATA.exceptions.ResourceNotFoundException):
            DATA.list_sessions(SessionId=absent)


class Catalogue(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for name in ('shop', 'shop_old'):
            batch(f'create schema {name}', f'create table {name}.a (id integer not null, name varchar(20) default \'x\', price decimal(8, 2))',
                  f'create table {name}.b (id bigint)', f'create view {name}.c as select 1 as one')

    def test_databases(self):
        self.assertEqual(pages('list_databases', 'Databases', 1, **AT), [['dev']])

    def test_schemas(self):
        self.assertEqual(pages('list_schemas', 'Schemas', 1, SchemaPattern='shop%', **AT), [['shop'], ['shop_old']])

    def test_tables(self):
        listed = pages('list_tables', 'Tables', 2, SchemaPattern='shop%', **AT)
        self.assertEqual([len(page) for page in listed], [2, 2, 2])
        self.assertEqual([(t['schema'], t['name'], t['type']) for page in listed for t in page],
                         [(schema, *table) for schema in ('shop', 'shop_old') for table in (('a', 'TABLE'), ('b', 'TABLE'), ('c', 'VIEW'))])
        self.assertEqual(pages('list_tables', 'Tables', 9, SchemaPattern='shop', TablePattern='b%', **AT), [[{'schema': 'shop', 'name': 'b', 'type': 'TABLE'}]])

    def test_columns(self):
        listed = pages('describe_table', 'ColumnList', 2, Schema='shop', Table='a', **AT)
        self.assertEqual([(c['name'], c['typeName'], c['nullable']) for page in listed for c in page],
                         [('id', 'int4', 0), ('name', 'varchar', 1), ('price', 'numeric', 1)])
        self.assertEqual([len(page) for page in listed], [2, 1])


class Refusals(unittest.TestCase):
    def test_unknown_statement(self):
        absent = str(uuid.uuid4())
        for operation in (DATA.describe_statement, DATA.get_statement_result, DATA.get_statement_result_v2, DATA.cancel_statement):
            with self.assertRaisesRegex(DATA.exceptions.ResourceNotFoundException, 'Query does not exist.') as caught:
                operation(Id=absent)
            self.assertEqual(caught.exception.response['ResourceId'], absent)
            self.assertEqual(caught.exception.response['ResponseMetadata']['HTTPStatusCode'], 400)

    def test_a_token_of_another_statement(self):
        ids = [run("select repeat('x', 500) from generate_series(0, 5999)")['Id'] for _ in range(2)]
        token = DATA.get_statement_result(Id=ids[0])['NextToken']
        with self.assertRaisesRegex(DATA.exceptions.ValidationException, 'NextToken is invalid'):
            DATA.get_statement_result(Id=ids[1], NextToken=token)

    def test_wrong_combinations(self):
        for arguments in ({'Database': 'dev'}, {**AT, 'WorkgroupName': 'absent'}, {**AT, 'SecretArn': 's'}, {'ClusterIdentifier': CLUSTER},
                          {**AT, 'SessionId': str(uuid.uuid4())}, {**AT, 'DbUser': 'absent'}, {**AT, 'ClusterIdentifier': 'absent'}):
            with self.subTest(arguments), self.assertRaises(DATA.exceptions.ValidationException):
                DATA.execute_statement(Sql='select 1', **arguments)

    def test_too_long(self):
        with self.assertRaisesRegex(DATA.exceptions.ValidationException, 'Cannot process query string larger than 100kB'):
            DATA.execute_statement(Sql='select 1 -- ' + 'x' * (100 << 10), **AT)


if __name__ == '__main__':
    unittest.main()
