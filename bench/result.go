package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A watch looks at a server's memory while something happens.
type watch struct {
	stop   chan struct{}
	done   chan struct{}
	server float64 // most MiB
	engine float64
}

func watchMemory(s *server) *watch {
	w := &watch{stop: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for {
			w.server = max(w.server, s.rssMiB())
			for _, pid := range s.children() {
				w.engine = max(w.engine, processMiB(pid))
			}
			select {
			case <-w.stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return w
}

// end returns the most that server and engine had.
func (w *watch) end() (server, engine float64) {
	close(w.stop)
	<-w.done
	return w.server, w.engine
}

// pages reads one page of a result again and again, against servers that encode its
// records by hand and with encoding/json.
func pages(s *server) error {
	id, err := s.execute("select i, i * 0.5::double precision as half, 'name ' || i as name, i % 2 = 0 as even, null::integer as nothing from generate_series(0, 199999) r(i)")
	if err != nil {
		return err
	}
	req, err := s.request("redshift-data", "RedshiftData.GetStatementResult", "application/x-amz-json-1.1", `{"Id":"`+id+`"}`)
	if err != nil {
		return err
	}
	page, err := send(s.client, req)
	if err != nil {
		return err
	}
	file := filepath.Join(s.dir, "page.json")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		return err
	}
	for _, peer := range []struct{ as, aim string }{{"append", "0.7"}, {"json", "4"}} {
		if err := s.againstEncoder(req, file, peer.as, float64(len(page))/1e6, peer.aim); err != nil {
			return err
		}
	}
	return nil
}

// againstEncoder compares by the processor time that each server takes: on one machine the
// client, which reads and drops what both send, would hide most of the difference.
func (s *server) againstEncoder(req *http.Request, file, as string, megabytes float64, aim string) error {
	peer, err := startBare(file, as)
	if err != nil {
		return err
	}
	defer peer.stop()
	plain, err := http.NewRequest(http.MethodPost, peer.address+"/", nil)
	if err != nil {
		return err
	}
	setBody(plain, "{}")
	perSecond := func(req *http.Request, cpu func() time.Duration) (float64, error) {
		before := cpu()
		rate, err := rate(s.client, req)
		return rate * roundTime.Seconds() * megabytes / (cpu() - before).Seconds(), err
	}
	var ours, theirs, ratios []float64
	for range rounds {
		x, err := perSecond(req, s.cpu)
		if err != nil {
			return err
		}
		y, err := perSecond(plain, func() time.Duration { return processCPU(peer.cmd.Process.Pid) })
		if err != nil {
			return err
		}
		ours, theirs, ratios = append(ours, x), append(theirs, y), append(ratios, x/y)
	}
	fmt.Printf("GetStatementResult        %8.0f MB a CPU second  by %s %.0f, ratio %.2f (aim %s)\n", median(ours), as, median(theirs), median(ratios), aim)
	return nil
}

// largeResults writes and reads results of many rows and of many bytes.
func largeResults(s *server) error {
	if err := manyRows(s); err != nil {
		return err
	}
	return manyBytes(s)
}

// manyRows keeps ten million rows of one integer.
func manyRows(s *server) error {
	const rows = 10_000_000
	idle := s.rssMiB()
	memory := watchMemory(s)
	submit := time.Now()
	first := make(chan time.Duration, 1)
	go func() { first <- firstResult(filepath.Join(s.dir, "results"), submit) }()
	id, err := s.execute(fmt.Sprintf("select i::integer as i from generate_series(1, %d) r(i)", rows))
	server, engine := memory.end()
	if err != nil {
		return err
	}
	var out struct{ Duration float64 }
	if err := s.data("DescribeStatement", map[string]any{"Id": id}, &out); err != nil {
		return err
	}
	fmt.Printf("10 million rows           %8.2f M rows/s (aim 1)  first page's file after %d ms (aim 100)\n", rows/out.Duration*1e3, (<-first).Milliseconds())
	fmt.Printf("  memory over idle        %8.0f MiB     (aim flat)  its engine had %.0f\n", server-idle, engine)
	return nil
}

// firstResult waits for a new result file with something in it.
func firstResult(dir string, since time.Time) time.Duration {
	for time.Since(since) < time.Minute {
		files, _ := os.ReadDir(dir)
		for _, f := range files {
			if info, err := f.Info(); err == nil && info.ModTime().After(since) && info.Size() > 0 {
				return time.Since(since)
			}
		}
		time.Sleep(time.Millisecond)
	}
	return time.Minute
}

// manyBytes keeps a result of nearly 500 MB, and has eight callers read it.
func manyBytes(s *server) error {
	idle := s.rssMiB()
	memory := watchMemory(s)
	begin := time.Now()
	id, err := s.execute("select i, repeat('x', 1000) as filler from generate_series(0, 479999) r(i)")
	if err != nil {
		return err
	}
	wrote, written := time.Since(begin), s.rssMiB()
	begin = time.Now()
	var readers sync.WaitGroup
	failed := make(chan error, 8)
	var bytes [8]int64
	for i := range bytes {
		readers.Go(func() {
			var err error
			if bytes[i], err = s.readAll(id); err != nil {
				failed <- err
			}
		})
	}
	readers.Wait()
	read := time.Since(begin)
	server, engine := memory.end()
	select {
	case err := <-failed:
		return err
	default:
	}
	fmt.Printf("%.0f MB result             %8.0f MB/s    written; read by 8 callers %.0f MB/s\n", float64(bytes[0])/1e6, float64(bytes[0])/1e6/wrote.Seconds(), 8*float64(bytes[0])/1e6/read.Seconds())
	fmt.Printf("  memory over idle        %8.0f MiB     (aim 64)  %.0f when written; its engine had %.0f\n", server-idle, written-idle, engine)
	return nil
}

// readAll reads a result to its end, and returns how many bytes its answers had.
func (s *server) readAll(id string) (total int64, err error) {
	for token := ""; ; {
		in := map[string]any{"Id": id}
		if token != "" {
			in["NextToken"] = token
		}
		body, err := json.Marshal(in)
		if err != nil {
			return total, err
		}
		req, err := s.request("redshift-data", "RedshiftData.GetStatementResult", "application/x-amz-json-1.1", string(body))
		if err != nil {
			return total, err
		}
		answer, err := send(s.client, req)
		if err != nil {
			return total, err
		}
		total += int64(len(answer))
		// The token is the last member: looked for, since decoding would be what is measured.
		at := strings.LastIndex(string(answer), `"NextToken":"`)
		if at < 0 {
			return total, nil
		}
		rest := string(answer[at+len(`"NextToken":"`):])
		token, _, _ = strings.Cut(rest, `"`)
	}
}
