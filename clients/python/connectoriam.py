"""AWS's own driver for Python logging in by IAM, which asks for TLS: temporary users of
GetClusterCredentials, and refusals. The environment names the server and the authority that
has signed its certificate (SSL_CERT_FILE); the cluster is given as the only argument.
"""

import os
import sys
import unittest

import botocore.exceptions
import redshift_connector

import known

CLUSTER = sys.argv.pop()


def connect(**more):
    """Connects by the keys of the environment; where the cluster is, the API tells."""
    at = {
        'iam': True,
        'cluster_identifier': CLUSTER,
        'database': 'dev',
        'region': os.environ['AWS_REGION'],
        'endpoint_url': os.environ['AWS_ENDPOINT_URL'],
        'access_key_id': os.environ['AWS_ACCESS_KEY_ID'],
        'secret_access_key': os.environ['AWS_SECRET_ACCESS_KEY'],
    }
    return redshift_connector.connect(**{**at, **more})


class ByIAM(unittest.TestCase):
    def test_a_temporary_user(self):
        with connect(db_user='visitor', auto_create=True) as connection:
            cursor = connection.cursor().execute('select current_user, 1 + 2')
            self.assertEqual(cursor.fetchall(), (['visitor', 3],))

    def test_a_user_who_exists(self):
        with connect(db_user='admin', sslmode='verify-full') as connection:
            self.assertEqual(connection.cursor().execute('select current_user').fetchall(), (['admin'],))

    def test_a_user_who_does_not_exist(self):
        with self.assertRaisesRegex(redshift_connector.Error, 'password authentication failed|does not exist'):
            connect(db_user='nobody', auto_create=False)

    def test_refusals(self):
        with self.assertRaisesRegex(botocore.exceptions.ClientError, 'ClusterNotFound'):
            connect(cluster_identifier='absent', db_user='visitor')
        with self.assertRaisesRegex(botocore.exceptions.ClientError, 'SignatureDoesNotMatch'):
            connect(db_user='visitor', secret_access_key='x' * 40)

    @known.fails('GetClusterCredentialsWithIAM')
    def test_a_user_of_the_identity(self):
        connect(group_federation=True).close()


if __name__ == '__main__':
    unittest.main()
