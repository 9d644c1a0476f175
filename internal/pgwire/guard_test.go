package pgwire_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// harmless are the engine's table functions that sessions may call.
var harmless = map[string]bool{
	"generate_series": true, "range": true, "unnest": true, "json_each": true, "json_tree": true,
	"repeat": true, "pg_timezone_names": true, "version": true,
}

// Every table function that is linked in is either denied by name or known to
// be harmless: a newer engine with a new one fails here.
func TestTableFunctionsAreAClosedList(t *testing.T) {
	f := start(t, nil)
	c, err := f.cluster.Connect(t.Context(), engine.Session{Database: database, User: user})
	if err != nil {
		t.Fatal(err)
	}
	st, err := c.Prepare(t.Context(), "select distinct function_name from duckdb_functions() where function_type in ('table', 'pragma', 'table_macro')")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := st.Execute(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for {
		chunk, err := rows.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for row := range chunk.Len() {
			count++
			if name := string(chunk.Vector(0).Bytes(row)); !dialect.DeniedFunction(name) && !harmless[name] {
				t.Errorf("%s is neither denied nor known to be harmless", name)
			}
		}
	}
	if count < 100 {
		t.Errorf("only %d table functions were found", count)
	}
}

// What a client may try to read a file of the server, through the whole of it.
func TestSQLCannotReadFiles(t *testing.T) {
	c := start(t, nil).connect(t, "")
	secret := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(secret, []byte("a\nhidden\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"select * from read_csv('F')", "select * from read_csv_auto('F')", "select * from read_text('F')", "select * from read_blob('F')",
		"select * from 'F'", `select * from "F"`, "select * from $$F$$", "with x as (from 'F') select * from x",
		"select (select a from 'F')", "select * from t1, 'F'", "table 'F'", "describe 'F'", "summarize 'F'",
		"copy t from 'F'", "copy (select 1) to 'F'", "attach 'F'", "import database 'F'", "export database 'F'", "load 'F'",
		"create view v as select * from 'F'", "create table t2 as select * from read_text('F')", "insert into t2 from 'F'",
		"select * from query('from read_text(''F'')')", "select * from query_table('F')", "select * from parquet_metadata('F')",
		"select * from sniff_csv('F')", "select * from glob('F')", "explain analyze select * from 'F'", "execute 'F'", "prepare x as from 'F'",
		"select system.main.read_text('F')", "select json_execute_serialized_sql('F')", "pragma table_info('F')",
		"call read_text('F')", "merge into t using 'F' on true when matched then delete", "delete from t using 'F'", "update t set a = 1 from 'F'",
		"select * from read_duckdb('F')", "set file_search_path = 'F'", "select * from duckdb_secrets()", "select current_setting('temp_directory')",
		"select * from pg_settings", "select * from duckdb_databases", "select getenv('HOME')",
	} {
		for _, text := range []string{sql, strings.ToUpper(sql), strings.ReplaceAll(sql, " ", "/**/ ")} {
			results, err := c.PgConn().Exec(t.Context(), strings.NewReplacer("F'", secret+"'", `F"`, secret+`"`).Replace(text)).ReadAll()
			if err == nil {
				t.Errorf("%s: %v", text, results)
			}
			if err != nil && strings.Contains(err.Error(), "hidden") {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}
