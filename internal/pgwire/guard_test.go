package pgwire_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
		"select * from duckdb_databases", "select getenv('HOME')",
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
