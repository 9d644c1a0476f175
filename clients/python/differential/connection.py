"""A connection that gives answers as they come: names, types and values as text."""

import time
from typing import NamedTuple

from node import OIDS
from psycopg import pq

RENEWED = 2000  # queries after which a connection is opened anew
PATIENCE = 15  # seconds that a server is given to come back


class Column(NamedTuple):
    name: str
    oid: int
    modifier: int


class Answer(NamedTuple):
    """Columns and rows, or the SQLSTATE and message of an error."""
    columns: list = ()
    rows: list = ()
    state: str = ''
    message: str = ''
    position: str = ''


class Connection:
    """One side's connection, which is opened again when it breaks."""

    def __init__(self, conninfo):
        self.conninfo, self.broken, self.count = conninfo, 0, 0
        self.open()

    def open(self):
        self.pg = pq.PGconn.connect(self.conninfo.encode())
        if self.pg.status != pq.ConnStatus.OK:
            raise ConnectionError(self.pg.error_message.decode().strip())
        self.pg.exec_(b"set timezone to 'UTC'; set statement_timeout to 20000")

    def reopen(self):
        """Connects again, to a server that may have to start again."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self.open()
            except ConnectionError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def send(self, text, parameters=None, typed=False):
        """Starts a query: by the simple protocol, or with parameters by the extended one."""
        self.count += 1
        if self.count % RENEWED == 0:
            self.pg.finish()
            self.open()
        try:
            if parameters is None:
                self.pg.send_query(text.encode())
            else:
                oids = [OIDS[type.base] for _, type in parameters] if typed else None
                self.pg.send_query_params(text.encode(), [value.encode() for value, _ in parameters], oids)
        except Exception:  # the connection has gone: receive reports it
            return

    def receive(self):
        answer = None
        while (result := self.pg.get_result()) is not None:
            if answer is None or not answer.state:
                answer = read(result)
        if self.pg.status != pq.ConnStatus.OK or answer is None:
            message = self.pg.error_message.decode(errors='replace')
            self.broken += 1
            self.pg.finish()
            self.reopen()
            return Answer(state='BROKE', message='the connection broke: ' + message.strip())
        return answer

    def ask(self, text, parameters=None, typed=False):
        self.send(text, parameters, typed)
        return self.receive()


def read(result):
    if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK, pq.ExecStatus.EMPTY_QUERY):
        width = result.nfields
        columns = [Column(result.fname(i).decode(), result.ftype(i), result.fmod(i)) for i in range(width)]
        get = result.get_value
        rows = [tuple([None if (value := get(row, i)) is None else value.decode() for i in range(width)]) for row in range(result.ntuples)]
        return Answer(columns, rows)
    field = pq.DiagnosticField
    return Answer(state=(result.error_field(field.SQLSTATE) or b'?????').decode(), message=(result.error_field(field.MESSAGE_PRIMARY) or b'').decode(errors='replace'),
                  position=(result.error_field(field.STATEMENT_POSITION) or b'').decode())
