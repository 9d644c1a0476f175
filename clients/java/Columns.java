import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;

/** Prints what DatabaseMetaData tells of the columns of a schema, a line each: relation, column and type. Run as {@code java -cp 'jars/*' Columns.java URL USER PASSWORD SCHEMA}. */
class Columns {
	public static void main(String[] args) throws Exception {
		PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
		try (Connection c = DriverManager.getConnection(args[0], args[1], args[2]); ResultSet r = c.getMetaData().getColumns(null, args[3], "%", "%")) {
			while (r.next()) {
				out.println(r.getString("TABLE_NAME") + "\t" + r.getString("COLUMN_NAME") + "\t" + r.getString("TYPE_NAME"));
			}
		}
		out.flush();
	}
}
