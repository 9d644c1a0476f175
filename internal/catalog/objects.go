package catalog

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/users"
)

// Objects are what a cluster's databases have at one moment, with the numbers by which relations of the system
// speak of it. They are made once for each state of the catalogue, as they are asked for.
type Objects struct {
	relations *relation.Catalog

	once       sync.Once
	classes    []*class // of all databases, in the order of their names
	here       []*class // of the session's database, its temporary ones and the system's, with indexes
	behind     []*class // the tables of materialized views, which pg_class and pg_attribute alone show
	byOID      map[uint32]*class
	databases  []*database
	namespaces []*namespace // of all databases
	routines   []*routine
	notes      []objectNote
	scopes     map[[3]string][]privilege.ACL

	cacheMu sync.Mutex
	caches  map[string][]keptColumn

	attributesOnce sync.Once
	attributes     []attribute
}

// NewObjects makes them of what a session sees.
func NewObjects(c *relation.Catalog) *Objects { return &Objects{relations: c} }

// Relations are what they were made of.
func (o *Objects) Relations() *relation.Catalog { return o.relations }

type database struct {
	oid   uint32
	name  string
	owner int
	acl   privilege.ACL
}

type namespace struct {
	oid            uint32
	database, name string
	owner          int
	acl            privilege.ACL
	quota          string
	said           string
}

// A class is a relation, or the index of a key.
type class struct {
	oid         uint32
	rel         *relation.Relation
	namespace   *namespace
	index       *constraint // of an index: its key
	rows        bool        // the table that keeps a materialized view's rows
	constraints []*constraint
	referred    bool // by a foreign key
}

func (c *class) name() string {
	switch {
	case c.index != nil:
		return c.index.name
	case c.rows:
		return "mv_tbl__" + c.rel.Name + "__0"
	}
	return c.rel.Name
}

// kind is relkind. A materialized view is a view to who looks at the catalogue.
func (c *class) kind() string {
	switch {
	case c.index != nil:
		return "i"
	case c.isView(), c.rel.Kind == relation.System && viewsOfSystem(c.rel.Name):
		return "v"
	}
	return "r"
}

func (c *class) isView() bool {
	return !c.rows && (c.rel.Kind == relation.View || c.rel.Note.Materialized)
}

// isTable tells whether rows are kept.
func (c *class) isTable() bool { return c.index == nil && c.rel.Kind == relation.Table }

// viewsOfSystem tells whether a relation of the system is a view there.
func viewsOfSystem(name string) bool {
	switch name {
	case "pg_user", "pg_tables", "pg_views", "pg_indexes", "pg_rules", "pg_stats", "pg_settings", "pg_locks", "pg_table_def":
		return true
	}
	return !strings.HasPrefix(name, "pg_") && !strings.HasPrefix(name, "stv_") && !strings.HasPrefix(name, "stl_") || strings.HasSuffix(name, "_info") || strings.HasPrefix(name, "pg_stat_")
}

// owner is who owns a relation: the system's are the cluster's own user's.
func (c *class) owner() int {
	if c.rel.Note.Owner == 0 {
		return users.OwnID
	}
	return c.rel.Note.Owner
}

// A constraint is a key of a table, or a check.
type constraint struct {
	oid        uint32
	name       string
	class      *class
	kind       string // p, u or f
	columns    []int  // their places in the table, from 1
	ref        *class // of a foreign key
	refColumns []int
	index      *class // of a key
	node       *syntax.Constraint
}

// A routine is a function or a procedure that somebody made.
type routine struct {
	*relation.Routine
	oid       uint32
	namespace *namespace
}

// owner is who owns it.
func (r *routine) owner() int {
	if r.Owner == 0 {
		return users.OwnID
	}
	return r.Owner
}

// list is what is granted on it.
func (r *routine) list() privilege.ACL {
	kind := privilege.Function
	if r.Procedure {
		kind = privilege.Procedure
	}
	access := privilege.Access{Kind: kind, Name: r.Name, Owner: r.owner(), ACL: r.ACL}
	return access.Effective()
}

type attribute struct {
	class  *class
	column *relation.Column
	num    int
}

// An objectNote is what is kept of an object that is no relation.
type objectNote struct{ database, kind, name, note string }

// A holding is what a note says of owner and grants.
type holding struct {
	Owner int           `json:"owner"`
	ACL   privilege.ACL `json:"acl"`
	Quota string        `json:"quota"`
	Said  string        `json:"said"`
}

func heldIn(note string) holding {
	h := relation.Read[holding](note)
	if h.Owner == 0 {
		h.Owner = users.OwnID
	}
	return h
}

