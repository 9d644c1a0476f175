package duckdb

import (
	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// columnType maps a DuckDB type to what a session shows. What Redshift does not
// have is shown as text: lists and structs as JSON, as SUPER would be.
func columnType(lt bindings.LogicalType) engine.Type {
	switch bindings.GetTypeId(lt) {
	case bindings.TypeBoolean:
		return engine.Type{Kind: engine.Bool}
	case bindings.TypeTinyInt, bindings.TypeUTinyInt, bindings.TypeSmallInt:
		return engine.Type{Kind: engine.Int2}
	case bindings.TypeUSmallInt, bindings.TypeInteger:
		return engine.Type{Kind: engine.Int4}
	case bindings.TypeUInteger, bindings.TypeBigInt:
		return engine.Type{Kind: engine.Int8}
	case bindings.TypeUBigInt:
		return engine.Type{Kind: engine.Numeric, Precision: 20}
	case bindings.TypeHugeInt:
		return engine.Type{Kind: engine.Numeric, Precision: 38}
	case bindings.TypeDecimal:
		return engine.Type{Kind: engine.Numeric, Precision: int(bindings.DecimalWidth(lt)), Scale: int(bindings.DecimalScale(lt))}
	case bindings.TypeFloat:
		return engine.Type{Kind: engine.Float4}
	case bindings.TypeDouble:
		return engine.Type{Kind: engine.Float8}
	case bindings.TypeBlob:
		return engine.Type{Kind: engine.Bytes}
	case bindings.TypeDate:
		return engine.Type{Kind: engine.Date}
	case bindings.TypeTime, bindings.TypeTimeNS:
		return engine.Type{Kind: engine.Time}
	case bindings.TypeTimeTZ:
		return engine.Type{Kind: engine.TimeTZ}
	case bindings.TypeInterval:
		return engine.Type{Kind: engine.Interval}
	case bindings.TypeTimestamp, bindings.TypeTimestampS, bindings.TypeTimestampMS, bindings.TypeTimestampNS:
		return engine.Type{Kind: engine.Timestamp}
	case bindings.TypeTimestampTZ:
		return engine.Type{Kind: engine.TimestampTZ}
	}
	return engine.Type{Kind: engine.Text}
}

// parameterType is columnType, and Unknown for what DuckDB leaves open.
func parameterType(lt bindings.LogicalType) engine.Type {
	switch bindings.GetTypeId(lt) {
	case bindings.TypeInvalid, bindings.TypeAny, bindings.TypeSQLNull,
		bindings.TypeStringLiteral, bindings.TypeIntegerLiteral:
		return engine.Type{Kind: engine.Unknown}
	}
	return columnType(lt)
}
