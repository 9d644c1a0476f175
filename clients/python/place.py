"""Where a cluster's SQL endpoint is, for the scripts that drive SQL clients. The environment
names the server, as 'countersign env' prints it.
"""

import boto3

USER, PASSWORD, DATABASE = 'admin', 'Secret99', 'dev'


def endpoint(cluster):
    """The address and the port of a cluster."""
    found = boto3.client('redshift').describe_clusters(ClusterIdentifier=cluster)['Clusters'][0]['Endpoint']
    return found['Address'], found['Port']
