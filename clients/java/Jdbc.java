import java.math.BigDecimal;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The Redshift JDBC driver against a cluster: connecting, statements, parameters, types, batches,
 * and what DatabaseMetaData tells. Run as {@code java -cp 'jars/*' Jdbc.java URL [NAME VALUE …]},
 * with properties of the connection behind the URL. It prints a line for each check, and ends
 * with how many passed and failed.
 */
public class Jdbc {
	interface Check {
		void run(Connection c) throws Exception;
	}

	static String url;
	static final Properties properties = new Properties();
	static int passed;
	static int failed;

	public static void main(String[] arguments) throws Exception {
		url = arguments[0];
		properties.setProperty("user", "admin");
		properties.setProperty("password", "Secret99");
		properties.setProperty("ssl", "false");
		properties.setProperty("socketTimeout", "60");
		for (int i = 1; i < arguments.length; i += 2) {
			properties.setProperty(arguments[i], arguments[i + 1]);
		}
		if (url.contains(":iam:")) {
			iam();
		} else {
			connecting();
			statements();
			types();
			catalogue();
		}
		System.out.println(passed + " passed, " + failed + " failed");
		System.exit(failed == 0 ? 0 : 1);
	}

	// What is checked.

	static void iam() {
		check("IAM: a temporary user of GetClusterCredentials", c -> {
			same("reader", one(c, "select current_user"));
			same(3, one(c, "select 1 + 2"));
			same("Redshift", c.getMetaData().getDatabaseProductName());
		});
	}

	static void connecting() {
		check("what the server says of itself", c -> {
			same("Redshift", c.getMetaData().getDatabaseProductName());
			same("8.0.2", c.getMetaData().getDatabaseProductVersion());
			same("dev", c.getCatalog());
			same("admin", c.getMetaData().getUserName());
			same(true, c.isValid(5));
			same(false, c.isReadOnly());
			same(Connection.TRANSACTION_SERIALIZABLE, c.getTransactionIsolation());
		});
		check("a wrong password", c -> {
			Properties wrong = (Properties) properties.clone();
			wrong.setProperty("password", "wrong");
			refused("28P01", "password authentication failed", () -> DriverManager.getConnection(url, wrong).close());
		});
		check("an application's name and query group", c -> {
			Properties named = (Properties) properties.clone();
			named.setProperty("ApplicationName", "nightly load");
			named.setProperty("queryGroup", "reports");
			try (Connection other = DriverManager.getConnection(url, named)) {
				same("nightly load", one(other, "show application_name"));
				same("reports", one(other, "show query_group"));
			}
		});
		check("the schema of a connection", c -> {
			Properties at = (Properties) properties.clone();
			at.setProperty("currentSchema", "jdbc");
			try (Connection other = DriverManager.getConnection(url, at)) {
				same("jdbc", other.getSchema());
				other.setSchema("public");
				same("public", one(other, "select current_schema()"));
			}
		});
		check("simple and extended protocol", c -> {
			for (String mode : List.of("simple", "extended", "extendedForPrepared", "extendedCacheEverything")) {
				Properties with = (Properties) properties.clone();
				with.setProperty("preferQueryMode", mode);
				try (Connection other = DriverManager.getConnection(url, with); PreparedStatement p = other.prepareStatement("select ?::integer + 1, ?::varchar")) {
					for (int i = 0; i < 9; i++) {
						p.setInt(1, i);
						p.setString(2, "it's " + i);
						same(List.of(row(i + 1, "it's " + i)), rows(p.executeQuery()));
					}
				}
			}
		});
		check("a read-only connection", c -> {
			c.setReadOnly(true);
			same(true, c.isReadOnly());
			refused("25006", "read-only", () -> run(c, "create table never (a integer)"));
			c.setReadOnly(false);
			run(c, "create temporary table now (a integer)");
		});
	}

