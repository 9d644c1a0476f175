"""The two sides: a PostgreSQL of its own, and a Countersign that the libpq variables name
or that is started here. Both are ended by their process."""

import os
import pathlib
import pwd
import re
import shutil
import subprocess
import tempfile
import time

from psycopg import pq


def find_postgres():
    """The folder of PostgreSQL's programs: version 15 on Debian 12."""
    for folder in sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin'), reverse=True):
        if (folder / 'initdb').exists():
            return folder
    if found := shutil.which('initdb'):
        return pathlib.Path(found).parent
    raise SystemExit('differential: initdb is missing; on Debian: apt-get install postgresql')


class Postgres:
    """A PostgreSQL in a temporary folder. Run by root, it belongs to the user postgres or nobody."""

    def __init__(self):
        self.programs = find_postgres()
        self.folder = tempfile.mkdtemp(prefix='differential-postgres-')
        self.user = None
        if os.geteuid() == 0:
            self.user = next(name for name in ('postgres', 'nobody') if any(entry.pw_name == name for entry in pwd.getpwall()))
            shutil.chown(self.folder, self.user)
        data = self.folder + '/data'
        self.run('initdb', '-D', data, '-U', 'admin', '-A', 'trust', '--encoding=UTF8', '--lc-collate=C', '--lc-ctype=C.UTF-8', '--no-sync')
        with open(data + '/postgresql.conf', 'a', encoding='utf-8') as conf:
            conf.write(f"listen_addresses = ''\nport = 5432\nunix_socket_directories = '{self.folder}'\nfsync = off\njit = off\nshared_buffers = 32MB\nmax_parallel_workers_per_gather = 0\n"
                       "lc_messages = 'C'\ntimezone = 'UTC'\nstatement_timeout = 20000\n")
        with open(self.folder + '/log', 'w', encoding='utf-8') as log:
            self.process = subprocess.Popen([self.programs / 'postgres', '-D', data], stdout=log, stderr=log, user=self.user, cwd=self.folder)
        self.conninfo = f'host={self.folder} port=5432 user=admin dbname=postgres'
        wait(lambda: connected(self.conninfo), self.process)

    def run(self, program, *arguments):
        subprocess.run([self.programs / program, *arguments], check=True, stdout=subprocess.DEVNULL, user=self.user, cwd=self.folder)

    def close(self):
        self.process.send_signal(2)
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Countersign:
    """A server in a temporary folder, with the cluster of --demo."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix='differential-countersign-')
        environment = {**os.environ, 'HOME': self.folder}
        arguments = ['--listen', '127.0.0.1:0', '--sql-listen', '127.0.0.1:0', '--data-dir', self.folder + '/data', '--demo']
        out = pathlib.Path(self.folder + '/out')
        with open(out, 'w', encoding='utf-8') as stdout, open(self.folder + '/log', 'w', encoding='utf-8') as stderr:
            self.process = subprocess.Popen([program, 'serve', *arguments], stdout=stdout, stderr=stderr, env=environment)
        wait(lambda: 'PGPASSWORD=' in out.read_text(), self.process)
        password, host, port, user, database = re.search(r'PGPASSWORD=(\S+) psql -h (\S+) -p (\d+) -U (\S+) -d (\S+)', out.read_text()).groups()
        self.conninfo = f'host={host} port={port} user={user} password={password} dbname={database} sslmode=disable'

    def close(self):
        self.process.send_signal(2)
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


def connected(conninfo):
    connection = pq.PGconn.connect(conninfo.encode())
    ok = connection.status == pq.ConnStatus.OK
    connection.finish()
    return ok


def wait(done, process, seconds=60):
    end = time.monotonic() + seconds
    while not done():
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f'differential: {process.args[0]} does not start')
        time.sleep(0.05)
