package main

import (
	"fmt"
	"strings"
)

// TPC-H's tables and rows, as statements that the cluster, the bare engine and PostgreSQL
// all read alike.
//
// The rows are made by INSERT … SELECT inside each database, not brought there: INSERT …
// VALUES into a cluster takes about half an hour for the nine million rows of scale 1, and
// TPC-H's own generator is an extension that a Go program cannot rely on finding. Every
// value is reckoned with whole numbers from the row's key, so all sides have the same rows.
// Sizes, ranges and the dependencies that the queries look for are TPC-H's; what is left
// out is order totals that add up, and comments that make sense.

// A tpchTable is a table: its columns, what Redshift is told beyond them, PostgreSQL's
// primary key, and a column whose sum tells whether two sides have the same rows.
type tpchTable struct{ name, columns, keys, primary, summed string }

var tpchTables = []tpchTable{
	{"region", "r_regionkey integer not null, r_name char(25) not null, r_comment varchar(152) not null", "diststyle all", "r_regionkey", "r_regionkey"},
	{"nation", "n_nationkey integer not null, n_name char(25) not null, n_regionkey integer not null, n_comment varchar(152) not null", "diststyle all", "n_nationkey", "n_nationkey"},
	{
		"supplier", "s_suppkey bigint not null, s_name char(25) not null, s_address varchar(40) not null, s_nationkey integer not null, " +
			"s_phone char(15) not null, s_acctbal numeric(15,2) not null, s_comment varchar(101) not null",
		"diststyle even sortkey (s_suppkey)", "s_suppkey", "s_acctbal",
	},
	{
		"customer", "c_custkey bigint not null, c_name varchar(25) not null, c_address varchar(40) not null, c_nationkey integer not null, " +
			"c_phone char(15) not null, c_acctbal numeric(15,2) not null, c_mktsegment char(10) not null, c_comment varchar(117) not null",
		"diststyle key distkey (c_custkey) sortkey (c_custkey)", "c_custkey", "c_acctbal",
	},
	{
		"part", "p_partkey bigint not null, p_name varchar(55) not null, p_mfgr char(25) not null, p_brand char(10) not null, p_type varchar(25) not null, " +
			"p_size integer not null, p_container char(10) not null, p_retailprice numeric(15,2) not null, p_comment varchar(23) not null",
		"distkey (p_partkey) sortkey (p_partkey)", "p_partkey", "p_retailprice",
	},
	{
		"partsupp", "ps_partkey bigint not null, ps_suppkey bigint not null, ps_availqty integer not null, ps_supplycost numeric(15,2) not null, ps_comment varchar(199) not null",
		"distkey (ps_partkey) interleaved sortkey (ps_partkey, ps_suppkey)", "ps_partkey, ps_suppkey", "ps_supplycost",
	},
	{
		"orders", "o_orderkey bigint not null, o_custkey bigint not null, o_orderstatus char(1) not null, o_totalprice numeric(15,2) not null, o_orderdate date not null, " +
			"o_orderpriority char(15) not null, o_clerk char(15) not null, o_shippriority integer not null, o_comment varchar(79) not null",
		"diststyle key distkey (o_orderkey) compound sortkey (o_orderdate, o_orderkey)", "o_orderkey", "o_totalprice",
	},
	{
		"lineitem", "l_orderkey bigint not null, l_partkey bigint not null, l_suppkey bigint not null, l_linenumber integer not null, l_quantity numeric(15,2) not null, " +
			"l_extendedprice numeric(15,2) not null, l_discount numeric(15,2) not null, l_tax numeric(15,2) not null, l_returnflag char(1) not null, l_linestatus char(1) not null, " +
			"l_shipdate date not null, l_commitdate date not null, l_receiptdate date not null, l_shipinstruct char(25) not null, l_shipmode char(10) not null, l_comment varchar(44) not null",
		"distkey (l_orderkey) compound sortkey (l_shipdate, l_orderkey)", "l_orderkey, l_linenumber", "l_extendedprice",
	},
}

// tpchSizes are the rows of the tables that have other rows' keys.
type tpchSizes struct{ suppliers, customers, parts, orders int }