	static void statements() {
		check("counts, and rows", c -> {
			run(c, "create table t (a integer, b varchar(20))");
			try (Statement s = c.createStatement()) {
				same(3, s.executeUpdate("insert into t select i, 'row ' || i from generate_series(1, 3) g(i)"));
				same(2, s.executeUpdate("update t set b = upper(b) where a > 1"));
				same(1, s.executeUpdate("delete from t where a = 1"));
				same(0, s.executeUpdate("create table u (like t)"));
			}
			same(List.of(row(2, "ROW 2"), row(3, "ROW 3")), query(c, "select a, b from t order by a"));
		});
		check("transactions", c -> {
			run(c, "create table t (a integer)");
			c.setAutoCommit(false);
			run(c, "insert into t values (1)");
			try (Connection other = connect()) {
				same(0L, one(other, "select count(*) from jdbc.t"));
				c.rollback();
				run(c, "insert into t values (2)");
				c.commit();
				same(1L, one(other, "select count(*) from jdbc.t"));
			}
			refused("42703", "column \"absent\" does not exist", () -> run(c, "select absent from t"));
			refused("25P02", "current transaction is aborted", () -> run(c, "select 1"));
			c.rollback();
			same(2, one(c, "select a from t"));
			c.setAutoCommit(true);
		});
		check("errors", c -> {
			refused("42601", "syntax error at or near \"selec\"", () -> run(c, "selec 1"));
			refused("42P01", "relation \"absent\" does not exist", () -> run(c, "select * from absent"));
			refused("22012", "division by zero", () -> query(c, "select 1/0"));
			refused("22P02", "invalid input syntax for integer", () -> query(c, "select 'x'::integer"));
			same(1, one(c, "select 1"));
		});
		check("several statements at once", c -> {
			try (Statement s = c.createStatement()) {
				same(true, s.execute("select 1; select 'two'"));
				same(List.of(row(1)), rows(s.getResultSet()));
				same(true, s.getMoreResults());
				same(List.of(row("two")), rows(s.getResultSet()));
			}
		});
		check("a batch of prepared inserts", c -> {
			run(c, "create table t (a integer, b varchar(20), c decimal(10,2), d timestamp)");
			try (PreparedStatement p = c.prepareStatement("insert into t values (?, ?, ?, ?)")) {
				for (int i = 0; i < 100; i++) {
					p.setInt(1, i);
					p.setString(2, i % 10 == 0 ? null : "row " + i);
					p.setBigDecimal(3, new BigDecimal(i).movePointLeft(2));
					p.setTimestamp(4, Timestamp.valueOf("2026-07-29 01:02:03"));
					p.addBatch();
				}
				int[] counts = p.executeBatch();
				same(100, counts.length);
				same(100, Arrays.stream(counts).map(n -> n == Statement.SUCCESS_NO_INFO ? 1 : n).sum());
			}
			same(List.of(row(100L, 90L, 4950L, new BigDecimal("49.50"))), query(c, "select count(*), count(b), sum(a), sum(c) from t"));
		});
		check("a batch of several rows in one insert", c -> {
			Properties with = (Properties) properties.clone();
			with.setProperty("reWriteBatchedInserts", "true");
			run(c, "create table t (a integer, b varchar(20))");
			try (Connection other = DriverManager.getConnection(url, with); PreparedStatement p = other.prepareStatement("insert into jdbc.t values (?, ?)")) {
				for (int i = 0; i < 1000; i++) {
					p.setInt(1, i);
					p.setString(2, "x" + i);
					p.addBatch();
				}
				p.executeBatch();
			}
			same(List.of(row(1000L, 499500L)), query(c, "select count(*), sum(a) from t"));
		});
		check("a batch of which one fails", c -> {
			run(c, "create table t (a smallint not null)");
			try (Statement s = c.createStatement()) {
				s.addBatch("insert into t values (1)");
				s.addBatch("insert into t values (100000)");
				s.addBatch("insert into t values (3)");
				s.executeBatch();
				throw new AssertionError("was not refused");
			} catch (BatchUpdateException e) {
				same("22003", e.getSQLState());
			}
		});
		check("a large result by pages", c -> {
			c.setAutoCommit(false);
			try (Statement s = c.createStatement()) {
				s.setFetchSize(500);
				long sum = 0;
				int count = 0;
				try (ResultSet r = s.executeQuery("select i, repeat('x', 100) from generate_series(1, 20000) g(i)")) {
					while (r.next()) {
						sum += r.getInt(1);
						count++;
					}
				}
				same(20000, count);
				same(200010000L, sum);
				s.setMaxRows(7);
				same(7, rows(s.executeQuery("select i from generate_series(1, 100) g(i)")).size());
			}
			c.commit();
			c.setAutoCommit(true);
		});
		check("a timeout, and a cancel", c -> {
			String endless = "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1";
			try (Statement s = c.createStatement()) {
				s.setQueryTimeout(1);
				refused("57014", "cancel", () -> s.executeQuery(endless));
			}
			ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
			try (Statement s = c.createStatement()) {
				clock.schedule(() -> cancel(s), 1, TimeUnit.SECONDS);
				refused("57014", "cancel", () -> s.executeQuery(endless));
			} finally {
				clock.shutdown();
			}
			same(1, one(c, "select 1"));
		});
		check("a procedure", c -> {
			run(c, "create procedure twice(a in integer, b out integer) as $$ begin b := a * 2; end; $$ language plpgsql");
			try (CallableStatement s = c.prepareCall("{call twice(?, ?)}")) {
				s.setInt(1, 21);
				s.registerOutParameter(2, Types.INTEGER);
				s.execute();
				same(42, s.getInt(2));
			}
		});
		check("escapes of JDBC", c -> same(List.of(row(Date.valueOf("2026-07-29"), Timestamp.valueOf("2026-07-29 01:02:03"), "ab", 3)),
				query(c, "select {d '2026-07-29'}, {ts '2026-07-29 01:02:03'}, {fn concat('a', 'b')}, {fn length('abc')}")));
	}