// cache is where the columns of a relation are kept.
func (o *Objects) cache(name string, columns int) []keptColumn {
	o.cacheMu.Lock()
	defer o.cacheMu.Unlock()
	if o.caches == nil {
		o.caches = map[string][]keptColumn{}
	}
	if o.caches[name] == nil {
		o.caches[name] = make([]keptColumn, columns)
	}
	return o.caches[name]
}

// load makes what is asked for first.
func (o *Objects) load() *Objects {
	o.once.Do(func() {
		o.relations.EachNote(func(database, kind, name, note string) {
			o.notes = append(o.notes, objectNote{database, kind, name, note})
		})
		slices.SortFunc(o.notes, func(a, b objectNote) int {
			return strings.Compare(a.database+"\x00"+a.kind+"\x00"+a.name, b.database+"\x00"+b.kind+"\x00"+b.name)
		})
		o.loadNamespaces()
		o.loadClasses()
		o.loadConstraints()
		o.loadRoutines()
	})
	return o
}

// Kinds of notes: see package pgwire.
const (
	schemaNote   = "schema"
	databaseNote = "database"
	functionNote = "function"
	languageNote = "language"
	defaultNote  = "default"
	scopeNote    = "scope"
)

func (o *Objects) loadNamespaces() {
	for _, name := range o.relations.Databases() {
		h := heldIn(o.relations.Note(name, databaseNote, ""))
		o.databases = append(o.databases, &database{relation.Number("database", name), name, h.Owner, h.ACL})
		for _, schema := range o.relations.Schemas(name) {
			h := heldIn(o.relations.Note(name, schemaNote, schema))
			n := &namespace{oid: relation.Number("schema", name, schema), database: name, name: schema, owner: h.Owner, acl: h.ACL, quota: h.Quota, said: h.Said}
			if schema == privilege.PublicSchema {
				n.oid = publicOID
				if n.acl == nil { // everybody may use it, and that is shown
					n.acl = privilege.Default(privilege.Schema, schema, n.owner)
				}
			}
			o.namespaces = append(o.namespaces, n)
		}
		usage := privilege.ACL{{To: privilege.User(users.OwnID), Can: privilege.Usage | privilege.Create, By: users.OwnID}, {Can: privilege.Usage, By: users.OwnID}}
		o.namespaces = append(o.namespaces,
			&namespace{oid: catalogOID, database: name, name: Catalog, owner: users.OwnID, acl: usage},
			&namespace{oid: informationOID, database: name, name: Information, owner: users.OwnID, acl: usage})
	}
	slices.SortFunc(o.namespaces, func(a, b *namespace) int {
		return strings.Compare(a.database+"\x00"+a.name, b.database+"\x00"+b.name)
	})
	o.scopes = map[[3]string][]privilege.ACL{}
	for _, n := range o.notes {
		if schema, kind, ok := strings.Cut(n.name, "/"); ok && n.kind == scopeNote {
			key := [3]string{n.database, schema, kind}
			o.scopes[key] = append(o.scopes[key], heldIn(n.note).ACL)
		}
	}
}

// The numbers of schemas that PostgreSQL gives.
const (
	catalogOID     = 11
	publicOID      = 2200
	informationOID = 11500
	temporaryOID   = 11501
)

// scoped are the permissions on all objects of a kind, TABLES and so on, in a schema.
func (o *Objects) scoped(database, schema, kind string) []privilege.ACL {
	o.load()
	list := o.scopes[[3]string{database, "", kind}]
	if schema != "" {
		list = slices.Concat(list, o.scopes[[3]string{database, schema, kind}])
	}
	return list
}

// namespace finds a schema.
func (o *Objects) namespace(database, name string) *namespace {
	i, ok := slices.BinarySearchFunc(o.namespaces, database+"\x00"+name, func(n *namespace, key string) int { return strings.Compare(n.database+"\x00"+n.name, key) })
	if !ok {
		return nil
	}
	return o.namespaces[i]
}

func (o *Objects) loadClasses() {
	all := o.relations.All()
	o.classes = make([]*class, 0, len(all))
	o.byOID = make(map[uint32]*class, len(all))
	session := o.relations.Database()
	temporary := &namespace{oid: temporaryOID, database: session, name: "pg_temp_1", owner: users.OwnID}
	for _, rel := range all {
		c := &class{oid: rel.OID, rel: rel}
		switch {
		case rel.Temp:
			c.namespace = temporary
		case rel.Kind == relation.System:
			c.namespace = o.namespace(session, rel.Schema)
		default:
			c.namespace = o.namespace(rel.Database, rel.Schema)
		}
		if c.namespace != nil && !rel.Hidden {
			o.classes = append(o.classes, c)
		}
	}
	slices.SortFunc(o.classes, func(a, b *class) int {
		return strings.Compare(a.namespace.database+"\x00"+a.namespace.name+"\x00"+a.rel.Name, b.namespace.database+"\x00"+b.namespace.name+"\x00"+b.rel.Name)
	})
	for _, c := range o.classes {
		if c.namespace.database == session {
			o.here = append(o.here, c)
			o.byOID[c.oid] = c
		}
		if c.namespace.database == session && c.rel.Note.Materialized {
			o.behind = append(o.behind, &class{oid: relation.Number("rows", session, c.namespace.name, c.rel.Name), rel: c.rel, namespace: c.namespace, rows: true})
		}
	}
	if slices.ContainsFunc(o.here, func(c *class) bool { return c.rel.Temp }) {
		o.namespaces = append(o.namespaces, temporary)
	}
}