func tpchSizesAt(scale float64) tpchSizes {
	of := func(n float64) int { return max(10, int(n*scale)) }
	return tpchSizes{of(10_000), of(150_000), of(200_000), of(1_500_000)}
}

// tpchFill are the statements that fill the tables. Large tables are filled in pieces, so
// that no statement needs much memory.
func tpchFill(scale float64) []string {
	n := tpchSizesAt(scale)
	fill := []string{tpchRegions(), tpchNations()}
	fill = append(fill, tpchPieces(n.suppliers, tpchSuppliers())...)
	fill = append(fill, tpchPieces(n.customers, tpchCustomers())...)
	fill = append(fill, tpchPieces(n.parts, tpchParts())...)
	fill = append(fill, tpchPieces(n.parts, tpchPartSupps(n))...)
	fill = append(fill, tpchPieces(n.orders, tpchOrders(n))...)
	return append(fill, tpchPieces(n.orders, tpchLines(n))...)
}

// tpchPieces makes statements of one whose FROM has "{keys}": the whole numbers from 1 to n
// as k, some at a time.
func tpchPieces(n int, statement string) (pieces []string) {
	const piece = 100_000
	for first := 1; first <= n; first += piece {
		keys := fmt.Sprintf("(select cast(i as bigint) as k from generate_series(%d, %d) as g(i)) as keys", first, min(n, first+piece-1))
		pieces = append(pieces, strings.ReplaceAll(statement, "{keys}", keys))
	}
	return pieces
}

var (
	tpchRegionNames = []string{"AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"}
	tpchNationNames = []string{
		"ALGERIA", "ARGENTINA", "BRAZIL", "CANADA", "EGYPT", "ETHIOPIA", "FRANCE", "GERMANY", "INDIA", "INDONESIA", "IRAN", "IRAQ", "JAPAN",
		"JORDAN", "KENYA", "MOROCCO", "MOZAMBIQUE", "PERU", "CHINA", "ROMANIA", "SAUDI ARABIA", "VIETNAM", "RUSSIA", "UNITED KINGDOM", "UNITED STATES",
	}
	tpchNationRegions = []int{0, 1, 1, 1, 4, 0, 3, 3, 2, 2, 4, 4, 2, 4, 0, 0, 0, 1, 2, 3, 4, 2, 3, 3, 1}

	tpchColors = strings.Fields(`almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished chartreuse chiffon
		chocolate coral cornflower cornsilk cream cyan dark deep dim dodger drab firebrick floral forest frosted gainsboro ghost goldenrod green grey
		honeydew hot indian ivory khaki lace lavender lawn lemon light lime linen magenta maroon medium metallic midnight mint misty moccasin navajo
		navy olive orange orchid pale papaya peach peru pink plum powder puff purple red rose rosy royal saddle salmon sandy seashell sienna sky
		slate smoke snow spring steel tan thistle tomato turquoise violet wheat white yellow`)
	tpchSizesOfParts = []string{"STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"}
	tpchFinishes     = []string{"ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"}
	tpchMetals       = []string{"TIN", "NICKEL", "BRASS", "STEEL", "COPPER"}
	tpchBoxSizes     = []string{"SM", "MED", "JUMBO", "WRAP", "LG"}
	tpchBoxes        = []string{"CASE", "BOX", "BAG", "JAR", "PACK", "PKG", "CAN", "DRUM"}
	tpchSegments     = []string{"AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY"}
	tpchPriorities   = []string{"1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"}
	tpchInstructions = []string{"DELIVER IN PERSON", "COLLECT COD", "TAKE BACK RETURN", "NONE"}
	tpchModes        = []string{"REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"}
)

// tpchPool is what comments are cut from, as TPC-H cuts them from a longer one.
var tpchPool = strings.Repeat(strings.Join(strings.Fields(`furiously final packages nag quickly along the ironic deposits. carefully regular foxes
	sleep blithely after the express theodolites; slyly even accounts haggle above the pending pinto beans. bold ideas integrate daringly among the
	silent instructions, unusual platelets boost against fluffy dependencies. quiet asymptotes wake never across the busy dolphins`), " ")+" ", 2)

const tpchPoolStarts = 300 // places of the pool where a comment can begin