	/** Each column of the table of types: its definition, the value that goes in, what comes out, its number and its class. */
	record Column(String definition, Object in, Object out, int type, Class<?> made) {}

	static final List<Column> COLUMNS = List.of(
			new Column("a smallint", (short) -32768, (short) -32768, Types.SMALLINT, Short.class),
			new Column("b integer", 2147483647, 2147483647, Types.INTEGER, Integer.class),
			new Column("c bigint", -9223372036854775808L, -9223372036854775808L, Types.BIGINT, Long.class),
			new Column("d decimal(38,10)", new BigDecimal("-1234567890123456789012345678.0123456789"), new BigDecimal("-1234567890123456789012345678.0123456789"), Types.NUMERIC, BigDecimal.class),
			new Column("e decimal(18,2)", new BigDecimal("12.30"), new BigDecimal("12.30"), Types.NUMERIC, BigDecimal.class),
			new Column("f real", 1.5f, 1.5f, Types.REAL, Float.class),
			new Column("g double precision", 0.1, 0.1, Types.DOUBLE, Double.class),
			new Column("h boolean", true, true, Types.BIT, Boolean.class),
			new Column("i char(5)", "ab", "ab   ", Types.CHAR, String.class),
			new Column("j varchar(20)", "é日本", "é日本", Types.VARCHAR, String.class),
			new Column("k date", Date.valueOf("2026-07-29"), Date.valueOf("2026-07-29"), Types.DATE, Date.class),
			new Column("l time", Time.valueOf("01:02:03"), Time.valueOf("01:02:03"), Types.TIME, Time.class),
			new Column("m timestamp", Timestamp.valueOf("2026-07-29 01:02:03.000456"), Timestamp.valueOf("2026-07-29 01:02:03.000456"), Types.TIMESTAMP, Timestamp.class),
			new Column("n timestamptz", OffsetDateTime.parse("2026-07-29T01:02:03+02:00"), Timestamp.from(OffsetDateTime.parse("2026-07-29T01:02:03+02:00").toInstant()), Types.TIMESTAMP_WITH_TIMEZONE, Timestamp.class),
			new Column("o super", "{\"a\":[1,2.5,null]}", "{\"a\":[1,2.5,null]}", Types.LONGVARCHAR, String.class));

