package syntax

// COPY and UNLOAD.
type (
	// A Copy is COPY into a table from a place outside.
	Copy struct {
		Pos
		Table   Name
		Columns []Ident
		From    string
		Options []*Option
	}
	// An Unload is UNLOAD of a query, whose text is a string, to a place outside.
	Unload struct {
		Pos
		Query   string
		To      string
		Options []*Option
	}
)

func (*Copy) stmt()   {}
func (*Unload) stmt() {}

func (n *Copy) print(w *writer) {
	w.clause("COPY", n.Table)
	optional(w, n.Columns)
	w.word("FROM")
	w.text(n.From)
	printOptions(w, n.Options)
}

func (n *Unload) print(w *writer) {
	w.opening("UNLOAD (")
	w.text(n.Query)
	w.close()
	w.word("TO")
	w.text(n.To)
	printOptions(w, n.Options)
}

func (p *parser) copy() Stmt {
	n := &Copy{Pos: p.pos()}
	p.expect("copy")
	n.Table = p.qualified()
	n.Columns = p.maybeIdents()
	p.expect("from")
	if p.isAny("stdin") {
		p.refuse("COPY FROM STDIN")
	}
	n.From = p.text()
	p.accept("with")
	n.Options = p.options(copyOptions)
	if p.is("job") {
		p.refuse("COPY JOB")
	}
	return n
}

func (p *parser) unload() Stmt {
	n := &Unload{Pos: p.pos()}
	p.expect("unload", "(")
	n.Query = p.text()
	p.expect(")", "to")
	n.To = p.text()
	p.accept("with")
	n.Options = p.options(unloadOptions)
	return n
}

// Who may read and write there, in COPY, UNLOAD and external schemas.
var authorization = optionTable{
	{"iam_role", "text|DEFAULT"}, {"credentials", "text"}, {"access_key_id", "text"}, {"secret_access_key", "text"},
	{"session_token", "text"}, {"token", "text"}, {"region", "text"}, {"master_symmetric_key", "text"}, {"kms_key_id", "text"},
}

// formats are options that COPY and UNLOAD share.
var formats = append(optionTable{
	{"format", "CSV|DELIMITER|FIXEDWIDTH|SHAPEFILE|AVRO|JSON|PARQUET|ORC|TEXT text?"},
	{"csv", ""}, {"delimiter", "text"}, {"fixedwidth", "text"}, {"json", "text?"}, {"parquet", ""}, {"header", ""},
	{"gzip", ""}, {"bzip2", ""}, {"zstd", ""}, {"escape", ""}, {"null", "text"},
	{"manifest", "VERBOSE?"}, {"encrypted", "AUTO?"},
}, authorization...)

var copyOptions = append(optionTable{
	{"quote", "text"}, {"avro", "text?"}, {"orc", ""}, {"shapefile", ""}, {"simplify", "AUTO? number?"}, {"lzop", ""},
	{"acceptanydate", ""}, {"acceptinvchars", "text?"}, {"blanksasnull", ""}, {"emptyasnull", ""},
	{"dateformat", "text"}, {"timeformat", "text"}, {"encoding", "UTF8|UTF16|UTF16LE|UTF16BE|ISO88591|text"},
	{"explicit_ids", ""}, {"fillrecord", ""}, {"ignoreblanklines", ""}, {"ignoreheader", "number"}, {"ignoreallerrors", ""},
	{"maxerror", "number"}, {"removequotes", ""}, {"roundec", ""}, {"trimblanks", ""}, {"truncatecolumns", ""},
	{"comprows", "number"}, {"compupdate", "PRESET|ON|OFF|TRUE|FALSE?"}, {"statupdate", "ON|OFF|TRUE|FALSE?"},
	{"noload", ""}, {"readratio", "number"}, {"ssh", ""}, {"nocopy", ""},
}, formats...)

var unloadOptions = append(optionTable{
	{"partition by", "names INCLUDE?"}, {"addquotes", ""}, {"allowoverwrite", ""}, {"cleanpath", ""},
	{"parallel", "ON|OFF|TRUE|FALSE?"}, {"maxfilesize", "number MB|GB?"}, {"rowgroupsize", "number MB|GB?"}, {"extension", "text"},
}, formats...)

var externalSchemaOptions = append(optionTable{
	{"database", "text"}, {"schema", "text"}, {"uri", "text"}, {"port", "number"}, {"secret_arn", "text"},
	{"catalog_role", "text|SESSION"}, {"catalog_id", "text"}, {"authentication", "NONE|IAM|MTLS"}, {"authentication_arn", "text"},
	{"create external database if not exists", ""}, {"metastore_client", "text"},
}, authorization...)
