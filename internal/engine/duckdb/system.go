package duckdb

/*
#include <stdlib.h>
#include <stdint.h>
void countersignSystemBind(void *);
void countersignSystemInit(void *);
void countersignSystemFill(void *, void *);
void countersignAskBind(void *);
void countersignAsk(void *, void *, void *);
void countersignForget(void *);
void *countersignCopy(void *);
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime/cgo"
	"sync"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/catalog"
	"github.com/countersign-dev/countersign/internal/engine"
)

// The relations of the system are a table function, which the engine calls back: it asks the
// connection's engine.System for the rows of the relation that it is given the name of, and for
// those columns only that a statement reads. What functions ask goes the same way.

// systemColumns are the columns of a relation, by its name, as the engine has them.
var systemColumns = sync.OnceValue(func() map[string][]catalog.Column {
	byName := map[string][]catalog.Column{}
	for _, r := range catalog.All() {
		byName[r.Schema+"."+r.Name] = r.Columns
	}
	return byName
})

// installSystem gives the engine the functions.
func (c *Cluster) installSystem() error {
	text := bindings.CreateLogicalType(bindings.TypeVarchar)
	defer bindings.DestroyLogicalType(&text)
	table := bindings.CreateTableFunction()
	defer bindings.DestroyTableFunction(&table)
	bindings.TableFunctionSetName(table, engine.SystemTable)
	bindings.TableFunctionAddParameter(table, text)
	bindings.TableFunctionSetExtraInfo(table, keep(c), C.countersignForget)
	bindings.TableFunctionSetBind(table, C.countersignSystemBind)
	bindings.TableFunctionSetInit(table, C.countersignSystemInit)
	bindings.TableFunctionSetFunction(table, C.countersignSystemFill)
	bindings.TableFunctionSupportsProjectionPushdown(table, true)
	if bindings.RegisterTableFunction(c.admin.handle, table) != bindings.StateSuccess {
		return errors.New("register " + engine.SystemTable)
	}
	for _, name := range []string{engine.SystemAsk, engine.SystemAct} {
		if err := c.installAsk(name, text); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cluster) installAsk(name string, text bindings.LogicalType) error {
	ask := bindings.CreateScalarFunction()
	defer bindings.DestroyScalarFunction(&ask)
	bindings.ScalarFunctionSetName(ask, name)
	bindings.ScalarFunctionSetVarargs(ask, text)
	bindings.ScalarFunctionSetReturnType(ask, text)
	bindings.ScalarFunctionSetSpecialHandling(ask) // NULLs are arguments like others
	bindings.ScalarFunctionSetExtraInfo(ask, keep(c), C.countersignForget)
	bindings.ScalarFunctionSetBind(ask, C.countersignAskBind)
	bindings.ScalarFunctionSetFunction(ask, C.countersignAsk)
	if name == engine.SystemAct {
		bindings.ScalarFunctionSetVolatile(ask)
	}
	if bindings.RegisterScalarFunction(c.admin.handle, ask) != bindings.StateSuccess {
		return errors.New("register " + name)
	}
	return nil
}

// keep makes a pointer that the engine can hold of a value, until it calls countersignForget.
func keep(v any) unsafe.Pointer {
	p := C.malloc(C.size_t(unsafe.Sizeof(uintptr(0))))
	*(*uintptr)(p) = uintptr(cgo.NewHandle(v))
	return p
}

func kept[T any](p unsafe.Pointer) T { return cgo.Handle(*(*uintptr)(p)).Value().(T) }

//export countersignForget
func countersignForget(p unsafe.Pointer) {
	cgo.Handle(*(*uintptr)(p)).Delete()
	C.free(p)
}

//export countersignCopy
func countersignCopy(p unsafe.Pointer) unsafe.Pointer { return keep(kept[any](p)) }

// asking is the connection that a function is called on.
func (c *Cluster) asking(ctx bindings.ClientContext) *conn {
	id := uint64(bindings.ClientContextGetConnectionId(ctx))
	bindings.DestroyClientContext(&ctx)
	if cn, ok := c.byID.Load(id); ok {
		return cn.(*conn)
	}
	return nil
}

// informed is the system that a connection was told of.
func (c *conn) informed() engine.System {
	if s := c.system.Load(); s != nil {
		return *s
	}
	return nil
}

// Inform tells what statements read of the system from now on.
func (c *conn) Inform(system engine.System) { c.system.Store(&system) }

// register makes the connection known by the engine's number of it.
func (c *conn) register() {
	var ctx bindings.ClientContext
	bindings.ConnectionGetClientContext(c.handle, &ctx)
	c.id = uint64(bindings.ClientContextGetConnectionId(ctx))
	bindings.DestroyClientContext(&ctx)
	c.cluster.byID.Store(c.id, c)
}

// A reading is a relation of the system in a statement: which, and who reads.
type reading struct {
	conn    *conn
	name    string
	columns []catalog.Column
}

//export countersignSystemBind
func countersignSystemBind(p unsafe.Pointer) {
	info := bindings.BindInfo{Ptr: p}
	var ctx bindings.ClientContext
	bindings.TableFunctionGetClientContext(info, &ctx)
	cn := kept[*Cluster](bindings.BindGetExtraInfo(info)).asking(ctx)
	value := bindings.BindGetParameter(info, 0)
	name := bindings.GetVarchar(value)
	bindings.DestroyValue(&value)
	columns, ok := systemColumns()[name]
	if !ok || cn == nil {
		bindings.BindSetError(info, "there is no relation "+name+" of the system")
		return
	}
	for _, column := range columns {
		lt := bindings.CreateLogicalType(writtenTypes[column.Engine])
		bindings.BindAddResultColumn(info, column.Name, lt)
		bindings.DestroyLogicalType(&lt)
	}
	cn.reads = append(cn.reads, name)
	if s := cn.informed(); s != nil {
		if rows := s.Relation(name); rows != nil {
			bindings.BindSetCardinality(info, bindings.IdxT(rows.Len()), false)
		}
	}
	bindings.BindSetBindData(info, keep(&reading{cn, name, columns}), C.countersignForget)
}

// A scan is a reading on its way.
type scan struct {
	length  int
	at      int
	columns []scanned // those that are read
}

// A scanned column is kept, or is made as it is read.
type scanned struct {
	kind    bindings.Type
	numbers []int64
	texts   []string
	value   func(row int) any
}

//export countersignSystemInit
func countersignSystemInit(p unsafe.Pointer) {
	info := bindings.InitInfo{Ptr: p}
	defer guard(func(message string) { bindings.InitSetError(info, message) })
	r := kept[*reading](bindings.InitGetBindData(info))
	s := &scan{}
	var rows engine.SystemRows
	if system := r.conn.informed(); system != nil {
		rows = system.Relation(r.name)
	}
	if rows != nil {
		s.length = rows.Len()
	}
	for i := range bindings.InitGetColumnCount(info) {
		s.columns = append(s.columns, r.scanned(rows, int(bindings.InitGetColumnIndex(info, i))))
	}
	bindings.InitSetMaxThreads(info, 1)
	bindings.InitSetInitData(info, keep(s), C.countersignForget)
}

// scanned is a column on its way.
func (r *reading) scanned(rows engine.SystemRows, index int) scanned {
	if index >= len(r.columns) { // of a count alone
		return scanned{kind: bindings.TypeBigInt, value: func(row int) any { return row }}
	}
	c := scanned{kind: writtenTypes[r.columns[index].Engine]}
	if kept, ok := rows.(engine.KeptRows); ok {
		if c.kind == bindings.TypeVarchar {
			c.texts = kept.Texts(index)
		} else {
			c.numbers = kept.Numbers(index)
		}
	}
	if rows != nil && c.texts == nil && c.numbers == nil {
		c.value = rows.Column(index)
	}
	return c
}

//export countersignSystemFill
func countersignSystemFill(p, out unsafe.Pointer) {
	info := bindings.FunctionInfo{Ptr: p}
	defer guard(func(message string) { bindings.FunctionSetError(info, message) })
	s := kept[*scan](bindings.FunctionGetInitData(info))
	chunk := bindings.DataChunk{Ptr: out}
	n := min(s.length-s.at, int(bindings.VectorSize()))
	for i, c := range s.columns {
		w := newWriter(bindings.DataChunkGetVector(chunk, bindings.IdxT(i)), c.kind)
		for row := range n {
			switch {
			case c.numbers != nil:
				w.putInt(row, c.numbers[s.at+row])
			case c.texts != nil:
				w.putString(row, c.texts[s.at+row])
			default:
				w.put(row, c.value(s.at+row))
			}
		}
	}
	s.at += n
	bindings.DataChunkSetSize(chunk, bindings.IdxT(n))
}

//export countersignAskBind
func countersignAskBind(p unsafe.Pointer) {
	info := bindings.BindInfo{Ptr: p}
	var ctx bindings.ClientContext
	bindings.ScalarFunctionGetClientContext(info, &ctx)
	cn := kept[*Cluster](bindings.ScalarFunctionBindGetExtraInfo(info)).asking(ctx)
	if cn == nil {
		bindings.ScalarFunctionBindSetError(info, "no session asks")
		return
	}
	bindings.ScalarFunctionSetBindData(info, keep(cn), C.countersignForget)
	bindings.ScalarFunctionSetBindDataCopy(info, C.countersignCopy) // expressions are copied while they are optimized
}

//export countersignAsk
func countersignAsk(p, in, out unsafe.Pointer) {
	info, chunk := bindings.FunctionInfo{Ptr: p}, bindings.DataChunk{Ptr: in}
	defer guard(func(message string) { bindings.ScalarFunctionSetError(info, message) })
	if err := answerChunk(kept[*conn](bindings.ScalarFunctionGetBindData(info)), chunk, newWriter(bindings.Vector{Ptr: out}, bindings.TypeVarchar)); err != nil {
		bindings.ScalarFunctionSetError(info, marked(err))
	}
}

// answerChunk asks for each row.
func answerChunk(cn *conn, chunk bindings.DataChunk, w *writer) error {
	system := cn.informed()
	if system == nil {
		return errConnClosed
	}
	columns := make([]textColumn, bindings.DataChunkGetColumnCount(chunk))
	for i := range columns {
		vec := bindings.DataChunkGetVector(chunk, bindings.IdxT(i))
		columns[i] = textColumn{bindings.VectorGetData(vec), bindings.VectorGetValidity(vec)}
	}
	if len(columns) == 0 {
		return errors.New("nothing is asked")
	}
	for row := range int(bindings.DataChunkGetSize(chunk)) {
		args := make([]*string, len(columns))
		for i, c := range columns {
			if !isNull(c.valid, row) {
				text := string(readBytes(c.data, row))
				args[i] = &text
			}
		}
		said, err := system.Answer(*args[0], args[1:])
		if err != nil {
			return err
		}
		if said == nil {
			w.put(row, nil)
			continue
		}
		w.put(row, *said)
	}
	return nil
}

type textColumn struct{ data, valid unsafe.Pointer }

// guard makes an error of what would end the process: the engine cannot be unwound.
func guard(fail func(message string)) {
	if r := recover(); r != nil {
		fail(marked(fmt.Errorf("the system's relations: %v", r)))
	}
}
