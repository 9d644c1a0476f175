package duckdb

/*
#include <stdlib.h>

extern void countersignScalar(void *info, void *input, void *output);
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A scalar is a function of values that the engine calls in Go: what would be too large a macro, or cannot be one.
// It must be pure, and may run on any thread. A value that is NULL makes the result NULL, and the function is not
// called, unless it takes nulls.
type scalar struct {
	name   string   // as the engine's text calls it
	args   []string // the engine's types: VARCHAR, BLOB, BIGINT, INTEGER, DOUBLE, BOOLEAN, TIMESTAMP, INTERVAL, or lists BIGINT[], BLOB[] and VARCHAR[]
	result string
	nulls  bool // is called with NULLs, too
	call   func(in *arguments, out *answer) error
}

var scalarTypes = map[string]bindings.Type{
	"VARCHAR": bindings.TypeVarchar, "BLOB": bindings.TypeBlob, "BIGINT": bindings.TypeBigInt, "INTEGER": bindings.TypeInteger, "DOUBLE": bindings.TypeDouble,
	"BOOLEAN": bindings.TypeBoolean, "TIMESTAMP": bindings.TypeTimestamp, "INTERVAL": bindings.TypeInterval, "HUGEINT": bindings.TypeHugeInt,
}

// registerScalars makes the functions known to every session of an instance.
func (c *conn) registerScalars(context.Context) error {
	sets := map[string]bindings.ScalarFunctionSet{}
	defer func() {
		for _, set := range sets {
			bindings.DestroyScalarFunctionSet(&set)
		}
	}()
	for i, f := range scalars() {
		set, ok := sets[f.name]
		if !ok {
			set = bindings.CreateScalarFunctionSet(f.name)
			sets[f.name] = set
		}
		made := f.make(i)
		state := bindings.AddScalarFunctionToSet(set, made)
		bindings.DestroyScalarFunction(&made)
		if state != bindings.StateSuccess {
			return fmt.Errorf("function %s: not added", f.name)
		}
	}
	for name, set := range sets {
		if bindings.RegisterScalarFunctionSet(c.handle, set) != bindings.StateSuccess {
			return fmt.Errorf("function %s: not registered", name)
		}
	}
	return nil
}

// make describes the function, which is number i of scalars, to the engine.
func (f *scalar) make(i int) bindings.ScalarFunction {
	made := bindings.CreateScalarFunction()
	bindings.ScalarFunctionSetName(made, f.name)
	for _, arg := range f.args {
		t := logicalType(arg)
		bindings.ScalarFunctionAddParameter(made, t)
		bindings.DestroyLogicalType(&t)
	}
	t := logicalType(f.result)
	bindings.ScalarFunctionSetReturnType(made, t)
	bindings.DestroyLogicalType(&t)
	if f.nulls {
		bindings.ScalarFunctionSetSpecialHandling(made)
	}
	number := C.malloc(C.size_t(unsafe.Sizeof(i))) // the engine frees it with the function
	*(*int)(number) = i
	bindings.ScalarFunctionSetExtraInfo(made, number, C.free)
	bindings.ScalarFunctionSetFunction(made, C.countersignScalar)
	return made
}

func logicalType(name string) bindings.LogicalType {
	if of, ok := strings.CutSuffix(name, "[]"); ok {
		child := bindings.CreateLogicalType(scalarTypes[of])
		defer bindings.DestroyLogicalType(&child)
		return bindings.CreateListType(child)
	}
	return bindings.CreateLogicalType(scalarTypes[name])
}

// countersignScalar is what the engine calls for each chunk of rows.
//
//export countersignScalar
func countersignScalar(info, input, output unsafe.Pointer) {
	f := &scalars()[*(*int)(bindings.ScalarFunctionGetExtraInfo(bindings.FunctionInfo{Ptr: info}))]
	if err := f.rows(bindings.DataChunk{Ptr: input}, bindings.Vector{Ptr: output}); err != nil {
		bindings.ScalarFunctionSetError(bindings.FunctionInfo{Ptr: info}, marked(err))
	}
}

// stateMark is before the SQLSTATE in the text of an error that a function of ours gives to the engine: see report.own.
const stateMark = "SQLSTATE "

// marked is an error's text with its state in front of it.
func marked(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return stateMark + e.State + " " + e.Message
	}
	return stateMark + engine.InternalError + " " + err.Error()
}

// rows calls the function for each row. A panic of it is an error of the statement: it must not reach the engine's frames.
func (f *scalar) rows(chunk bindings.DataChunk, to bindings.Vector) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &engine.Error{State: engine.InternalError, Message: fmt.Sprintf("%s: %v", f.name, p)}
		}
	}()
	in := &arguments{columns: make([]argument, len(f.args))}
	for i := range f.args {
		in.columns[i].load(bindings.DataChunkGetVector(chunk, bindings.IdxT(i)), scalarTypes[f.args[i]])
	}
	out := &answer{vec: to, data: bindings.VectorGetData(to), id: scalarTypes[f.result]}
	for in.row = range int(bindings.DataChunkGetSize(chunk)) {
		out.row = in.row
		if !f.nulls && in.anyNull() {
			out.null()
			continue
		}
		if err := f.call(in, out); err != nil {
			return err
		}
	}
	return nil
}

// arguments are those of one call.
type arguments struct {
	columns []argument
	row     int
	made    map[string]any // what a function has made of arguments that other rows may have too, such as patterns
}

// maxMade is how much is kept of what was made.
const maxMade = 100

// made is what a function makes of a text, once for all rows of a chunk.
func made[T any](a *arguments, text string, make func(string) (T, error)) (T, error) {
	if kept, ok := a.made[text].(T); ok {
		return kept, nil
	}
	it, err := make(text)
	if err != nil {
		return it, err
	}
	if a.made == nil || len(a.made) >= maxMade {
		a.made = map[string]any{}
	}
	a.made[text] = it
	return it, nil
}

type argument struct {
	id          bindings.Type
	vec         bindings.Vector
	data, valid unsafe.Pointer
}

func (a *argument) load(vec bindings.Vector, id bindings.Type) {
	*a = argument{id: id, vec: vec, data: bindings.VectorGetData(vec), valid: bindings.VectorGetValidity(vec)}
}

func (a *arguments) anyNull() bool {
	for i := range a.columns {
		if a.null(i) {
			return true
		}
	}
	return false
}

func (a *arguments) null(i int) bool { return isNull(a.columns[i].valid, a.row) }

// text is a copy; bytes are the engine's own, and good for the call only.
func (a *arguments) text(i int) string  { return string(a.bytes(i)) }
func (a *arguments) bytes(i int) []byte { return readBytes(a.columns[i].data, a.row) }

// int is of whole numbers, truths and moments.
func (a *arguments) int(i int) int64 { return readInt(a.columns[i].id, a.columns[i].data, a.row) }

func (a *arguments) bool(i int) bool        { return a.int(i) != 0 }
func (a *arguments) float(i int) float64    { return at[float64](a.columns[i].data, a.row) }
func (a *arguments) span(i int) engine.Span { return readInterval(a.columns[i].data, a.row) }

// ints and blobs are the elements of a list, without its NULLs.
func (a *arguments) ints(i int) (out []int64) {
	a.elements(i, func(data unsafe.Pointer, k int) { out = append(out, at[int64](data, k)) })
	return out
}

func (a *arguments) blobs(i int) (out [][]byte) {
	a.elements(i, func(data unsafe.Pointer, k int) { out = append(out, readBytes(data, k)) })
	return out
}

func (a *arguments) elements(i int, visit func(data unsafe.Pointer, k int)) {
	entry := at[[2]uint64](a.columns[i].data, a.row)
	child := bindings.ListVectorGetChild(a.columns[i].vec)
	data, valid := bindings.VectorGetData(child), bindings.VectorGetValidity(child)
	for k := int(entry[0]); k < int(entry[0]+entry[1]); k++ {
		if !isNull(valid, k) {
			visit(data, k)
		}
	}
}

// An answer is where the result of one call goes.
type answer struct {
	vec  bindings.Vector
	data unsafe.Pointer
	id   bindings.Type
	row  int
}

func (a *answer) null() {
	bindings.VectorEnsureValidityWritable(a.vec)
	bindings.ValiditySetRowInvalid(bindings.VectorGetValidity(a.vec), bindings.IdxT(a.row))
}

func (a *answer) text(s string) { bindings.VectorAssignStringElement(a.vec, bindings.IdxT(a.row), s) }
func (a *answer) bytes(b []byte) {
	bindings.VectorAssignStringElementLen(a.vec, bindings.IdxT(a.row), b)
}

func (a *answer) bool(b bool) { set(a, b) }

func (a *answer) float(f float64) { set(a, f) }

func (a *answer) int(n int64) {
	if a.id == bindings.TypeInteger {
		set(a, int32(n))
		return
	}
	set(a, n)
}

// huge is a whole number of 128 bits.
func (a *answer) huge(n engine.Int128) { set(a, [2]uint64{n.Lo, uint64(n.Hi)}) }

func set[T any](a *answer, v T) {
	*(*T)(unsafe.Add(a.data, uintptr(a.row)*unsafe.Sizeof(v))) = v
}
