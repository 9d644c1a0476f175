package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// execution is a statement on the first cluster, waited for.
func execution(sql string) map[string]any {
	return map[string]any{"ClusterIdentifier": "bench-00", "Database": "dev", "DbUser": "admin", "Sql": sql, "WaitTimeSeconds": 30}
}

// execute runs a statement and returns its id.
func (s *server) execute(sql string) (id string, err error) {
	var out struct{ ID, Status string }
	if err := s.data("ExecuteStatement", execution(sql), &out); err != nil {
		return "", err
	}
	for out.Status != "FINISHED" {
		var now struct{ Status, Error string }
		if err := s.data("DescribeStatement", map[string]any{"Id": out.ID, "WaitTimeSeconds": 30}, &now); err != nil {
			return "", err
		}
		if now.Error != "" || now.Status == "ABORTED" {
			return "", fmt.Errorf("%.100s: %s %s", sql, now.Status, now.Error)
		}
		out.Status = now.Status
	}
	return out.ID, nil
}

// statements runs "select 1" through the Data API, against the SQL port alone.
func statements(s *server) error {
	const n = 500
	execute := func() error { _, err := s.execute("select 1"); return err }
	conn, err := pgx.Connect(context.Background(), s.dsn("bench-00"))
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	direct := func() error {
		var one int
		return conn.QueryRow(context.Background(), "select 1").Scan(&one)
	}
	for range 50 { // warm both
		if err := execute(); err != nil {
			return err
		}
		if err := direct(); err != nil {
			return err
		}
	}
	var through, alone []float64
	for range n {
		begin := time.Now()
		if err := execute(); err != nil {
			return err
		}
		middle := time.Now()
		if err := direct(); err != nil {
			return err
		}
		through, alone = append(through, middle.Sub(begin).Seconds()*1000), append(alone, time.Since(middle).Seconds()*1000)
	}
	before := s.cpu()
	for range n {
		if err := execute(); err != nil {
			return err
		}
	}
	cpu := (s.cpu() - before) / n
	fmt.Printf("ExecuteStatement select 1 %8.2f ms p50  SQL port alone %.2f, over it %.2f (aim 2)\n", median(through), median(alone), median(through)-median(alone))
	fmt.Printf("  server CPU a statement  %8d µs      (aim 300; the engine's included)\n", cpu.Microseconds())
	return s.callers()
}

// callers measures how many statements many callers run.
func (s *server) callers() error {
	req, err := s.request("redshift-data", "RedshiftData.ExecuteStatement", "application/x-amz-json-1.1",
		`{"ClusterIdentifier":"bench-00","Database":"dev","DbUser":"admin","Sql":"select 1","WaitTimeSeconds":30}`)
	if err != nil {
		return err
	}
	for _, n := range []int{1, 16, 64} {
		var rates []float64
		begin, before := time.Now(), s.cpu()
		for range rounds {
			r, err := rateOf(s.client, req, n)
			if err != nil {
				return err
			}
			rates = append(rates, r)
		}
		cpu := (s.cpu() - before).Seconds() / time.Since(begin).Seconds()
		fmt.Printf("  %2d callers              %8.0f req/s   %.0f µs of CPU each\n", n, median(rates), cpu/median(rates)*1e6)
	}
	return nil
}

// sameTextAgain runs texts for the first time and again, and compares what the database
// takes for them.
func sameTextAgain(s *server) error {
	if _, err := s.execute("create table facts (a integer, b integer, c varchar(20))"); err != nil {
		return err
	}
	if _, err := s.execute("insert into facts select i, i % 7, 'x' || i from generate_series(0, 999) r(i)"); err != nil {
		return err
	}
	took := func(sql string) (float64, error) {
		id, err := s.execute(sql)
		if err != nil {
			return 0, err
		}
		var out struct{ Duration float64 }
		err = s.data("DescribeStatement", map[string]any{"Id": id}, &out)
		return out.Duration / 1000, err
	}
	var first, again, ratios []float64
	for i := range 60 {
		sql := fmt.Sprintf("select f.b, count(*) as n, sum(f.a) as total, max(g.c) as last from facts f join facts g on f.a = g.a "+
			"where f.a > %d and g.b in (select b from facts where c <> 'none') group by f.b having count(*) > 1 order by total desc, f.b limit 10", i)
		x, err := took(sql)
		if err != nil {
			return err
		}
		y, err := took(sql)
		if err != nil {
			return err
		}
		first, again, ratios = append(first, x), append(again, y), append(ratios, y/x)
	}
	fmt.Printf("the same text again       %8.0f µs p50  first run %.0f, ratio %.2f (aim 0.5)\n", median(again), median(first), median(ratios))
	return nil
}

// boto3 runs the usual three calls from Python.
func boto3(s *server, python string) error {
	const script = `
import boto3, sys, time
client = boto3.client("redshift-data")
took = []
for _ in range(300):
    begin = time.perf_counter()
    id = client.execute_statement(ClusterIdentifier="bench-00", Database="dev", DbUser="admin", Sql="select 1")["Id"]
    while client.describe_statement(Id=id)["Status"] != "FINISHED":
        pass
    assert client.get_statement_result(Id=id)["Records"] == [[{"longValue": 1}]]
    took.append(time.perf_counter() - begin)
print(sorted(took)[len(took) // 2] * 1000)
`
	if importable := exec.Command(python, "-c", "import boto3").Run() == nil; !importable {
		fmt.Printf("boto3's three calls              not measured: %s has no boto3 (make clients installs it)\n", python)
		return nil
	}
	cmd := exec.Command(python, "-c", script)
	cmd.Env = append(os.Environ(), "AWS_ENDPOINT_URL="+s.endpoint, "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID="+keyID, "AWS_SECRET_ACCESS_KEY="+secret, "AWS_EC2_METADATA_DISABLED=true", "NO_PROXY=127.0.0.1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("boto3: %w", err)
	}
	fmt.Printf("boto3's three calls       %8s ms p50  (aim 6)\n", strings.TrimSpace(string(out))[:4])
	return nil
}

// cancels stops statements that run, and measures how long that takes.
func cancels(s *server) error {
	in := execution("select count(*) from generate_series(0, 999999) a(i), generate_series(0, 999999) b(j) where a.i + b.j = -1")
	delete(in, "WaitTimeSeconds")
	var took []float64
	for range 40 {
		var out struct{ ID, Status string }
		if err := s.data("ExecuteStatement", in, &out); err != nil {
			return err
		}
		for out.Status != "STARTED" {
			if err := s.data("DescribeStatement", map[string]any{"Id": out.ID}, &out); err != nil {
				return err
			}
		}
		time.Sleep(20 * time.Millisecond) // the engine is at work
		begin := time.Now()
		var cancelled struct{ Status bool }
		if err := s.data("CancelStatement", map[string]any{"Id": out.ID}, &cancelled); err != nil {
			return err
		}
		took = append(took, time.Since(begin).Seconds()*1000)
	}
	fmt.Printf("CancelStatement           %8.1f ms p50  %.1f at most (aim 50)\n", median(took), slices.Max(took))
	return nil
}