// loadConstraints reads the keys of the tables of the session's database, and makes their indexes.
func (o *Objects) loadConstraints() {
	var indexes []*class
	for _, c := range o.here {
		for _, text := range c.rel.Note.Constraints {
			node, err := syntax.ParseConstraint(text)
			if err != nil {
				continue // it was written by who keeps it
			}
			k := &constraint{
				oid: relation.Number("constraint", c.namespace.database, c.namespace.name, c.rel.Name, node.Name.Name), name: node.Name.Name, class: c, node: node,
				kind: map[string]string{"PRIMARY KEY": "p", "UNIQUE": "u", "FOREIGN KEY": "f"}[node.Kind], columns: places(c.rel, node.Columns),
			}
			c.constraints = append(c.constraints, k)
			if k.kind == "p" || k.kind == "u" {
				k.index = &class{oid: relation.Number("index", c.namespace.database, c.namespace.name, c.rel.Name, k.name), rel: c.rel, namespace: c.namespace, index: k}
				indexes = append(indexes, k.index)
				o.byOID[k.index.oid] = k.index
			}
		}
	}
	for _, c := range o.here {
		for _, k := range c.constraints {
			if k.node.References != nil {
				o.refer(k)
			}
		}
	}
	o.here = append(o.here, indexes...)
}

// refer finds what a foreign key refers to.
func (o *Objects) refer(k *constraint) {
	name := make([]string, len(k.node.References.Table))
	for i, part := range k.node.References.Table {
		name[i] = part.Name
	}
	if rel := o.relations.Find(name, []string{k.class.rel.Schema}); rel != nil {
		if k.ref = o.byOID[rel.OID]; k.ref != nil {
			k.refColumns, k.ref.referred = places(rel, k.node.References.Columns), true
		}
	}
}

func places(rel *relation.Relation, names []syntax.Ident) []int {
	var list []int
	for _, name := range names {
		list = append(list, rel.Column(name.Name)+1)
	}
	return list
}

// loadRoutines reads the functions and procedures that somebody made: each has a note, whose name is
// schema.name(types).
func (o *Objects) loadRoutines() {
	for _, n := range o.notes {
		if n.kind != functionNote {
			continue
		}
		made := relation.ReadRoutine(n.name, n.note)
		if made == nil {
			continue
		}
		if space := o.namespace(n.database, made.Schema); space != nil {
			o.routines = append(o.routines, &routine{made, relation.Number("routine", n.database, n.name), space})
		}
	}
}

// allAttributes are the columns of the session's relations.
func (o *Objects) allAttributes() []attribute {
	o.load()
	o.attributesOnce.Do(func() {
		for _, c := range slices.Concat(o.here, o.behind) {
			if c.rel.Note.Late {
				continue // the function for late-binding views shows theirs
			}
			if c.index != nil {
				for i, at := range c.index.columns {
					if at > 0 {
						o.attributes = append(o.attributes, attribute{c, &c.rel.Columns[at-1], i + 1})
					}
				}
				continue
			}
			num := 0
			for i := range c.rel.Columns {
				if c.rel.Columns[i].Hidden {
					continue
				}
				num++
				o.attributes = append(o.attributes, attribute{c, &c.rel.Columns[i], num})
			}
		}
	})
	return o.attributes
}

// find finds a relation of the session's database by its number; nil where there is none.
func (o *Objects) find(oid int64) *class {
	if oid < 0 || oid > 1<<32-1 {
		return nil
	}
	return o.load().byOID[uint32(oid)]
}

// users' own relations, of the session's database: not the system's, and no indexes.
func (o *Objects) own() []*class {
	return filter(o.load().here, func(c *class) bool { return c.index == nil && c.rel.Kind != relation.System })
}

func filter[T any](list []T, is func(T) bool) []T {
	out := make([]T, 0, len(list))
	for _, x := range list {
		if is(x) {
			out = append(out, x)
		}
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }
