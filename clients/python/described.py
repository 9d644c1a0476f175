"""Whether psql, redshift_connector and the JDBC driver are told the same of the columns of each
relation of the catalogue: psql by the description of a result, the drivers by their metadata.

	described.py CLUSTER
"""

import collections
import glob
import os
import re
import subprocess
import unittest

import connectorcase
import place

# What the drivers call a type that psql calls otherwise.
SHORT = {
    '"char"': {'char'},
    'bigint': {'int8'},
    'binary varying': {'varbyte', 'binary varying'},
    'boolean': {'bool'},
    'character varying': {'varchar'},
    'character': {'char'},
    'double precision': {'float8'},
    'integer': {'int4'},
    'interval day to second': {'intervald2s'},
    'real': {'float4'},
    'smallint': {'int2'},
    'text': {'varchar'},
    'timestamp with time zone': {'timestamptz'},
    'timestamp without time zone': {'timestamp'},
}
SCHEMAS = 'pg_catalog', 'information_schema'
JAVA = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'java')


def by_relation(rows):
    relations = collections.defaultdict(list)
    for relation, column, type_name in rows:
        relations[relation].append((column, type_name))
    return relations


def of_jdbc(schema):
    url = f'jdbc:redshift://{connectorcase.HOST}:{connectorcase.PORT}/{place.DATABASE}?ssl=false'
    command = ['java', '-cp', os.path.join(JAVA, 'jars', '*'), os.path.join(JAVA, 'Columns.java'), url, place.USER, place.PASSWORD, schema]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return by_relation(line.split('\t') for line in out.splitlines())


def of_psql(schema, relations):
    script = ''.join(f'\\echo @{relation}\nselect * from {schema}.{relation} limit 0 \\gdesc\n' for relation in relations)
    command = ['psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', connectorcase.HOST, '-p', str(connectorcase.PORT), '-U', place.USER, '-d', place.DATABASE]
    out = subprocess.run(command, check=True, capture_output=True, text=True, input=script, env={**os.environ, 'PGPASSWORD': place.PASSWORD}).stdout
    described = {}
    for line in out.splitlines():
        if line.startswith('@'):
            columns = described[line[1:]] = []
        else:
            columns.append(tuple(line.split('|')))
    return described


class Described(unittest.TestCase):
    def test_catalogue(self):
        self.assertTrue(glob.glob(os.path.join(JAVA, 'jars', '*.jar')), 'the JDBC driver is missing')
        with connectorcase.connect() as connection, connection.cursor() as cursor:
            for schema, least in zip(SCHEMAS, (200, 20)):
                connector = by_relation((row[2], row[3], row[5]) for row in cursor.get_columns(None, schema, '%', '%'))
                self.assertGreater(len(connector), least)
                jdbc, psql = of_jdbc(schema), of_psql(schema, connector)
                self.assertEqual(list(jdbc), list(connector))
                for relation, columns in psql.items():
                    for one, driver in ('redshift_connector', connector), ('JDBC', jdbc):
                        with self.subTest(relation=relation, driver=one):
                            self.assertEqual([name for name, _ in driver[relation]], [name for name, _ in columns])
                            for (name, told), (_, full) in zip(driver[relation], columns):
                                plain = re.sub(r'\(.*\)$', '', full)
                                self.assertIn(told, SHORT.get(plain, {plain}), name)


unittest.main()
