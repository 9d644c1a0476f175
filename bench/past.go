package main

import (
	"context"
	"database/sql"
	"fmt"

	"path/filepath"

	_ "modernc.org/sqlite"
)

// pastStatements lists and describes with a thousand past statements, and with many.
func pastStatements(program string, many int) error {
	const few = 1000
	s, err := startServer(program)
	if err != nil {
		return err
	}
	defer func() { s.stop() }()
	if err := s.createCluster("bench-00"); err != nil {
		return err
	}
	if err := s.awaitCluster("bench-00"); err != nil {
		return err
	}
	id, err := s.execute("select 1")
	if err != nil {
		return err
	}
	measure := func() (list, describe float64, err error) {
		list, err = s.best("ListStatements", `{"Status":"ALL"}`)
		if err != nil {
			return 0, 0, err
		}
		describe, err = s.best("DescribeStatement", `{"Id":"`+id+`"}`)
		return list, describe, err
	}
	if err := s.remember(few); err != nil {
		return err
	}
	listFew, describeFew, err := measure()
	if err != nil {
		return err
	}
	if err := s.remember(many - few); err != nil {
		return err
	}
	listMany, describeMany, err := measure()
	if err != nil {
		return err
	}
	fmt.Printf("%d past statements  ListStatements %.0f req/s, with %d %.0f, time ratio %.2f (aim 2)\n", many, listMany, few, listFew, listFew/listMany)
	fmt.Printf("                          DescribeStatement %.0f req/s, with %d %.0f, time ratio %.2f (aim 2)\n", describeMany, few, describeFew, describeFew/describeMany)
	return nil
}

// best is the best rate of an operation.
func (s *server) best(operation, body string) (float64, error) {
	req, err := s.request("redshift-data", "RedshiftData."+operation, "application/x-amz-json-1.1", body)
	if err != nil {
		return 0, err
	}
	return best(s.client, req)
}

// remember gives the server more past statements, copies of the one that it has, spread
// over the last hours.
func (s *server) remember(n int) error {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir, "state.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer db.Close()
	const piece = 50_000 // the server writes in between
	for done := 0; done < n; done += piece {
		_, err := db.ExecContext(context.Background(), `
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1),
			fresh AS (SELECT i, lower(printf('%s-%s-%s-%s-%s', hex(randomblob(4)), hex(randomblob(2)), hex(randomblob(2)), hex(randomblob(2)), hex(randomblob(6)))) AS id FROM n)
			INSERT INTO statements (id, account, region, owner, status, created_us, updated_us, version, body)
			SELECT fresh.id, account, region, owner, status, created_us - (?2 + i) * 1000, updated_us, version, json_set(body, '$.ID', fresh.id,
				'$.Created', strftime('%Y-%m-%dT%H:%M:%fZ', (created_us - (?2 + i) * 1000) / 1000000.0, 'unixepoch'))
			FROM fresh, (SELECT * FROM statements WHERE id = (SELECT id FROM statements ORDER BY rowid LIMIT 1))`, min(piece, n-done), done)
		if err != nil {
			return err
		}
	}
	return nil
}
