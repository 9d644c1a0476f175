package main

import (
	_ "embed"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed tpch/queries.sql
var tpchText string

// tpchQueries are TPC-H's queries; the first is number 1.
func tpchQueries() (queries []string) {
	_, text, _ := strings.Cut(tpchText, "\n")
	for part := range strings.SplitSeq(text, "-- ") {
		if _, sql, ok := strings.Cut(part, "\n"); ok {
			queries = append(queries, strings.TrimSpace(sql))
		}
	}
	return queries
}

// A tpchSide is a database that TPC-H runs on.
type tpchSide struct {
	name string
	run  func(sql string) (rows int64, err error)
	load func(fill []string) error
}

const (
	tpchRuns = 3  // how often a query is measured on each side, after one run that is not
	tpchSlow = 10 // seconds; what takes PostgreSQL longer is measured in its first run
)

// tpch runs TPC-H's queries through the Data API, on the bare engine and on PostgreSQL,
// whose programs are in a folder, unless that is empty.
func tpch(program, postgresBin string, scale float64) error {
	s, err := startServer(program)
	if err != nil {
		return err
	}
	defer s.stop()
	engine, err := openBareEngine(s.dir)
	if err != nil {
		return err
	}
	defer engine.close()
	sides := []tpchSide{{"Countersign", s.answer, s.loadTPCH}, {"engine", engine.query, engine.loadTPCH}}
	if postgresBin != "" {
		p, err := startPostgres(postgresBin)
		if err != nil {
			return err
		}
		defer p.stop()
		sides = append(sides, tpchSide{"PostgreSQL", p.query, p.loadTPCH})
	}
	if err := loadSides(sides, scale); err != nil {
		return err
	}
	for _, t := range tpchTables {
		if err := sameTable(s, sides, t); err != nil {
			return err
		}
	}
	return compareTPCH(sides)
}

// loadSides fills all sides at once: each does that on one processor.
func loadSides(sides []tpchSide, scale float64) error {
	fill := tpchFill(scale)
	took, failed := make([]time.Duration, len(sides)), make([]error, len(sides))
	begin := time.Now()
	var loaders sync.WaitGroup
	for i, side := range sides {
		loaders.Go(func() { failed[i], took[i] = side.load(fill), time.Since(begin) })
	}
	loaders.Wait()
	fmt.Printf("TPC-H, scale %-12g loaded at once by", scale)
	for i, side := range sides {
		fmt.Printf(" %s in %.0f s", side.name, took[i].Seconds())
	}
	fmt.Println()
	return errors.Join(failed...)
}

// loadTPCH makes and fills the tables on a new cluster.
func (s *server) loadTPCH(fill []string) error {
	if err := s.createCluster("bench-00"); err != nil {
		return err
	}
	if err := s.awaitCluster("bench-00"); err != nil {
		return err
	}
	var statements []string
	for _, t := range tpchTables {
		statements = append(statements, "create table "+t.name+" ("+t.columns+") "+t.keys)
	}
	for _, sql := range append(statements, fill...) {
		if _, err := s.execute(sql); err != nil {
			return err
		}
	}
	return nil
}

func (e *bareEngine) loadTPCH(fill []string) error {
	var statements []string
	for _, t := range tpchTables {
		statements = append(statements, "create table "+t.name+" ("+t.columns+")")
	}
	for _, sql := range append(append(statements, fill...), "checkpoint") {
		if _, err := e.query(sql); err != nil {
			return err
		}
	}
	return nil
}

// answer runs a query with a client's three calls, and reads all of its result.
func (s *server) answer(sql string) (rows int64, err error) {
	id, err := s.execute(sql)
	if err != nil {
		return 0, err
	}
	var out struct{ ResultRows int64 }
	if err := s.data("DescribeStatement", map[string]any{"Id": id}, &out); err != nil {
		return 0, err
	}
	_, err = s.readAll(id)
	return out.ResultRows, err
}

// compareTPCH measures all queries on all sides, and prints a line for each. Their
// results must have as many rows.
func compareTPCH(sides []tpchSide) error {
	times := make([][]float64, len(sides)) // seconds, by side and query
	for i, sql := range tpchQueries() {
		took, rows, err := measureTPCH(sides, sql)
		if err != nil {
			return fmt.Errorf("TPC-H's query %d: %w", i+1, err)
		}
		fmt.Printf("  query %-2d                %8.1f ms      engine %.1f, ratio %.2f", i+1, took[0]*1000, took[1]*1000, took[0]/took[1])
		if len(sides) > 2 && took[2] >= postgresLimit.Seconds() {
			fmt.Printf("; PostgreSQL > %.0f s", postgresLimit.Seconds())
		} else if len(sides) > 2 {
			fmt.Printf("; PostgreSQL %.1f", took[2]*1000)
		}
		fmt.Printf("; rows %d\n", rows)
		for side := range sides {
			times[side] = append(times[side], took[side])
		}
	}
	printTPCH(times)
	return nil
}

func printTPCH(times [][]float64) {
	fmt.Printf("TPC-H                     %8.2f s       engine %.2f, ratio of sums %.2f, geometric mean of ratios %.2f (aim 1.15)\n",
		sum(times[0]), sum(times[1]), sum(times[0])/sum(times[1]), geometricMean(times[0], times[1]))
	if len(times) < 3 {
		fmt.Println("  PostgreSQL / Countersign        not measured: PostgreSQL is not installed")
		return
	}
	fmt.Printf("  PostgreSQL / Countersign %7.2f         geometric mean %.2f; sum %.2f s, a query beyond %.0f s counted as that\n",
		sum(times[2])/sum(times[0]), geometricMean(times[2], times[0]), sum(times[2]), postgresLimit.Seconds())
}

// sameTable checks that a table has the same number of rows, and the same sum of a column,
// on all sides.
func sameTable(s *server, sides []tpchSide, t tpchTable) error {
	id, err := s.execute("select count(*), sum(" + t.summed + ") from " + t.name)
	if err != nil {
		return err
	}
	var page struct {
		Records [][]struct {
			LongValue   int64
			StringValue string
		}
	}
	if err := s.data("GetStatementResult", map[string]any{"Id": id}, &page); err != nil {
		return err
	}
	row := page.Records[0]
	total := row[1].StringValue // of numbers with a scale
	if total == "" {
		total = strconv.FormatInt(row[1].LongValue, 10)
	}
	for _, side := range sides[1:] {
		rows, err := side.run(fmt.Sprintf("select 1 from (select count(*) as n, sum(%s) as total from %s) as t where n = %d and total = %s", t.summed, t.name, row[0].LongValue, total))
		if err == nil && rows != 1 {
			err = fmt.Errorf("%s: %s has not %d rows whose %s are %s", side.name, t.name, row[0].LongValue, t.summed, total)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// measureTPCH is the best of the runs of a query on each side, in seconds. The sides take
// turns, because a machine's speed changes. PostgreSQL, the last, is not asked again what
// takes it long: a first run more or less makes no difference there.
func measureTPCH(sides []tpchSide, sql string) (took []float64, rows int64, err error) {
	took = make([]float64, len(sides))
	for round := range tpchRuns + 1 {
		for i, side := range sides {
			if i == 2 && took[i] > tpchSlow {
				continue
			}
			begin := time.Now()
			got, err := side.run(sql)
			seconds := time.Since(begin).Seconds()
			if errors.Is(err, errTooLong) {
				took[i] = postgresLimit.Seconds()
				continue
			}
			if err != nil {
				return nil, 0, err
			}
			if i > 0 && got != rows {
				return nil, 0, fmt.Errorf("%d rows on %s, %d on %s", rows, sides[0].name, got, side.name)
			}
			rows = got
			if round == 0 && (i < 2 || seconds < tpchSlow) {
				continue
			}
			if took[i] == 0 || seconds < took[i] {
				took[i] = seconds
			}
		}
	}
	return took, rows, nil
}

func sum(values []float64) (total float64) {
	for _, v := range values {
		total += v
	}
	return total
}

func geometricMean(over, under []float64) float64 {
	logs := 0.0
	for i := range over {
		logs += math.Log(over[i] / under[i])
	}
	return math.Exp(logs / float64(len(over)))
}
