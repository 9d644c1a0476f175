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
	approximate asymmetric at attach
	by
	checkpoint cluster connect convert cube current
	day delete describe detach double duplicates
	escape exclude exists extract
	fetch first fmt following
	grouping
	hour
	include insert
	last lateral listen load
	matched max merge minute month move
	national next notify
	over overlay
	position preceding precision prior
	qualify
	range recursive reflect reindex release remove returning rollup row rows
	savepoint second set sets share start strconv strings substring symmetric
	temp temporary trim truncate try_cast tz
	unbounded unicode unknown unlisten update use
	values varying
	window within
	year
	zone`
