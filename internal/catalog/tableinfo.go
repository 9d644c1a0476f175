package catalog

import (
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// How large tables are: SVV_TABLE_INFO and what it is made of. Rows are counted by the engine; blocks are reckoned
// as Redshift lays them out: each column of each slice, and three hidden columns, have blocks of one megabyte of
// their own.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_SVV_TABLE_INFO.html, r_STV_BLOCKLIST.html, r_STV_TBL_PERM.html.

const (
	nodeSlices  = 2 // of the one node
	hidden      = 3 // columns that every table has besides its own: insert and delete transaction, and row id
	blockBytes  = 1 << 20
	capacityMB  = 1 << 20 // what a node is said to hold
	pctDecimals = 100
)

// tables are those of users that have rows or may have: materialized views are tables too.
func tables(s *Source) []*class {
	return filter(s.Objects.own(), func(c *class) bool { return c.isTable() })
}

// filled are the tables that have rows.
func filled(s *Source) []*class {
	return filter(tables(s), func(c *class) bool { return s.size(c.rel) > 0 && !c.rel.Temp })
}

// width is how many bytes a value of a type takes, before it is compressed.
func width(t types.Type) int64 {
	switch k := typeOf(t); {
	case k.length > 0:
		return int64(k.length)
	case t.ID == types.Numeric && t.Precision > 18:
		return 16
	case t.ID == types.Numeric:
		return 8
	case t.Length > 0:
		return int64(min(t.Length, 32))
	}
	return 32
}

// columnBlocks is how many blocks of a column a table has on a slice.
func columnBlocks(rows int64, bytes int64) int64 {
	if rows == 0 {
		return 0
	}
	return max((rows*bytes+blockBytes-1)/blockBytes, 1)
}

// sliceRows is how many rows of a table lie on a slice. Of a table that is kept whole on each node they lie on the first.
func (s *Source) sliceRows(c *class, slice int) int64 {
	rows := s.size(c.rel)
	if style := distStyle(c); style == styleAll || style == autoAll {
		if slice > 0 {
			return 0
		}
		return rows
	}
	return rows/nodeSlices + min(max(rows%nodeSlices-int64(slice), 0), 1)
}

// sliceBlocks is how many blocks a table has on a slice.
func (s *Source) sliceBlocks(c *class, slice int) int64 {
	rows, blocks := s.sliceRows(c, slice), int64(0)
	for i := range c.rel.Columns {
		blocks += columnBlocks(rows, width(c.rel.Columns[i].Type))
	}
	return blocks + hidden*columnBlocks(rows, 8)
}

// blocks is a table's size.
func (s *Source) blocks(c *class) (n int64) {
	for slice := range nodeSlices {
		n += s.sliceBlocks(c, slice)
	}
	return n
}

// schemaSize is how many megabytes the tables of a schema take.
func (s *Source) schemaSize(n *namespace) int64 {
	total := int64(0)
	for _, c := range s.Objects.load().classes {
		if c.namespace == n && c.isTable() {
			total += s.blocks(c)
		}
	}
	return total
}

func (s *Source) used() (n int64) {
	for _, c := range s.Objects.load().classes {
		if c.isTable() {
			n += s.blocks(c)
		}
	}
	return n
}

// sortColumns are the columns of the sort key, in its order.
func sortColumns(r *relation.Relation) []*relation.Column {
	list := []*relation.Column{}
	for want := 1; ; want++ {
		found := false
		for i := range r.Columns {
			if at := r.Columns[i].Note.SortKey; at == want || at == -want {
				list, found = append(list, &r.Columns[i]), true
			}
		}
		if !found {
			return list
		}
	}
}

// styleText is a distribution style in the words of SVV_TABLE_INFO.
func styleText(c *class) string {
	switch style := distStyle(c); style {
	case styleKey:
		return "KEY(" + distKey(c.rel) + ")"
	case styleAll:
		return "ALL"
	case autoAll:
		return "AUTO(ALL)"
	case autoEven:
		return "AUTO(EVEN)"
	case autoKey:
		return "AUTO(KEY(" + distKey(c.rel) + "))"
	}
	return "EVEN"
}

func sortKey1(c *class) any {
	list := sortColumns(c.rel)
	switch {
	case c.rel.Note.SortStyle == "AUTO" && len(list) == 0:
		return "AUTO(SORTKEY)"
	case len(list) == 0:
		return nil
	case c.rel.Note.SortStyle == "INTERLEAVED":
		return "INTERLEAVED"
	case c.rel.Note.SortStyle == "AUTO":
		return "AUTO(SORTKEY(" + list[0].Name + "))"
	}
	return list[0].Name
}

func encoded(r *relation.Relation) string {
	chosen, some := false, false
	for i := range r.Columns {
		chosen = chosen || r.Columns[i].Note.Encode != ""
		some = some || Encoding(r, &r.Columns[i]) != "none"
	}
	switch {
	case r.Note.EncodeAuto || !chosen: // ENCODE AUTO is what nothing said means
		return "Y, AUTO(ENCODE)"
	case some:
		return "Y"
	}
	return "N"
}

func maxVarchar(r *relation.Relation) (longest int) {
	for i := range r.Columns {
		if t := r.Columns[i].Type; t.ID == types.Varchar {
			longest = max(longest, t.Length)
		}
	}
	return longest
}

func tableInfoRelations() map[string]maker {
	return map[string]maker{
		"svv_table_info": of(filled, fields[*class]{
			"database":    func(_ *Source, c *class) any { return c.rel.Database },
			"schema":      func(_ *Source, c *class) any { return c.namespace.name },
			"table_id":    func(_ *Source, c *class) any { return c.oid },
			"table":       func(_ *Source, c *class) any { return c.rel.Name },
			"encoded":     func(_ *Source, c *class) any { return encoded(c.rel) },
			"diststyle":   func(_ *Source, c *class) any { return styleText(c) },
			"sortkey1":    func(_ *Source, c *class) any { return sortKey1(c) },
			"max_varchar": func(_ *Source, c *class) any { return maxVarchar(c.rel) },
			"sortkey1_enc": func(_ *Source, c *class) any {
				if list := sortColumns(c.rel); len(list) > 0 {
					return Encoding(c.rel, list[0])
				}
				return nil
			},
			"sortkey_num": func(_ *Source, c *class) any { return len(sortColumns(c.rel)) },
			"size":        func(s *Source, c *class) any { return s.blocks(c) },
			"pct_used":    func(s *Source, c *class) any { return float64(s.blocks(c)) * pctDecimals / capacityMB },
			"empty":       func(*Source, *class) any { return 0 },
			"tbl_rows":    func(s *Source, c *class) any { return s.size(c.rel) },
			"skew_rows": func(_ *Source, c *class) any {
				if style := distStyle(c); style == styleAll || style == autoAll {
					return nil
				}
				return 1.0
			},
			"estimated_visible_rows": func(s *Source, c *class) any { return s.size(c.rel) },
		}),
		"stv_tbl_perm": of(tableSlices, fields[tableSlice]{
			"slice":           func(_ *Source, t tableSlice) any { return t.slice },
			"id":              func(_ *Source, t tableSlice) any { return t.table.oid },
			"name":            func(_ *Source, t tableSlice) any { return t.table.rel.Name },
			"rows":            func(s *Source, t tableSlice) any { return s.sliceRows(t.table, t.slice) },
			"sorted_rows":     func(s *Source, t tableSlice) any { return s.sliceRows(t.table, t.slice) },
			"temp":            func(_ *Source, t tableSlice) any { return t.table.rel.Temp },
			"db_id":           func(_ *Source, t tableSlice) any { return relation.Number("database", t.table.namespace.database) },
			"insert_pristine": func(*Source, tableSlice) any { return 0 },
			"delete_pristine": func(*Source, tableSlice) any { return 0 },
			"backup":          func(_ *Source, t tableSlice) any { return t.table.rel.Note.Backup != "NO" },
			"dist_style":      func(_ *Source, t tableSlice) any { return distStyle(t.table) },
			"block_count":     func(s *Source, t tableSlice) any { return s.sliceBlocks(t.table, t.slice) },
		}),
		"stv_blocklist": of(blocks, blockFields()),
		"svv_diskusage": of(blocks, blockFields().and(fields[block]{
			"db_id": func(_ *Source, b block) any { return relation.Number("database", b.table.namespace.database) },
			"name":  func(_ *Source, b block) any { return b.table.rel.Name },
		})),
	}
}

// A tableSlice is what lies of a table on a slice.
type tableSlice struct {
	table *class
	slice int
}

func tableSlices(s *Source) (list []tableSlice) {
	for _, c := range tables(s) {
		for slice := range nodeSlices {
			list = append(list, tableSlice{c, slice})
		}
	}
	return list
}

// A block is one megabyte of a column on a slice.
type block struct {
	tableSlice
	column, num int
	values      int64
}

// blocks are those of all tables that have rows.
func blocks(s *Source) (list []block) {
	for _, t := range tableSlices(s) {
		rows := s.sliceRows(t.table, t.slice)
		for column := range len(t.table.rel.Columns) + hidden {
			bytes := int64(8)
			if column < len(t.table.rel.Columns) {
				bytes = width(t.table.rel.Columns[column].Type)
			}
			count := columnBlocks(rows, bytes)
			for num := range count {
				list = append(list, block{t, column, int(num), rows/count + min(max(rows%count-num, 0), 1)})
			}
		}
	}
	return list
}

func blockFields() fields[block] {
	zero := func(*Source, block) any { return 0 }
	return fields[block]{
		"slice":      func(_ *Source, b block) any { return b.slice },
		"col":        func(_ *Source, b block) any { return b.column },
		"tbl":        func(_ *Source, b block) any { return b.table.oid },
		"blocknum":   func(_ *Source, b block) any { return b.num },
		"num_values": func(_ *Source, b block) any { return b.values },
		"on_disk":    func(*Source, block) any { return 1 },
		"temporary":  func(_ *Source, b block) any { return b.table.rel.Temp },
		"pinned":     zero, "modified": zero, "hdr_modified": zero, "unsorted": zero, "tombstone": zero, "newblock": zero, "num_readers": zero,
		"preferred_diskno": zero, "flags": zero, "extended_limits": zero, "sb_pos": zero,
	}
}

// storageRelations are the node and its nodeSlices.
func storageRelations() map[string]maker {
	return map[string]maker{
		"stv_slices": of(func(*Source) []int { return []int{0, 1} }, fields[int]{
			"node": func(*Source, int) any { return 0 }, "slice": func(_ *Source, n int) any { return n }, "localslice": func(_ *Source, n int) any { return n },
			"type": func(*Source, int) any { return "D" },
		}),
		"stv_node_storage_capacity": of(single, fields[struct{}]{
			"node": func(*Source, struct{}) any { return 0 }, "used": func(s *Source, _ struct{}) any { return s.used() },
			"capacity": func(*Source, struct{}) any { return capacityMB },
		}),
		"stv_partitions": of(single, fields[struct{}]{
			"owner": func(*Source, struct{}) any { return 0 }, "host": func(*Source, struct{}) any { return 0 }, "diskno": func(*Source, struct{}) any { return 0 },
			"part_begin": func(*Source, struct{}) any { return 0 }, "part_end": func(*Source, struct{}) any { return int64(capacityMB) * blockBytes },
			"used": func(s *Source, _ struct{}) any { return s.used() }, "tossed": func(*Source, struct{}) any { return 0 },
			"capacity": func(*Source, struct{}) any { return capacityMB }, "failed": func(*Source, struct{}) any { return 0 }, "is_san": func(*Source, struct{}) any { return 0 },
		}),
		"stv_wlm_service_class_config": of(single, serviceClassFields().and(fields[struct{}]{
			"queueing_strategy": func(*Source, struct{}) any { return "Generalized Round Robin" }, "num_query_tasks": func(*Source, struct{}) any { return -1 },
			"target_num_query_tasks": func(*Source, struct{}) any { return -1 }, "name": func(*Source, struct{}) any { return serviceClassName },
			"max_execution_time": func(*Source, struct{}) any { return 0 }, "user_group_wild_card": func(*Source, struct{}) any { return false },
			"query_group_wild_card": func(*Source, struct{}) any { return false }, "user_role_wild_card": func(*Source, struct{}) any { return false },
			"concurrency_scaling": func(*Source, struct{}) any { return "off" }, "query_priority": func(*Source, struct{}) any { return "Normal" },
			"evictable": func(*Source, struct{}) any { return "false" },
		})),
		"stv_wlm_service_class_state": of(single, serviceClassFields().and(fields[struct{}]{
			"num_queued_queries":              func(*Source, struct{}) any { return 0 },
			"num_executing_queries":           func(s *Source, _ struct{}) any { return len(running(s)) },
			"num_serviced_queries":            func(s *Source, _ struct{}) any { return len(s.Activity.Statements()) },
			"num_executed_queries":            func(s *Source, _ struct{}) any { return len(s.Activity.Statements()) - len(running(s)) },
			"num_concurrency_scaling_queries": func(*Source, struct{}) any { return 0 },
		})),
	}
}

func serviceClassFields() fields[struct{}] {
	return fields[struct{}]{"service_class": func(*Source, struct{}) any { return serviceClass }}
}

// The one queue that there is, numbered as automatic workload management numbers its first.
// Source: docs.aws.amazon.com/redshift/latest/dg/cm-c-wlm-system-tables-and-views.html.
const (
	serviceClass     = 100
	serviceClassName = "Default queue"
)
