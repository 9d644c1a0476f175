import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** What DatabaseMetaData tells: by SHOW, and by the queries of drivers that know no SHOW. */
final class Catalogue extends Checks {
	private static final String[] TABLES_AND_VIEWS = {"TABLE", "VIEW"};

	static void checkAll(boolean older) {
		each();
		if (older) {
			byQueries();
		} else {
			byShow();
		}
	}

	/** What every driver tells alike. */
	static void each() {
		check("catalogs and schemas", c -> {
			same(List.of(row("dev")), pick(c.getMetaData().getCatalogs(), "TABLE_CAT"));
			same(List.of(row("jdbc", "dev")), pick(c.getMetaData().getSchemas(null, "jdbc"), "TABLE_SCHEM", "TABLE_CATALOG"));
			List<List<Object>> every = pick(c.getMetaData().getSchemas(), "TABLE_SCHEM");
			for (String name : List.of("jdbc", "public", "pg_catalog", "information_schema")) {
				same(name, true, every.contains(row(name)));
			}
		});
		check("primary keys", c -> {
			tables(c);
			DatabaseMetaData m = c.getMetaData();
			same(List.of(row("dev", "jdbc", "parent", "i", 1, "parent_pkey"), row("dev", "jdbc", "parent", "j", 2, "parent_pkey")),
					pick(m.getPrimaryKeys("dev", "jdbc", "parent"), "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ", "PK_NAME"));
			same(List.of(), pick(m.getPrimaryKeys("dev", "jdbc", "seen"), "COLUMN_NAME"));
			same(List.of(row("i", "int4"), row("j", "varchar")), pick(m.getBestRowIdentifier("dev", "jdbc", "parent", DatabaseMetaData.bestRowSession, true), "COLUMN_NAME", "TYPE_NAME"));
		});
		check("foreign keys", c -> {
			tables(c);
			DatabaseMetaData m = c.getMetaData();
			String[] names = {"PKTABLE_NAME", "PKCOLUMN_NAME", "FKTABLE_NAME", "FKCOLUMN_NAME", "KEY_SEQ", "FK_NAME", "PK_NAME"};
			List<List<Object>> wanted = List.of(row("parent", "i", "child", "i", 1, "to_parent", "parent_pkey"), row("parent", "j", "child", "j", 2, "to_parent", "parent_pkey"));
			same(wanted, pick(m.getImportedKeys("dev", "jdbc", "child"), names));
			same(wanted, pick(m.getExportedKeys("dev", "jdbc", "parent"), names));
			same(List.of(), pick(m.getImportedKeys("dev", "jdbc", "parent"), names));
		});
		check("foreign keys between two tables", c -> {
			tables(c);
			same(List.of(row("i", "i", 1), row("j", "j", 2)), pick(c.getMetaData().getCrossReference("dev", "jdbc", "parent", "dev", "jdbc", "child"), "PKCOLUMN_NAME", "FKCOLUMN_NAME", "KEY_SEQ"));
		});
		check("no indexes", c -> {
			tables(c);
			same(List.of(), pick(c.getMetaData().getIndexInfo("dev", "jdbc", "parent", false, false), "INDEX_NAME"));
		});
		check("types", c -> {
			List<List<Object>> told = pick(c.getMetaData().getTypeInfo(), "TYPE_NAME", "DATA_TYPE");
			for (List<Object> type : List.of(row("int2", Types.SMALLINT), row("int4", Types.INTEGER), row("int8", Types.BIGINT), row("numeric", Types.NUMERIC), row("float8", Types.DOUBLE),
					row("varchar", Types.VARCHAR), row("timestamp", Types.TIMESTAMP), row("date", Types.DATE), row("bool", Types.BIT))) {
				same(type.toString(), true, told.contains(type));
			}
		});
		check("user-defined types and properties of clients", c -> {
			same(List.of(), pick(c.getMetaData().getUDTs(null, "jdbc", "%", null), "TYPE_NAME"));
			same(true, pick(c.getMetaData().getClientInfoProperties(), "NAME").contains(row("ApplicationName")));
		});
	}

