package redshiftdata

import (
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/statement"
)

// What a caller sees of a result.

func result(st *statement.Statement, records []byte, next string) *dataapi.GetStatementResultResponse {
	return &dataapi.GetStatementResultResponse{
		Records: records, TotalNumRows: &st.Rows, ColumnMetadata: columnsMetadata(st), NextToken: unlessEmpty(next),
	}
}

// resultCSV is a page as CSV.
func resultCSV(st *statement.Statement, records []byte, next string) *dataapi.GetStatementResultV2Response {
	return &dataapi.GetStatementResultV2Response{
		Records: []dataapi.QueryRecords{{CSVRecords: new(string(records))}}, TotalNumRows: &st.Rows,
		ResultFormat: new(dataapi.ResultFormatStringCSV), ColumnMetadata: columnsMetadata(st), NextToken: unlessEmpty(next),
	}
}

func columnsMetadata(st *statement.Statement) []dataapi.ColumnMetadata {
	list := make([]dataapi.ColumnMetadata, len(st.Result.Columns))
	for i, c := range st.Result.Columns {
		list[i] = columnMetadata(c)
	}
	return list
}

// A columnType is what ColumnMetadata says of a type.
type columnType struct {
	name      string
	precision int32
	scale     int32
	signed    bool
	cased     bool
}

// Redshift's own types, by the numbers that its drivers know.
const (
	intervalYMOID = 1188
	intervalDSOID = 1190
	superOID      = 4000
	varbyteOID    = 6551
)

// columnTypes are the types' names and digits as the Data API was seen to answer them.
var columnTypes = map[uint32]columnType{
	pgtype.BoolOID:        {name: "bool", precision: 1},
	pgtype.ByteaOID:       {name: "varbyte"},
	varbyteOID:            {name: "varbyte"},
	superOID:              {name: "super"},
	intervalYMOID:         {name: "intervaly2m"},
	intervalDSOID:         {name: "intervald2s"},
	pgtype.IntervalOID:    {name: "interval"},
	pgtype.OIDOID:         {name: "oid", precision: 10},
	pgtype.NameOID:        {name: "name", cased: true},
	pgtype.Int2OID:        {name: "int2", precision: 5, signed: true},
	pgtype.Int4OID:        {name: "int4", precision: 10, signed: true},
	pgtype.Int8OID:        {name: "int8", precision: 19, signed: true},
	pgtype.Float4OID:      {name: "float4", precision: 8, scale: 8, signed: true},
	pgtype.Float8OID:      {name: "float8", precision: 17, scale: 17, signed: true},
	pgtype.NumericOID:     {name: "numeric", signed: true},
	pgtype.BPCharOID:      {name: "bpchar", cased: true},
	pgtype.VarcharOID:     {name: "varchar", cased: true},
	pgtype.TextOID:        {name: "text", cased: true},
	pgtype.DateOID:        {name: "date", precision: 13},
	pgtype.TimeOID:        {name: "time", precision: 15, scale: 6},
	pgtype.TimetzOID:      {name: "timetz", precision: 21, scale: 6},
	pgtype.TimestampOID:   {name: "timestamp", precision: 29, scale: 6},
	pgtype.TimestamptzOID: {name: "timestamptz", precision: 35, scale: 6},
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
		case pgtype.NumericOID:
			precision, scale = (c.TypeModifier-typeModifierHeader)>>16, (c.TypeModifier-typeModifierHeader)&0xffff
		case pgtype.BPCharOID, pgtype.VarcharOID:
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
