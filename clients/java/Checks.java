import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** How checks are run and counted, and what they say of what they find. */
abstract class Checks {
	interface Check {
		void run(Connection c) throws Exception;
	}

	static String url;
	static final Properties properties = new Properties();
	static int passed;
	static int failed;

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
		System.out.println("FAILED " + name + ": " + wrong + " at " + Arrays.stream(wrong.getStackTrace()).filter(f -> f.getClassName().matches("(Jdbc|Catalogue)([$].*)?")).findFirst().orElse(null));
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