	static void types() {
		check("every type both ways", c -> {
			String names = String.join(", ", COLUMNS.stream().map(Column::definition).toList());
			run(c, "create table types (" + names + ")");
			try (PreparedStatement p = c.prepareStatement("insert into types values (" + "?, ".repeat(COLUMNS.size() - 1) + "?)")) {
				for (int i = 0; i < COLUMNS.size(); i++) {
					p.setObject(i + 1, COLUMNS.get(i).in());
				}
				same(1, p.executeUpdate());
				for (int i = 0; i < COLUMNS.size(); i++) {
					p.setNull(i + 1, COLUMNS.get(i).type());
				}
				same(1, p.executeUpdate());
			}
			try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("select * from types order by a")) {
				r.next();
				for (int i = 0; i < COLUMNS.size(); i++) {
					Column column = COLUMNS.get(i);
					same(column.definition(), column.out(), r.getObject(i + 1));
					same(column.definition(), column.type(), r.getMetaData().getColumnType(i + 1));
					same(column.definition(), true, column.made().isInstance(r.getObject(i + 1)));
				}
				r.next();
				for (int i = 0; i < COLUMNS.size(); i++) {
					same(null, r.getObject(i + 1));
				}
			}
		});
		check("intervals, TIMETZ and VARBYTE", c -> {
			run(c, "create table t (a interval year to month, b interval day to second, c timetz, d varbyte(10))");
			try (PreparedStatement p = c.prepareStatement("insert into t values (?, ?, ?, ?)")) {
				p.setObject(1, "1 year 2 months", Types.OTHER);
				p.setObject(2, "3 days 04:05:06.5", Types.OTHER);
				p.setObject(3, "01:02:03+02", Types.OTHER);
				p.setObject(4, "abc", Types.OTHER);
				same(1, p.executeUpdate());
			}
			try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("select * from t")) {
				r.next();
				same("1 year 2 mons", r.getString("a"));
				same("3 days 04:05:06.5", r.getString("b"));
				same("23:02:03+00", r.getString("c"));
				same("abc", new String(r.getBytes("d")));
				same(List.of("intervaly2m", "intervald2s", "timetz", "varbyte"), List.of(r.getMetaData().getColumnTypeName(1), r.getMetaData().getColumnTypeName(2),
						r.getMetaData().getColumnTypeName(3), r.getMetaData().getColumnTypeName(4)));
			}
		});
		check("what a result says of its columns", c -> {
			run(c, "create table t (a integer not null, b varchar(20), c decimal(10,2), d char(3), e timestamp)");
			try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("select a, b as name, c, d, e, count(*) from t group by 1, 2, 3, 4, 5")) {
				ResultSetMetaData m = r.getMetaData();
				List<Object> told = new ArrayList<>();
				for (int i = 1; i <= m.getColumnCount(); i++) {
					told.add(row(m.getColumnLabel(i), m.getColumnTypeName(i), m.getPrecision(i), m.getScale(i), m.getColumnDisplaySize(i)));
				}
				same(List.of(row("a", "int4", 10, 0, 11), row("name", "varchar", 20, 0, 20), row("c", "numeric", 10, 2, 12), row("d", "bpchar", 3, 0, 3), row("e", "timestamp", 29, 6, 29), row("count", "int8", 19, 0, 20)), told);
			}
		});
		check("what a statement says of its parameters", c -> {
			run(c, "create table t (a integer, b varchar(20), c decimal(10,2))");
			try (PreparedStatement p = c.prepareStatement("insert into t values (?, ?, ?)")) {
				same(3, p.getParameterMetaData().getParameterCount());
				same(List.of("int4", "varchar", "numeric"), List.of(p.getParameterMetaData().getParameterTypeName(1), p.getParameterMetaData().getParameterTypeName(2), p.getParameterMetaData().getParameterTypeName(3)));
			}
			try (PreparedStatement p = c.prepareStatement("select a, b from t where a = ?")) {
				same(List.of("a", "b"), List.of(p.getMetaData().getColumnName(1), p.getMetaData().getColumnName(2)));
			}
		});
	}

	static void catalogue() {
		check("catalogs and schemas", c -> {
			same(List.of(row("dev")), pick(c.getMetaData().getCatalogs(), "TABLE_CAT"));
			same(List.of(row("jdbc", "dev")), pick(c.getMetaData().getSchemas(null, "jdbc"), "TABLE_SCHEM", "TABLE_CATALOG"));
			List<List<Object>> every = pick(c.getMetaData().getSchemas(), "TABLE_SCHEM");
			for (String name : List.of("jdbc", "public", "pg_catalog", "information_schema")) {
				same(name, true, every.contains(row(name)));
			}
		});
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

	static void tables(Connection c) throws SQLException {
		run(c, "create table parent (i integer not null, j varchar(10) not null, k decimal(10,5) default 1.5, primary key (i, j)) diststyle key distkey (i) compound sortkey (j, i)");
		run(c, """
				create table child (n bigint identity(1,1), i integer, j varchar(10), c char(20), m timestamptz, primary key (n),
				constraint to_parent foreign key (i, j) references parent (i, j))""");
		run(c, "create view seen as select i, j from parent");
	}

	// How it is checked.

	/** Runs a check on a connection of its own, in an empty schema. */
	static void check(String name, Check check) {
		Throwable wrong = attempt(check);
		report(name, wrong == null, wrong);
	}

	static Throwable attempt(Check check) {
		try (Connection c = connect()) {
			if (!url.contains(":iam:")) {
				run(c, "drop schema if exists jdbc cascade");
				run(c, "create schema jdbc");
				run(c, "set search_path to jdbc");
			}
			check.run(c);
			return null;
		} catch (Exception | AssertionError e) {
			return e;
		}
	}

	static void report(String name, boolean ok, Throwable wrong) {
		if (ok) {
			passed++;
			System.out.println("ok     " + name);
			return;
		}
		failed++;
		System.out.println("FAILED " + name + ": " + wrong + " at " + Arrays.stream(wrong.getStackTrace()).filter(f -> f.getClassName().startsWith("Jdbc")).findFirst().orElse(null));
	}

	static void cancel(Statement s) {
		try {
			s.cancel();
		} catch (SQLException e) {
			throw new IllegalStateException(e);
		}
	}

	static Connection connect() throws SQLException {
		return DriverManager.getConnection(url, properties);
	}

	static void run(Connection c, String sql) throws SQLException {
		try (Statement s = c.createStatement()) {
			s.execute(sql);
		}
	}

	static List<List<Object>> query(Connection c, String sql) throws SQLException {
		try (Statement s = c.createStatement()) {
			return rows(s.executeQuery(sql));
		}
	}

	static Object one(Connection c, String sql) throws SQLException {
		List<List<Object>> rows = query(c, sql);
		same(sql, 1, rows.size());
		return rows.get(0).get(0);
	}

	static List<List<Object>> rows(ResultSet r) throws SQLException {
		List<List<Object>> all = new ArrayList<>();
		while (r.next()) {
			List<Object> row = new ArrayList<>();
			for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
				row.add(r.getObject(i));
			}
			all.add(row);
		}
		return all;
	}

	/** The named columns of a result of DatabaseMetaData, numbers as whole ones. */
	static List<List<Object>> pick(ResultSet r, String... names) throws SQLException {
		List<List<Object>> all = new ArrayList<>();
		while (r.next()) {
			List<Object> row = new ArrayList<>();
			for (String name : names) {
				Object value = r.getObject(name);
				row.add(value instanceof Number number ? (Object) number.intValue() : value);
			}
			all.add(row);
		}
		return all;
	}

	static List<Object> row(Object... values) {
		return Arrays.asList(values);
	}

	interface Refusal {
		void run() throws SQLException;
	}

	static void refused(String state, String text, Refusal what) {
		try {
			what.run();
		} catch (SQLException e) {
			same(state, e.getSQLState());
			if (!e.getMessage().contains(text)) {
				throw new AssertionError("\"" + e.getMessage() + "\" has not \"" + text + "\"");
			}
			return;
		}
		throw new AssertionError("was not refused: " + text);
	}

	static void same(Object wanted, Object got) {
		same("", wanted, got);
	}

	static void same(String what, Object wanted, Object got) {
		if (!Objects.equals(wanted, got)) {
			throw new AssertionError(what + ": wanted " + wanted + ", got " + got);
		}
	}
}
