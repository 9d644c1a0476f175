package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	rounds      = 15
	roundTime   = 300 * time.Millisecond
	connections = 16
)

// rate sends a request over many connections for a round, and returns requests a second.
func rate(client *http.Client, req *http.Request) (float64, error) {
	return rateOf(client, req, connections)
}

// rateOf is rate with that many callers.
func rateOf(client *http.Client, req *http.Request, callers int) (float64, error) {
	var done atomic.Int64
	var failed atomic.Value
	var workers sync.WaitGroup
	begin := time.Now()
	for range callers {
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
	peer, err := startBare(file, "bytes")
	if err != nil {
		return err
	}
	defer peer.stop()
	signed, err := s.request("redshift", "", "application/x-www-form-urlencoded", form)
	if err != nil {
		return err
	}
	plain, err := http.NewRequest(http.MethodPost, peer.address+"/", nil)
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
