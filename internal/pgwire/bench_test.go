package pgwire_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// BenchmarkRows reads a million rows of five columns as text, engine and wire
// together; bytes are those of the wire.
func BenchmarkRows(b *testing.B) {
	f := start(b, nil)
	client, server := tcpPair(b)
	defer client.Close()
	go f.server.ServeConn(b.Context(), server, pgwire.Trusted{User: user})
	front := pgproto3.NewFrontend(client, client)
	front.Send(&pgproto3.StartupMessage{ProtocolVersion: pgproto3.ProtocolVersion30, Parameters: map[string]string{"user": "x", "database": "dev"}})
	read := func() (rows int) {
		if err := front.Flush(); err != nil {
			b.Fatal(err)
		}
		for {
			msg, err := front.Receive()
			if err != nil {
				b.Fatal(err)
			}
			switch msg := msg.(type) {
			case *pgproto3.ErrorResponse:
				b.Fatal(msg.Message)
			case *pgproto3.DataRow:
				rows++
			case *pgproto3.ReadyForQuery:
				return rows
			}
		}
	}
	read()
	b.ReportAllocs()
	for b.Loop() {
		front.SendQuery(&pgproto3.Query{String: "select i, i * 2.5::float8, 'number ' || i, i::numeric(18,2), timestamp '2026-01-01' from generate_series(0, 999999) i"})
		if n := read(); n != 1_000_000 {
			b.Fatalf("%d rows", n)
		}
	}
	b.ReportMetric(float64(b.N)*1e6/b.Elapsed().Seconds(), "rows/s")
}
