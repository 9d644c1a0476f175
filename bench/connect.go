package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// connects measures a new connection to a warm cluster, password and all, until the first row of its first statement is there.
func connects(s *server) error {
	config, err := pgx.ParseConfig(s.dsn("bench-00"))
	if err != nil {
		return err
	}
	var took, startup []float64
	for range 200 {
		begin := time.Now()
		conn, err := pgx.ConnectConfig(context.Background(), config)
		if err != nil {
			return err
		}
		startup = append(startup, time.Since(begin).Seconds()*1000)
		var one int
		if err := conn.QueryRow(context.Background(), "select 1").Scan(&one); err != nil {
			return err
		}
		took = append(took, time.Since(begin).Seconds()*1000)
		if err := conn.Close(context.Background()); err != nil {
			return err
		}
	}
	fmt.Printf("connect to first row      %8.2f ms p50  of which %.2f until ready, %.2f at most (aim 10)\n", median(took), median(startup), slices.Max(took))
	return nil
}
