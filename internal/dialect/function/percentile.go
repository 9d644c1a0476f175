package function

// percentileFunctions look at values in order. The percentile is a number that is written
// down. Interpolated numbers have the places of the value and of the percentile, so that a
// MEDIAN of whole numbers has one. APPROXIMATE PERCENTILE_DISC is PERCENTILE_DISC.
// Sources: r_MEDIAN.html, r_PERCENTILE_CONT.html and r_APPROXIMATE_PERCENTILE_DISC.html in
// docs.aws.amazon.com/redshift/latest/dg.
var percentileFunctions = []Function{
	{Name: "median", Kind: Aggregate, Args: "int2", Result: "numeric(20,1)", Engine: "CAST(quantile_cont(CAST({1} AS DECIMAL(20,1)), 0.5){o} AS DECIMAL(20,1))"},
	{Name: "median", Kind: Aggregate, Args: "int4", Result: "numeric(20,1)", Engine: "CAST(quantile_cont(CAST({1} AS DECIMAL(20,1)), 0.5){o} AS DECIMAL(20,1))"},
	{Name: "median", Kind: Aggregate, Args: "int8", Result: "numeric(20,1)", Engine: "CAST(quantile_cont(CAST({1} AS DECIMAL(20,1)), 0.5){o} AS DECIMAL(20,1))"},
	{Name: "median", Kind: Aggregate, Args: "numeric", Result: "numeric(38,s1+1)", Engine: "CAST(quantile_cont(CAST({1} AS DECIMAL(38,{s})), 0.5){o} AS DECIMAL(38,{s}))"},
	{Name: "median", Kind: Aggregate, Args: "float4", Result: "float8", Engine: "quantile_cont(CAST({1} AS DOUBLE), 0.5){o}"},
	{Name: "median", Kind: Aggregate, Args: "float8", Result: "float8", Engine: "quantile_cont(CAST({1} AS DOUBLE), 0.5){o}"},
	{Name: "median", Kind: Aggregate, Args: "date", Result: "date", Engine: "CAST(quantile_cont({1}, 0.5){o} AS DATE)"},
	{Name: "median", Kind: Aggregate, Args: "timestamp", Result: "timestamp", Engine: "quantile_cont({1}, 0.5){o}"},
	{Name: "median", Kind: Aggregate, Args: "timestamptz", Result: "timestamptz", Engine: "quantile_cont({1}, 0.5){o}"},
	{Name: "percentile_cont", Kind: Aggregate, Args: "numeric", Within: "int2", Result: "numeric(38,sw+s1)", Engine: "CAST(quantile_cont(CAST({w} AS DECIMAL(38,{s})), CASE WHEN '{minus}' = '-' THEN 1 - CAST({1} AS DOUBLE) ELSE CAST({1} AS DOUBLE) END){o} AS DECIMAL(38,{s}))"},
	{Name: "percentile_cont", Kind: Aggregate, Args: "numeric", Within: "int4", Result: "numeric(38,sw+s1)", Engine: "CAST(quantile_cont(CAST({w} AS DECIMAL(38,{s})), CASE WHEN '{minus}' = '-' THEN 1 - CAST({1} AS DOUBLE) ELSE CAST({1} AS DOUBLE) END){o} AS DECIMAL(38,{s}))"},
	{Name: "percentile_cont", Kind: Aggregate, Args: "numeric", Within: "int8", Result: "numeric(38,sw+s1)", Engine: "CAST(quantile_cont(CAST({w} AS DECIMAL(38,{s})), CASE WHEN '{minus}' = '-' THEN 1 - CAST({1} AS DOUBLE) ELSE CAST({1} AS DOUBLE) END){o} AS DECIMAL(38,{s}))"},
	{Name: "percentile_cont", Kind: Aggregate, Args: "numeric", Within: "numeric", Result: "numeric(38,sw+s1)", Engine: "CAST(quantile_cont(CAST({w} AS DECIMAL(38,{s})), CASE WHEN '{minus}' = '-' THEN 1 - CAST({1} AS DOUBLE) ELSE CAST({1} AS DOUBLE) END){o} AS DECIMAL(38,{s}))"},
	{Name: "percentile_cont", Kind: Aggregate, Args: "numeric", Within: "float4", Result: "float8", Engine: "quantile_cont(CAST({w} AS DOUBLE), CASE WHEN '{minus}' = '-' THEN 1 - CAST({1} AS DOUBLE) ELSE CAST({1} AS DOUBLE) END){o}"},
	{Name: "percentile_cont", Kind: Aggregate, Args: "numeric", Within: "float8", Result: "float8", Engine: "quantile_cont(CAST({w} AS DOUBLE), CASE WHEN '{minus}' = '-' THEN 1 - CAST({1} AS DOUBLE) ELSE CAST({1} AS DOUBLE) END){o}"},
	{Name: "percentile_cont", Kind: Aggregate, Args: "numeric", Within: "date", Result: "date", Engine: "CAST(quantile_cont({w}, CASE WHEN '{minus}' = '-' THEN 1 - CAST({1} AS DOUBLE) ELSE CAST({1} AS DOUBLE) END){o} AS DATE)"},
	{Name: "percentile_cont", Kind: Aggregate, Args: "numeric", Within: "timestamp", Result: "timestamp", Engine: "quantile_cont({w}, CASE WHEN '{minus}' = '-' THEN 1 - CAST({1} AS DOUBLE) ELSE CAST({1} AS DOUBLE) END){o}"},
	{Name: "percentile_cont", Kind: Aggregate, Args: "numeric", Within: "timestamptz", Result: "timestamptz", Engine: "quantile_cont({w}, CASE WHEN '{minus}' = '-' THEN 1 - CAST({1} AS DOUBLE) ELSE CAST({1} AS DOUBLE) END){o}"},
	{Name: "percentile_disc", Kind: Aggregate, Args: "numeric", Within: "any", Result: "=w", Engine: "quantile_disc({w}, CASE WHEN '{minus}' = '-' THEN -greatest(CAST({1} AS DOUBLE), 1e-12) ELSE CAST({1} AS DOUBLE) END){o}"},
}
