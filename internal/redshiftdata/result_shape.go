package redshiftdata

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/statement"
)

// What a caller sees of a result.

func result(st *statement.Statement, rows [][]statement.Value, next string) (*dataapi.GetStatementResultResponse, error) {
	out := &dataapi.GetStatementResultResponse{
		Records: make([][]dataapi.Field, len(rows)), TotalNumRows: &st.Rows,
	}
	if next != "" {
		out.NextToken = &next
	}
	out.ColumnMetadata = columnsMetadata(st)
	for i, row := range rows {
		record := make([]dataapi.Field, len(row))
		for j, value := range row {
			var err error
			if record[j], err = field(st.Result.Columns[j], value); err != nil {
				return nil, fmt.Errorf("statement %s, row %d, column %d: %w", st.ID, i, j, err)
			}
		}
		out.Records[i] = record
	}
	return out, nil
}

// resultCSV is a page as CSV.
func resultCSV(st *statement.Statement, rows [][]statement.Value, next string) (*dataapi.GetStatementResultV2Response, error) {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	record := make([]string, len(st.Result.Columns))
	for _, row := range rows {
		for i, value := range row {
			record[i] = string(value)
			if st.Result.Columns[i].TypeOID == oidBool && value != nil {
				record[i] = strconv.FormatBool(record[i] == "t")
			}
		}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("statement %s: %w", st.ID, err)
		}
		w.Flush()
		text.Truncate(text.Len() - 1) // its own CR LF would also change line ends within values
		text.WriteString("\r\n")
	}
	out := &dataapi.GetStatementResultV2Response{
		Records: []dataapi.QueryRecords{{CSVRecords: new(text.String())}}, TotalNumRows: &st.Rows,
		ResultFormat: new(dataapi.ResultFormatStringCSV), ColumnMetadata: columnsMetadata(st),
	}
	if next != "" {
		out.NextToken = &next
	}
	return out, w.Error()
}

func columnsMetadata(st *statement.Statement) []dataapi.ColumnMetadata {
	list := make([]dataapi.ColumnMetadata, len(st.Result.Columns))
	for i, c := range st.Result.Columns {
		list[i] = columnMetadata(c)
	}
	return list
}

// The SQL wire's types, by their object ids in PostgreSQL's and Redshift's catalogue.
const (
	oidBool        = 16
	oidBytea       = 17
	oidInt8        = 20
	oidInt2        = 21
	oidInt4        = 23
	oidFloat4      = 700
	oidFloat8      = 701
	oidBpchar      = 1042
	oidVarchar     = 1043
	oidText        = 25
	oidDate        = 1082
	oidTime        = 1083
	oidTimestamp   = 1114
	oidTimestampTZ = 1184
	oidTimeTZ      = 1266
	oidNumeric     = 1700
)

// field is a value as the Data API answers it: whole numbers, floats and
// booleans as such, everything else, NUMERIC included, as a string.
func field(c statement.Column, value statement.Value) (dataapi.Field, error) {
	if value == nil {
		return dataapi.Field{IsNull: new(true)}, nil
	}
	text := string(value)
	switch c.TypeOID {
	case oidInt2, oidInt4, oidInt8:
		n, err := strconv.ParseInt(text, 10, 64)
		return dataapi.Field{LongValue: &n}, err
	case oidFloat4, oidFloat8:
		f, err := strconv.ParseFloat(text, 64)
		return dataapi.Field{DoubleValue: &f}, err
	case oidBool:
		return dataapi.Field{BooleanValue: new(text == "t")}, nil
	}
	return dataapi.Field{StringValue: &text}, nil
}

// A columnType is what ColumnMetadata says of a type.
type columnType struct {
	name      string
	precision int32
	scale     int32
	signed    bool
	cased     bool
}

// columnTypes are the types' names and digits as the Data API was seen to answer them.
var columnTypes = map[uint32]columnType{
	oidBool:        {name: "bool", precision: 1},
	oidBytea:       {name: "varbyte"},
	oidInt2:        {name: "int2", precision: 5, signed: true},
	oidInt4:        {name: "int4", precision: 10, signed: true},
	oidInt8:        {name: "int8", precision: 19, signed: true},
	oidFloat4:      {name: "float4", precision: 8, scale: 8, signed: true},
	oidFloat8:      {name: "float8", precision: 17, scale: 17, signed: true},
	oidNumeric:     {name: "numeric", signed: true},
	oidBpchar:      {name: "bpchar", cased: true},
	oidVarchar:     {name: "varchar", cased: true},
	oidText:        {name: "text", cased: true},
	oidDate:        {name: "date", precision: 13},
	oidTime:        {name: "time", precision: 15, scale: 6},
	oidTimeTZ:      {name: "timetz", precision: 21, scale: 6},
	oidTimestamp:   {name: "timestamp", precision: 29, scale: 6},
	oidTimestampTZ: {name: "timestamptz", precision: 35, scale: 6},
}

// columnMetadata is what the SQL wire's description of a column tells.
func columnMetadata(c statement.Column) dataapi.ColumnMetadata {
	kind, known := columnTypes[c.TypeOID]
	if !known {
		kind = columnType{name: "unknown"}
	}
	precision, scale := kind.precision, kind.scale
	if c.TypeModifier >= typeModifierHeader {
		switch c.TypeOID {
		case oidNumeric:
			precision, scale = (c.TypeModifier-typeModifierHeader)>>16, (c.TypeModifier-typeModifierHeader)&0xffff
		case oidBpchar, oidVarchar:
			precision = c.TypeModifier - typeModifierHeader
		}
	}
	return dataapi.ColumnMetadata{
		Name: &c.Name, Label: &c.Name, TypeName: &kind.name,
		Precision: &precision, Scale: &scale, Length: new(int32(0)), Nullable: new(int32(1)),
		IsSigned: &kind.signed, IsCaseSensitive: &kind.cased, IsCurrency: new(false),
		SchemaName: new(""), TableName: new(""),
	}
}

// typeModifierHeader is what PostgreSQL adds to a length in a type modifier.
const typeModifierHeader = 4