// hash is a whole number from 0 to 2^31 - 2 that depends on a key, and on the column by its
// salt. The square makes columns independent of each other: multiples alone are not.
func hash(key string, salt int) string {
	const prime = 1<<31 - 1
	x := fmt.Sprintf("((%s) * %d + %d) %% %d", key, (1103515245+salt*1234567891)%prime, 12345+salt*7919, prime)
	return fmt.Sprintf("(((%s) * (%s)) %% %d)", x, x, prime)
}

// between is a whole number of a range, both ends included.
func between(key string, salt, least, most int) string {
	return fmt.Sprintf("(%s %% %d + %d)", hash(key, salt), most-least+1, least)
}

func cents(number string) string {
	return "cast(cast(" + number + " as numeric(12,0)) * 0.01 as numeric(15,2))"
}
func whole(number string) string { return "cast(" + number + " as integer)" }
func text(number string) string  { return "cast(" + number + " as varchar(20))" }
func days(date, number string) string {
	return "(" + date + " + " + whole(number) + ")"
}

// one is one of some words. They lie in one text, each in as many characters, since that is
// what all the databases can look into at a place.
func one(words []string, number string) string {
	width := 0
	for _, word := range words {
		width = max(width, len(word))
	}
	var all strings.Builder
	for _, word := range words {
		fmt.Fprintf(&all, "%-*s", width, word)
	}
	return fmt.Sprintf("rtrim(substring('%s', %s, %d))", all.String(), whole(fmt.Sprintf("(%s) %% %d * %d + 1", number, len(words), width)), width)
}

func pick(words []string, key string, salt int) string { return one(words, hash(key, salt)) }

// comment is a piece of the pool.
func comment(key string, salt, least, most int) string {
	return fmt.Sprintf("substring('%s', %s, %s)", tpchPool, whole(between(key, salt, 1, tpchPoolStarts)), whole(between(key, salt+1, least, most)))
}

func phone(nation, key string, salt int) string {
	return text(nation+" + 10") + " || '-' || " + text(between(key, salt, 100, 999)) + " || '-' || " +
		text(between(key, salt+1, 100, 999)) + " || '-' || " + text(between(key, salt+2, 1000, 9999))
}

func insert(table string, columns []string, from string) string {
	return "insert into " + table + " select " + strings.Join(columns, ", ") + " from " + from
}

func tpchRegions() string {
	var rows []string
	for i, name := range tpchRegionNames {
		rows = append(rows, fmt.Sprintf("(%d, '%s', 'carefully final')", i, name))
	}
	return "insert into region values " + strings.Join(rows, ", ")
}

func tpchNations() string {
	var rows []string
	for i, name := range tpchNationNames {
		rows = append(rows, fmt.Sprintf("(%d, '%s', %d, 'slyly express')", i, name, tpchNationRegions[i]))
	}
	return "insert into nation values " + strings.Join(rows, ", ")
}

// tpchSuppliers has one supplier of 2,000 whom customers complain about.
func tpchSuppliers() string {
	return insert("supplier", []string{
		"k", "'Supplier#' || lpad(" + text("k") + ", 9, '0')", comment("k", 11, 10, 40), whole("nation"), phone("nation", "k", 13),
		cents(between("k", 16, -99_999, 999_999)),
		"case when " + hash("k", 17) + " % 2000 = 0 then 'quick Customer slyly Complaints' else " + comment("k", 18, 25, 100) + " end",
	}, "(select k, "+between("k", 10, 0, 24)+" as nation from {keys}) as s")
}

func tpchCustomers() string {
	return insert("customer", []string{
		"k", "'Customer#' || lpad(" + text("k") + ", 9, '0')", comment("k", 21, 10, 40), whole("nation"), phone("nation", "k", 23),
		cents(between("k", 26, -99_999, 999_999)), pick(tpchSegments, "k", 27), comment("k", 28, 29, 116),
	}, "(select k, "+between("k", 20, 0, 24)+" as nation from {keys}) as c")
}

// retail is a part's price in hundredths.
func retail(part string) string {
	return fmt.Sprintf("(90000 + (%s / 10) %% 20001 + 100 * (%s %% 1000))", part, part)
}

