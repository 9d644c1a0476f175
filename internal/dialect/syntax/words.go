package syntax

import "strings"

// A wordClass is what a keyword is to a name.
type wordClass uint8

const (
	none     wordClass = iota // an ordinary name
	known                     // has a meaning somewhere in the grammar; a name elsewhere
	reserved                  // a name only in quotes
)

// keywords are all words that the grammar knows. A name in quotes that is one of
// them keeps its quotes when it is printed.
var keywords = classify()

func classify() map[string]wordClass {
	m := map[string]wordClass{}
	for _, w := range strings.Fields(knownWords) {
		m[w] = known
	}
	for w := range typeSpellings {
		m[w] = known
	}
	for _, w := range strings.Fields(reservedWords) {
		m[w] = reserved
	}
	return m
}

// Source: the list of reserved words in the Redshift database developer guide,
// without oid: queries of the system catalogue name it bare, and are answered.
const reservedWords = `
	aes128 aes256 all allowoverwrite analyse analyze and any array as asc authorization az64
	backup between binary blanksasnull both bytedict bzip2
	case cast check collate column constraint create credentials cross
	current_date current_time current_timestamp current_user current_user_id
	default deferrable deflate defrag delta delta32k desc disable distinct do
	else emptyasnull enable encode encrypt encryption end except explicit
	false for foreign freeze from full globaldict256 globaldict64k grant group gzip
	having identity ignore ilike in initially inner intersect interval into is isnull
	join language leading left like limit localtime localtimestamp lun luns lzo lzop
	minus mostly16 mostly32 mostly8 natural new not notnull null nulls
	off offline offset old on only open or order outer overlaps
	parallel partition percent permissions pivot placing primary
	raw readratio recover references rejectlog resort respect restore right
	select session_user similar snapshot some sysdate system
	table tag tdes text255 text32k then timestamp to top trailing true truncatecolumns
	union unique unnest unpivot user using verbose wallet when where with without`

const knownWords = `
	abort absolute acceptanydate acceptinvchars access_key_id account add addquotes admin alter append approximate asymmetric at
	attach authentication authentication_arn auto avro
	backward begin binding boost by
	call cancel cascade case_insensitive case_sensitive catalog catalog_id catalog_role characteristics checkpoint ci cleanpath close
	cluster columns comment commit committed compound compression comprows compupdate connect constraints convert copy createdb
	createuser cs csv cube current cursor
	data database databases datashare datashares dateformat day deallocate declare defaults definer delete delimiter describe detach
	discard distkey diststyle double drop duplicates
	encoding encrypted escape even exclude excluding execute exists explain explicit_ids exported extension external externalid
	extract
	fetch fillrecord filltarget first fixedwidth following force format forward function functions
	gb generated grants grouping
	header hive hold hour
	iam_role if ignoreallerrors ignoreblanklines ignoreextra ignoreheader immutable include including index inout insensitive insert
	integration interleaved invoker isolation
	job jobs json
	kafka keep key keys kinesis kms_key_id
	languages last lateral level list listen load local lock
	manifest masking master_symmetric_key matched materialized max maxerror maxfilesize mb merge metastore metastore_client minute
	model models month move msk mysql
	names namespace national next no nocopy nocreatedb nocreateuser noload nonatomic none notify number
	object_transform of operator option orc out over overlay owner
	parameters parquet password pg_catalog policies port position postgres preceding precision predicate prepare prior privileges
	procedure procedures public
	qualify quota quote
	range read recluster recursive redshift refresh region reindex relative release remove removequotes rename repeatable
	replace reset restrict returning returns revoke role rollback rollup roundec row rowgroupsize rows
	savepoint schema schemas scroll second secret_access_key secret_arn security serializable session session_token set sets
	shapefile share show simplify sort sortkey ssh stable start statupdate stdin substring symmetric
	tables tb temp templates temporary timeformat timezone token transaction transaction_isolation trim trimblanks truncate try_cast
	type tz
	unbounded uncommitted unknown unlimited unlisten unload update uri use
	vacuum values varying view views volatile
	window within work write
	year yes
	zone zstd`
