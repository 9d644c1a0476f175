package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	rounds      = 15
	roundTime   = 300 * time.Millisecond
	connections = 16
)

// rate sends a request over many connections for a round, and returns requests a second.
func rate(client *http.Client, req *http.Request) (float64, error) {
	var done atomic.Int64
	var failed atomic.Value
	var workers sync.WaitGroup
	begin := time.Now()
	for range connections {
		workers.Go(func() {
			for time.Since(begin) < roundTime {
				if _, err := send(client, req); err != nil {
					failed.Store(err)
					return
				}
				done.Add(1)
			}
		})
	}
	workers.Wait()
	if err, ok := failed.Load().(error); ok {
		return 0, err
	}
	return float64(done.Load()) / time.Since(begin).Seconds(), nil
}

// paired measures two requests in turn and returns the medians of their rates
// and of the ratios of one round to its neighbour.
func paired(client *http.Client, a, b *http.Request) (rateA, rateB, ratio float64, err error) {
	var as, bs, ratios []float64
	for range rounds {
		x, err := rate(client, a)
		if err != nil {
			return 0, 0, 0, err
		}
		y, err := rate(client, b)
		if err != nil {
			return 0, 0, 0, err
		}
		as, bs, ratios = append(as, x), append(bs, y), append(ratios, x/y)
	}
	return median(as), median(bs), median(ratios), nil
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// describeAgainstBare lists ten clusters, against a handler that sends the same bytes.
func describeAgainstBare(s *server) error {
	for i := range 10 {
		if err := s.createCluster(fmt.Sprintf("bench-%02d", i)); err != nil {
			return err
		}
	}
	if err := s.awaitCluster("bench-09"); err != nil {
		return err
	}
	const form = "Action=DescribeClusters&Version=2012-12-01"
	answer, err := s.query("Action=DescribeClusters")
	if err != nil {
		return err
	}
	file := filepath.Join(s.dir, "answer.xml")
	if err := os.WriteFile(file, answer, 0o600); err != nil {
		return err
	}
	bare := exec.Command(os.Args[0], "-bare", file)
	out, err := bare.StdoutPipe()
	if err != nil {
		return err
	}
	if err := bare.Start(); err != nil {
		return err
	}
	defer func() { _ = bare.Process.Kill(); _ = bare.Wait() }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return err
	}
	_, address, _ := strings.Cut(strings.TrimSpace(line), " at ")
	signed, err := s.request("redshift", "", "application/x-www-form-urlencoded", form)
	if err != nil {
		return err
	}
	plain, err := http.NewRequest(http.MethodPost, address+"/", nil)
	if err != nil {
		return err
	}
	plain.Header = signed.Header.Clone()
	setBody(plain, form)
	ours, theirs, ratio, err := paired(s.client, signed, plain)
	if err != nil {
		return err
	}
	fmt.Printf("DescribeClusters, 10      %8.0f req/s   bare handler %.0f, ratio %.2f (aim 0.6), %d bytes\n", ours, theirs, ratio, len(answer))
	return nil
}

// statements runs "select 1" through the Data API, against the SQL port alone.
func statements(s *server) error {
	const n = 500
	in := map[string]any{"ClusterIdentifier": "bench-00", "Database": "dev", "DbUser": "admin", "Sql": "select 1", "WaitTimeSeconds": 10}
	execute := func() error {
		var out struct{ Status string }
		if err := s.data("ExecuteStatement", in, &out); err != nil || out.Status != "FINISHED" {
			return fmt.Errorf("select 1: %s, %w", out.Status, err)
		}
		return nil
	}
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
	fmt.Printf("  server CPU a statement  %8d µs      (aim 300)\n", cpu.Microseconds())
	return nil
}

func (s *server) dsn(cluster string) string {
	answer, err := s.query("Action=DescribeClusters&ClusterIdentifier=" + cluster)
	if err != nil {
		return ""
	}
	_, rest, _ := strings.Cut(string(answer), "<Port>")
	port, _, _ := strings.Cut(rest, "<")
	return "postgres://admin:Secret99@127.0.0.1:" + port + "/dev?sslmode=disable"
}

// manyClusters describes one cluster by name among ten, then among many. The two
// cannot alternate, so each is the best of its rounds.
func manyClusters(s *server, n int) error {
	few, err := s.request("redshift", "", "application/x-www-form-urlencoded", "Action=DescribeClusters&Version=2012-12-01&ClusterIdentifier=bench-05")
	if err != nil {
		return err
	}
	before, err := best(s.client, few)
	if err != nil {
		return err
	}
	var workers sync.WaitGroup
	var failed atomic.Value
	names := make(chan int)
	for range connections {
		workers.Go(func() {
			for i := range names {
				if err := s.createCluster(fmt.Sprintf("many-%05d", i)); err != nil {
					failed.Store(err)
				}
			}
		})
	}
	begin := time.Now()
	for i := range n {
		names <- i
	}
	close(names)
	workers.Wait()
	if err, ok := failed.Load().(error); ok {
		return err
	}
	created := time.Since(begin)
	if err := s.awaitCluster(fmt.Sprintf("many-%05d", n-1)); err != nil {
		return err
	}
	after, err := best(s.client, few)
	if err != nil {
		return err
	}
	fmt.Printf("one cluster of %d      %8.0f req/s   one of 10: %.0f, time ratio %.2f (aim 1.2)\n", n, after, before, before/after)
	fmt.Printf("  memory with them        %8.0f MiB     made at %.0f a second\n", s.rssMiB(), float64(n)/created.Seconds())
	return nil
}

// best is the best rate of many rounds: what the machine can do when it is quiet.
func best(client *http.Client, req *http.Request) (float64, error) {
	most := 0.0
	for range rounds {
		r, err := rate(client, req)
		if err != nil {
			return 0, err
		}
		most = max(most, r)
	}
	return most, nil
}