func tpchParts() string {
	var name []string
	for i := range 5 {
		name = append(name, pick(tpchColors, "k", 30+i))
	}
	return insert("part", []string{
		"k", strings.Join(name, " || ' ' || "), "'Manufacturer#' || " + text("maker"), "'Brand#' || " + text("maker") + " || " + text(between("k", 36, 1, 5)),
		pick(tpchSizesOfParts, "k", 37) + " || ' ' || " + pick(tpchFinishes, "k", 38) + " || ' ' || " + pick(tpchMetals, "k", 39),
		whole(between("k", 40, 1, 50)), pick(tpchBoxSizes, "k", 41) + " || ' ' || " + pick(tpchBoxes, "k", 42), cents(retail("k")), comment("k", 43, 5, 22),
	}, "(select k, "+between("k", 35, 1, 5)+" as maker from {keys}) as p")
}

// supplierOf is one of a part's four suppliers, which j tells.
func supplierOf(part, j string, n tpchSizes) string {
	return fmt.Sprintf("((%s + (%s) * (%d + (%s - 1) / %d)) %% %d + 1)", part, j, n.suppliers/4, part, n.suppliers, n.suppliers)
}

func tpchPartSupps(n tpchSizes) string {
	return insert("partsupp", []string{
		"k", supplierOf("k", "j", n), whole(between("k * 4 + j", 50, 1, 9999)), cents(between("k * 4 + j", 51, 100, 100_000)), comment("k * 4 + j", 52, 49, 198),
	}, "{keys}, (select cast(i as bigint) as j from generate_series(0, 3) as h(i)) as four")
}

// orderKey uses eight of each 32 numbers, as TPC-H does.
const orderKey = "(k / 8 * 32 + k % 8)"

var orderDate = days("date '1992-01-01'", between("k", 60, 0, 2405))

// tpchOrders leaves every third customer without orders. An order is done where all its
// lines can have been shipped by TPC-H's today.
func tpchOrders(n tpchSizes) string {
	return insert("orders", []string{
		orderKey, "buyer / 2 * 3 + buyer % 2 + 1",
		"case when ordered < date '1995-02-16' then 'F' when ordered > date '1995-06-16' then 'O' else 'P' end",
		cents(between("k", 62, 100_000, 45_000_000)), "ordered", pick(tpchPriorities, "k", 63),
		"'Clerk#' || lpad(" + text(between("k", 64, 1, max(1, n.orders/1500))) + ", 9, '0')", "0",
		"case when " + hash("k", 65) + " % 100 = 0 then 'blithely special ideas requests' else " + comment("k", 66, 19, 78) + " end",
	}, fmt.Sprintf("(select k, %s as ordered, %s as buyer from {keys}) as o", orderDate, between("k", 61, 0, n.customers*2/3-1)))
}

// tpchLines gives each order one to seven lines.
func tpchLines(n tpchSizes) string {
	lines := "(select k, n, k * 8 + n as line, " + orderDate + " as ordered from {keys}, (select cast(i as bigint) as n from generate_series(1, 7) as h(i)) as seven" +
		" where n <= " + between("k", 70, 1, 7) + ") as a"
	drawn := fmt.Sprintf("(select k, n, line, ordered, %s as part, %s as quantity, %s as shipped from %s) as b",
		between("line", 71, 1, n.parts), between("line", 72, 1, 50), days("ordered", between("line", 73, 1, 121)), lines)
	rows := "(select k, n, line, ordered, part, quantity, shipped, " + days("shipped", between("line", 74, 1, 30)) + " as received from " + drawn + ") as c"
	return insert("lineitem", []string{
		orderKey, "part", supplierOf("part", hash("line", 75)+" % 4", n), whole("n"), "cast(quantity as numeric(15,2))", cents("quantity * " + retail("part")),
		cents(between("line", 76, 0, 10)), cents(between("line", 77, 0, 8)),
		"case when received > date '1995-06-17' then 'N' when " + hash("line", 78) + " % 2 = 0 then 'R' else 'A' end",
		"case when shipped > date '1995-06-17' then 'O' else 'F' end", "shipped", days("ordered", between("line", 79, 30, 90)), "received",
		pick(tpchInstructions, "line", 80), pick(tpchModes, "line", 81), comment("line", 82, 10, 43),
	}, rows)
}
