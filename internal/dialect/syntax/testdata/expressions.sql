// Expressions: literals, operators and their precedence, functions.
SELECT 1, .5, 1., 1e-3, 1.5E10, 12345678901234567890
SELECT 'a', E'a\tb', 'it''s', 'a\'b', '\\d+', '', 'ä', E'\x41\102'
SELECT $$body$$, $x$a $$ b$x$, N'n'
SELECT NULL, TRUE, FALSE
SELECT DATE '2024-01-31', TIME '12:00', TIMESTAMP '2024-01-01 00:00:00', TIMETZ '20:00 PST', TIMESTAMPTZ '2024-01-01'
SELECT TIMESTAMP WITH TIME ZONE '2001-02-16 20:38:40-05' AT TIME ZONE 'MST', TIME WITHOUT TIME ZONE '10:00'
SELECT INTERVAL '1 day', INTERVAL '1' DAY, INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1 2:3:4.5' DAY TO SECOND (3), INTERVAL '5' SECOND(2)
SELECT NUMERIC '1.5', DOUBLE PRECISION '2', CHAR(3) 'abc', VARCHAR 'x', CHARACTER VARYING(5) 'hello', DECIMAL(4,1) '2.5'
SELECT $1, :name, :1, $2::INT, :a + :b
SELECT a, t.a, s.t.a, d.s.t.a, "A", "select", t."Mixed Case", "quo""te"
SELECT t.*, s.t.*, *
SELECT 1 + 2 * 3 - 4 / 5 % 6 ^ 7, (1 + 2) * 3, -(1 + 2), - -1, +1, - +1, -a ^ 2, (-a) ^ 2, -(a ^ 2)
SELECT 2 ^ 3 ^ 4, 2 ^ (3 ^ 4), 10 - 3 - 2, 10 - (3 - 2), 10 / 5 / 2, 10 / (5 / 2)
SELECT @ -5, |/ 25.0, ||/ 27.0, ~ 1, ~1 & 2, 1 | 2 # 3 & 4, 1 << 2 >> 1, a # b
SELECT 'a' || 'b' || 'c', 'a' || ('b' || 'c'), a || b = c, (a || b) IS NULL, a || b IS NULL
SELECT a = b, a <> b, a != b, a < b, a <= b, a > b, a >= b, a = b = c, (a = b) = c, (a < b) < c
SELECT a = b AND c = d OR NOT e AND f, (a OR b) AND (c OR d), NOT (a AND b), NOT NOT a, NOT a = b, (NOT a) = b
SELECT a AND b AND c AND d, (a AND b) AND c, a AND (b AND c), a OR b OR (c OR d)
SELECT a IS NULL, a IS NOT NULL, a ISNULL, a NOTNULL, a IS TRUE, a IS NOT FALSE, a IS UNKNOWN, a IS NOT UNKNOWN
SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b, (a IS NULL) IS NULL, a + 1 IS NULL, a = b IS NULL, (a = b) IS NULL
SELECT a IN (1, 2, 3), a NOT IN ('x'), a IN (SELECT b FROM t), (a, b) IN (SELECT c, d FROM t), (a, b) NOT IN ((1, 2), (3, 4))
SELECT a BETWEEN 1 AND 2, a NOT BETWEEN 1 AND 2 AND b, a BETWEEN SYMMETRIC 2 AND 1, a BETWEEN b + 1 AND c * 2, (a BETWEEN 1 AND 2) = b
SELECT a LIKE 'x%', a NOT LIKE 'x', a ILIKE 'X', a NOT ILIKE 'x', a LIKE 'x\\%' ESCAPE '\\', a SIMILAR TO 'a|b', a NOT SIMILAR TO '(x)' ESCAPE '^'
SELECT a ~ 'x', a ~* 'x', a !~ 'x', a !~* 'x', a ~~ 'x', a ~~* 'x', a !~~ 'x', a ~ 'x' AND b
SELECT a = ANY (SELECT 1), a <> ALL (SELECT b FROM t), a > SOME (SELECT 2), a = ANY (ARRAY[1, 2]), a + 1 >= ALL (b)
SELECT EXISTS (SELECT 1), NOT EXISTS (SELECT * FROM t WHERE t.a = u.a)
SELECT (SELECT 1), (SELECT max(a) FROM t) + 1, ((SELECT 1)), ((SELECT 1) + 2), ((SELECT 1) UNION (SELECT 2))
SELECT (1, 2), ROW(1), ROW(1, 2), (a, b) = (c, d), (a, b) = (SELECT 1, 2)
SELECT ARRAY[1, 2, 3], ARRAY[], ARRAY(1, 'a', ARRAY(2)), ARRAY(SELECT a FROM t), ARRAY()
SELECT CASE WHEN a THEN 1 END, CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'y' ELSE 'z' END, CASE WHEN a THEN CASE WHEN b THEN 1 ELSE 2 END ELSE 3 END
SELECT a::INT, a::VARCHAR(10)::CHAR(3), '1'::SUPER, -1::INT, (-1)::INT, (a + b)::DECIMAL(10, 2), a::DATE - b::DATE, 1::BIGINT + 2
SELECT CAST(a AS INT), TRY_CAST(a AS DATE), CONVERT(VARCHAR(30), GETDATE()), CONVERT(INT, a + 1), CAST(a AS VARCHAR(MAX))
SELECT x::smallint, x::int2, x::integer, x::int4, x::bigint, x::int8, x::decimal, x::numeric(38, 10), x::dec(5), x::real, x::float4, x::float8, x::float, x::float(10), x::float(53), x::double precision
SELECT x::boolean, x::bool, x::char, x::char(1), x::character(2), x::nchar(3), x::bpchar, x::bpchar(9), x::varchar, x::character varying, x::char varying (4), x::nvarchar(5), x::text, x::national character varying (3), x::national char(2)
SELECT x::date, x::time, x::time with time zone, x::timetz, x::timestamp, x::timestamp without time zone, x::timestamp with time zone, x::timestamptz, x::timestamp(3) with time zone
SELECT x::interval, x::interval year to month, x::interval day to second(3), x::interval hour, x::varbyte, x::varbyte(64), x::varbinary(MAX), x::binary varying(3), x::super, x::hllsketch, x::geometry, x::geography
SELECT 't'::regclass, x::pg_catalog.int4, x::"char", x::name, x::oid, x::_int4, x::int[], x::"My Type", x::myschema.mytype
SELECT COUNT(*), COUNT(DISTINCT a), COUNT(ALL a), SUM(a + b), MAX(a), f(), f(1, 'x', NULL), s.f(1), pg_catalog.f(2), count(t.*)
SELECT COALESCE(a, b, 0), NVL(a, b), NVL2(a, b, c), NULLIF(a, 0), GREATEST(a, b), LEAST(a, b), DECODE(a, 1, 'x', 'y'), LEFT(a, 3), RIGHT(a, 2), LEN(a), COLLATE(a, 'case_insensitive')
SELECT APPROXIMATE COUNT(DISTINCT a), APPROXIMATE PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY a), approximate FROM t
SELECT LISTAGG(a, ', ') WITHIN GROUP (ORDER BY b DESC, c), LISTAGG(DISTINCT a) WITHIN GROUP (ORDER BY a) OVER (PARTITION BY d), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a)
SELECT ROW_NUMBER() OVER (), RANK() OVER (ORDER BY a), SUM(a) OVER (PARTITION BY b, c ORDER BY d DESC NULLS LAST, e ASC NULLS FIRST)
SELECT LAG(a, 1) IGNORE NULLS OVER (ORDER BY b), LAG(a IGNORE NULLS) OVER (ORDER BY b), FIRST_VALUE(a RESPECT NULLS) OVER (ORDER BY b), LEAD(a) RESPECT NULLS OVER (ORDER BY b)
SELECT SUM(a) OVER (ORDER BY b ROWS UNBOUNDED PRECEDING), SUM(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING), SUM(a) OVER (ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), SUM(a) OVER (ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING), SUM(a) OVER (ORDER BY b ROWS 3 PRECEDING)
SELECT EXTRACT(YEAR FROM a), EXTRACT('month' FROM a), EXTRACT(epoch FROM TIMESTAMP '2024-01-01'), EXTRACT("day" FROM a), DATE_PART(day, a), DATEADD(month, 1, a), DATEDIFF(qtr, a, b), DATE_TRUNC('week', a)
SELECT TRIM(a), TRIM(BOTH FROM a), TRIM(LEADING 'x' FROM a), TRIM(TRAILING a), TRIM('x' FROM a), TRIM(a, 'x'), TRIM(BOTH 'a' || 'b' FROM c), BTRIM(a)
SELECT SUBSTRING(a FROM 2), SUBSTRING(a FROM 2 FOR 3), SUBSTRING(a FOR 3), SUBSTRING(a, 1, 2), SUBSTR(a, 1), POSITION('x' IN a), POSITION('x' || 'y' IN (a = b)), OVERLAY(a PLACING 'x' FROM 2), OVERLAY(a PLACING 'x' FROM 2 FOR 3)
SELECT CURRENT_DATE, CURRENT_TIME, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP(3), LOCALTIME, LOCALTIMESTAMP(0), CURRENT_USER, CURRENT_USER_ID, SESSION_USER, USER, SYSDATE, current_schema(), current_database(), current_aws_account
SELECT a.b[0].c, a[0], a[0][1], a['key'], a.b.c['k'].d, (a).b, (a.b).c, f(x).y, (a::SUPER).b, (a || b)[0], current_schemas(true)[1], a[0]::INT, $1[2], (a + b).c, (:p).c
SELECT a AT TIME ZONE 'UTC', a AT TIME ZONE 'UTC' AT TIME ZONE b, (a + b) AT TIME ZONE c, a + b AT TIME ZONE c, -a AT TIME ZONE b, a AT TIME ZONE (b || c)
SELECT (a, b) OVERLAPS (c, d), a.id = b.id(+), a.id(+) = b.id, a(+)
SELECT a date, b AS select, c "C", d AS "d e", e year, f AS user, 1 one, 'x' name, count(*) cnt, CURRENT_DATE d
SELECT date, time, year, month, name, type, value, key, data, status, level , row, values, first, last, temp, oid, trim, position FROM t
SELECT date(a), time(a), year(a), text(b), char(a), interval_x
SELECT # a, @# b, a <-1, a>=-1, a*-1, a- -1, a-(-1), b|-1, b @-1, 2*@-3, a=-b
SELECT a IS NULL AND b IN (1) OR c BETWEEN 1 AND 2 AND d LIKE 'x', a IN (1) = b, NOT a IN (1), NOT a LIKE 'b'
SELECT 'first' 
SELECT "Date" FROM "Order Details" WHERE "Group" = 'x' AND "value" > 0 AND "name" <> "abc"
SELECT f(a => 1)
SELECT JSON_PARSE('{"a": [1, 2]}').a[0], OBJECT('a', 1, 'b', ARRAY(1)), JSON_EXTRACT_PATH_TEXT(a, 'b', 'c')
SELECT TO_CHAR(CURRENT_TIMESTAMP, 'YYYY-MM-DD HH24:MI:SS.MS TZ'), GETDATE()::DATE, SYSDATE - INTERVAL '7 days', TRUNC(SYSDATE)
SELECT @ (a + b), @ a + b, (@ a) + b, a + (@ b), 1 ^ (~ 2), a || @ b || c, NOT (NOT a) = b, (NOT a) IS NULL, a = (NOT b)
SELECT (a IS NULL) = b, a IS NULL = b, a LIKE (b LIKE c), (a LIKE b) LIKE c, a LIKE b = c, (a IN (1)) IN (2), (a, b) = ANY (SELECT 1, 2)
SELECT E'\b\f\r\t\n\xC3\xA9\xc3\xa9\\\q', '\101\7', 'a''b\'c', E'\xZ', 'é'||'日本', a AS "日本 語"
SELECT a b, c　d
