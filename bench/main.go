// Command bench measures the real program as a client sees it, and prints
// ratios: to a bare HTTP handler that reads and writes the same bytes, to the
// engine alone, to itself with fewer clusters. Rounds of the two sides alternate,
// because a machine's speed changes; what is printed is the median of the paired
// ratios.
//
//	bench -program bin/countersign
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	program := flag.String("program", "bin/countersign", "the program to measure")
	bare := flag.String("bare", "", "serve this `FILE` and nothing else (for bench's own use)")
	as := flag.String("as", "bytes", "how to serve it: its bytes, or its records encoded by append or json")
	python := flag.String("python", "build/clients/bin/python3", "a Python that has boto3")
	past := flag.Int("past", 1_000_000, "past statements of the long list")
	clusters := flag.Int("clusters", 10_000, "clusters of the large account")
	scale := flag.Float64("tpch", 1, "TPC-H's scale `factor`; 0 leaves it out")
	onlyTPCH := flag.Bool("tpch-only", false, "measure nothing but TPC-H")
	postgres := flag.String("postgres", postgresPrograms(), "the `FOLDER` of PostgreSQL's programs; without one TPC-H does not run there")
	flag.Parse()
	var err error
	if *bare != "" {
		err = serveBare(*bare, *as)
	} else {
		if !*onlyTPCH {
			err = run(options{*program, *python, *clusters, *past})
		}
		if err == nil && *scale > 0 {
			err = tpch(*program, *postgres, *scale)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	program, python string
	clusters, past  int
}

func run(o options) error {
	s, err := startServer(o.program)
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Printf("start to ready            %8.0f ms      (aim 100)\n", s.started.Seconds()*1000)
	fmt.Printf("idle memory               %8.0f MiB     (aim 60)\n", s.rssMiB())
	for _, measure := range []func(*server) error{
		describeAgainstBare,
		connects,
		statements,
		sameTextAgain,
		cancels,
		func(s *server) error { return boto3(s, o.python) },
		pages,
		largeResults,
		func(s *server) error { return manyClusters(s, o.clusters) },
	} {
		if err := measure(s); err != nil {
			return err
		}
	}
	return pastStatements(o.program, o.past)
}
