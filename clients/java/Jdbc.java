import java.math.BigDecimal;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
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
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The Redshift JDBC driver against a cluster: connecting, statements, parameters, types, batches,
 * and what DatabaseMetaData tells. Run as {@code java -cp 'CLASSES:jars/*' Jdbc URL [NAME VALUE …]},
 * with properties of the connection behind the URL. It prints a line for each check, and ends
 * with how many passed and failed.
 */
public final class Jdbc extends Checks {

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
			Catalogue.checkAll(older());
		}
		System.out.println(passed + " passed, " + failed + " failed");
		System.exit(failed == 0 ? 0 : 1);
	}

	/** Whether the driver is of before SHOW. */
	static boolean older() {
		try {
			return DriverManager.getDriver(url).getMinorVersion() < 2;
		} catch (SQLException e) {
			throw new IllegalStateException(e);
		}
	}

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
			new Column("a smallint", (short) -32768, -32768, Types.SMALLINT, Number.class),
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
					// Older drivers make an Integer of a SMALLINT, and call a TIMESTAMPTZ a TIMESTAMP.
					same(column.definition(), column.out(), r.getObject(i + 1) instanceof Short small ? small.intValue() : r.getObject(i + 1));
					int wanted = older() && column.type() == Types.TIMESTAMP_WITH_TIMEZONE ? Types.TIMESTAMP : column.type();
					same(column.definition(), wanted, r.getMetaData().getColumnType(i + 1));
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

	static void cancel(Statement s) {
		try {
			s.cancel();
		} catch (SQLException e) {
			throw new IllegalStateException(e);
		}
	}
}
