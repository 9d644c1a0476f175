// The kind of SQL that drivers, tools and models send.
SELECT n.nspname AS "Schema", c.relname AS "Name", CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' END AS "Type" FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', '') AND n.nspname !~ '^pg_toast' AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 1, 2;
SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relname OPERATOR(pg_catalog.~) '^(t)$' AND a OPERATOR(pg_catalog.=) b || c
SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), (SELECT substring(d.adsrc for 128) FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef) FROM pg_catalog.pg_attribute a WHERE a.attrelid = '16384'::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped
SELECT current_database AS table_cat FROM current_database()
SELECT current_schemas(true)[1], (information_schema._pg_expandarray(i.indkey)).n FROM pg_index i
SELECT i.indkey[0], con.conkey[1] FROM pg_index i, pg_constraint con WHERE a.attnum = ANY(con.conkey) OR 'x' = ANY (ARRAY['a', 'b']::text[])
SELECT * FROM svv_table_info WHERE 1
SELECT NULL::text AS "PROCEDURE_CAT", 0 AS nullable, t.oid, typname FROM pg_type t WHERE oid = 23
begin transaction
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
show transaction_read_only
SET application_name TO 'tool 1.0'; SELECT pg_backend_pid(); SET query_group TO 'x'
DECLARE "SQL_CUR0x7f" CURSOR FOR SELECT "t"."a" AS "a", SUM(1) AS "sum:Number of Records:ok" FROM "public"."t" "t" GROUP BY 1 HAVING (COUNT(1) > 0)
FETCH 10000 IN "SQL_CUR0x7f"; CLOSE "SQL_CUR0x7f"
CREATE LOCAL TEMPORARY TABLE "#Tool_1_Connect" ("COL" INTEGER NOT NULL)
select * from (select "t"."a", row_number() over (partition by "t"."b" order by "t"."c" desc) as rn from "db"."public"."t") as q where rn = 1 limit 500
create table "dev"."public"."model__dbt_tmp" diststyle all compound sortkey(a, b) as ( select * from src );
alter table "dev"."public"."model" rename to "model__dbt_backup"
drop view if exists "dev"."public"."v" cascade
insert into "public"."t" ("a", "b") ( select "a", "b" from "t__dbt_tmp" )
delete from t using t__dbt_tmp where ( t.id = t__dbt_tmp.id )
select count(*) as failures, count(*) != 0 as should_warn from ( select 1 where false ) dbt_internal_test
SELECT DATE(CONVERT_TIMEZONE('UTC', 'Europe/Paris', o.created_at)) AS d FROM orders AS o WHERE ((o.created_at >= (TIMESTAMP '2024-01-01')) AND (o.created_at < (DATEADD(day, 7, DATE_TRUNC('day', GETDATE()))))) GROUP BY 1 ORDER BY 1 DESC
SELECT TRIM(pgdb.datname) AS db, trim(a.name) AS tbl, b.mbytes, a.rows FROM (SELECT db_id, id, name, SUM(rows) AS rows FROM stv_tbl_perm a GROUP BY db_id, id, name) AS a JOIN pg_class AS pgc ON pgc.oid = a.id LEFT JOIN (SELECT tbl, COUNT(*) AS mbytes FROM stv_blocklist GROUP BY tbl) b ON a.id = b.tbl ORDER BY b.mbytes DESC, a.db_id
SELECT 'ALTER TABLE ' + QUOTE_IDENT(n) + ';' || CHR(10), ROUND(1.0 * a / NULLIF(b, 0), 2)::DECIMAL(5, 2), LEN(x) > 5 FROM t WHERE y ILIKE '%x%' AND z ~ '\\d+'
SELECT e.a, NVL2(e.b, 'x', 'y'), DECODE(e.c, 1, 'a', 2, 'b', 'z'), LISTAGG(DISTINCT e.d, ',') WITHIN GROUP (ORDER BY e.d) FROM emp e, dept d WHERE e.dept_id = d.id(+) AND e.x(+) = 5 GROUP BY 1, 2, 3
SELECT OBJECT_TRANSFORM(a KEEP '"x"', '"y"' SET '"z"', 1, '"w"', b.c), OBJECT_TRANSFORM(a SET 'x', 1) FROM t
INSERT INTO t (a, b) VALUES (:a, :b::DATE), (:c, CAST(:d AS TIMESTAMP))
UNLOAD ('select * from venue where venueseats > 0') TO 's3://bucket/prefix_' CREDENTIALS 'aws_access_key_id=x;aws_secret_access_key=y' DELIMITER '|' ADDQUOTES ALLOWOVERWRITE ESCAPE GZIP PARALLEL OFF