	static void byShow() {
		check("tables", c -> {
			tables(c);
			DatabaseMetaData m = c.getMetaData();
			same(List.of(row("dev", "jdbc", "child", "TABLE"), row("dev", "jdbc", "parent", "TABLE"), row("dev", "jdbc", "seen", "VIEW")),
					pick(m.getTables(null, "jdbc", "%", null), "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "TABLE_TYPE"));
			same(List.of(row("seen")), pick(m.getTables("dev", "jdbc", "%", new String[] {"VIEW"}), "TABLE_NAME"));
			same(List.of(row("parent")), pick(m.getTables("dev", "jdbc", "p_r%", new String[] {"TABLE"}), "TABLE_NAME"));
			same(List.of(), pick(m.getTables("dev", "jdbc", "absent", null), "TABLE_NAME"));
			same(List.of(), pick(m.getTables("absent", "jdbc", "%", null), "TABLE_NAME"));
			same(true, pick(m.getTableTypes(), "TABLE_TYPE").containsAll(List.of(row("TABLE"), row("VIEW"), row("EXTERNAL TABLE"))));
		});
		check("columns", c -> {
			tables(c);
			DatabaseMetaData m = c.getMetaData();
			same(List.of(row("i", Types.INTEGER, "int4", 10, 0, 0, 1, "NO"), row("j", Types.VARCHAR, "varchar", 10, 0, 0, 2, "NO"), row("k", Types.NUMERIC, "numeric", 10, 5, 1, 3, "YES")),
					pick(m.getColumns(null, "jdbc", "parent", "%"), "COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS", "NULLABLE", "ORDINAL_POSITION", "IS_NULLABLE"));
			same(List.of(row("n", "int8", "YES"), row("i", "int4", "NO"), row("j", "varchar", "NO"), row("c", "char", "NO"), row("m", "timestamptz", "NO")),
					pick(m.getColumns("dev", "jdbc", "child", "%"), "COLUMN_NAME", "TYPE_NAME", "IS_AUTOINCREMENT"));
			same(List.of(row("parent")), pick(m.getColumns("dev", "jdbc", "%", "k"), "TABLE_NAME"));
			same(List.of(row("1.5")), pick(m.getColumns("dev", "jdbc", "parent", "k"), "COLUMN_DEF"));
		});
		check("privileges", c -> {
			tables(c);
			run(c, "drop user if exists looker; create user looker password 'Secret99'; grant select, insert on jdbc.parent to looker; grant select (i) on jdbc.child to looker");
			try {
				same(true, pick(c.getMetaData().getTablePrivileges("dev", "jdbc", "parent"), "GRANTOR", "GRANTEE", "PRIVILEGE", "IS_GRANTABLE").containsAll(
						List.of(row("admin", "looker", "INSERT", "NO"), row("admin", "looker", "SELECT", "NO"))));
				same(List.of(row("i", "admin", "looker", "SELECT", "NO")), pick(c.getMetaData().getColumnPrivileges("dev", "jdbc", "child", "%"), "COLUMN_NAME", "GRANTOR", "GRANTEE", "PRIVILEGE", "IS_GRANTABLE"));
			} finally {
				run(c, "drop schema jdbc cascade");
				run(c, "drop user looker");
			}
		});
		check("procedures and functions", c -> {
			run(c, "create procedure telling(a in integer, b out varchar(10)) as $$ begin b := a; end; $$ language plpgsql");
			run(c, "create function twice (integer) returns integer immutable as $$ select $1 * 2 $$ language sql");
			DatabaseMetaData m = c.getMetaData();
			same(List.of(row("jdbc", "telling", "telling(integer)")), pick(m.getProcedures("dev", "jdbc", "%"), "PROCEDURE_SCHEM", "PROCEDURE_NAME", "SPECIFIC_NAME"));
			same(List.of(row("telling", "a", DatabaseMetaData.procedureColumnIn, "int4", 1), row("telling", "b", DatabaseMetaData.procedureColumnOut, "varchar", 2)),
					pick(m.getProcedureColumns("dev", "jdbc", "telling", "%"), "PROCEDURE_NAME", "COLUMN_NAME", "COLUMN_TYPE", "TYPE_NAME", "ORDINAL_POSITION"));
			same(List.of(row("jdbc", "twice", "twice(integer)")), pick(m.getFunctions("dev", "jdbc", "%"), "FUNCTION_SCHEM", "FUNCTION_NAME", "SPECIFIC_NAME"));
			same(List.of(row("twice", "int4", 0), row("twice", "int4", 1)), pick(m.getFunctionColumns("dev", "jdbc", "twice", "%"), "FUNCTION_NAME", "TYPE_NAME", "ORDINAL_POSITION"));
		});
	}

	static void byQueries() {
		check("tables by a query", c -> {
			tables(c);
			same(List.of(row("child", "TABLE"), row("parent", "TABLE"), row("seen", "VIEW")),
					pick(c.getMetaData().getTables(null, "jdbc", "%", TABLES_AND_VIEWS), "TABLE_NAME", "TABLE_TYPE"));
		});
		check("columns by a query", c -> {
			tables(c);
			same(List.of(row("i", Types.INTEGER, "int4", 10, 1, "NO"), row("j", Types.VARCHAR, "varchar", 10, 2, "NO"), row("k", Types.NUMERIC, "numeric", 10, 3, "YES")),
					pick(c.getMetaData().getColumns(null, "jdbc", "parent", "%"), "COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE", "ORDINAL_POSITION", "IS_NULLABLE"));
		});
		check("privileges by a query", c -> {
			tables(c);
			run(c, "drop user if exists looker; create user looker password 'Secret99'; grant select, insert on jdbc.parent to looker");
			try {
				same(true, pick(c.getMetaData().getTablePrivileges("dev", "jdbc", "parent"), "GRANTEE", "PRIVILEGE").containsAll(List.of(row("looker", "INSERT"), row("looker", "SELECT"))));
			} finally {
				run(c, "drop schema jdbc cascade");
				run(c, "drop user looker");
			}
		});
		check("procedures by a query", c -> {
			run(c, "create procedure telling(a in integer, b out varchar(10)) as $$ begin b := a; end; $$ language plpgsql");
			same(List.of(row("jdbc", "telling")), pick(c.getMetaData().getProcedures("dev", "jdbc", "%"), "PROCEDURE_SCHEM", "PROCEDURE_NAME"));
		});
	}

	static void tables(Connection c) throws SQLException {
		run(c, "create table parent (i integer not null, j varchar(10) not null, k decimal(10,5) default 1.5, primary key (i, j)) diststyle key distkey (i) compound sortkey (j, i)");
		run(c, """
				create table child (n bigint identity(1,1), i integer, j varchar(10), c char(20), m timestamptz, primary key (n),
				constraint to_parent foreign key (i, j) references parent (i, j))""");
		run(c, "create view seen as select i, j from parent");
	}
}
