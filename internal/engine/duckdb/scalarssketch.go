package duckdb

import "github.com/countersign-dev/countersign/internal/engine/sketch"

// sketchScalars make and read sketches of HyperLogLog. A value becomes a number that a sketch keeps, so that the engine may
// leave out the equal ones of a group first: there are few.
// Source: docs.aws.amazon.com/redshift/latest/dg/hyperloglog-functions.html.
var sketchScalars = []scalar{
	{name: "countersign_hll_hash", args: []string{"BLOB"}, result: "BIGINT", call: func(in *arguments, out *answer) error {
		out.int(sketch.Observation(in.bytes(0)))
		return nil
	}},
	// A group without values has an empty sketch.
	{name: "countersign_hll_sketch", args: []string{"BIGINT[]"}, result: "BLOB", nulls: true, call: func(in *arguments, out *answer) error {
		s := sketch.New()
		if !in.null(0) {
			for _, n := range in.ints(0) {
				s.Add(n)
			}
		}
		out.bytes(s.JSON())
		return nil
	}},
	{name: "countersign_hll_cardinality", args: []string{"BLOB"}, result: "BIGINT", call: func(in *arguments, out *answer) error {
		s, err := sketch.Parse(in.bytes(0))
		if err != nil {
			return err
		}
		out.int(s.Cardinality())
		return nil
	}},
	{name: "countersign_hll_union", args: []string{"BLOB[]"}, result: "BLOB", call: func(in *arguments, out *answer) error {
		union := sketch.New()
		for _, text := range in.blobs(0) {
			s, err := sketch.Parse(text)
			if err != nil {
				return err
			}
			union.Merge(s)
		}
		out.bytes(union.JSON())
		return nil
	}},
}
