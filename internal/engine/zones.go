package engine

// ZoneAbbreviations are how far east of Greenwich zones are that are called by an abbreviation, in minutes. One has no summer
// time of its own, and goes before a zone that has a file of that name.
// Source: docs.aws.amazon.com/redshift/latest/dg/time-zone-abbrev.html; the offsets are those of PostgreSQL 8.0.
var ZoneAbbreviations = map[string]int{
	"UTC": 0, "GMT": 0, "Z": 0, "ZULU": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "MET": 60, "MEST": 120,
	"EET": 120, "EEST": 180, "MSK": 180, "MSD": 240, "SGT": 480, "HKT": 480, "JST": 540, "KST": 540, "AWST": 480, "ACST": 570, "ACDT": 630, "AEST": 600,
	"AEDT": 660, "NZST": 720, "NZDT": 780, "NST": -210, "NDT": -150, "AST": -240, "ADT": -180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
	"MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "BRT": -180, "ART": -180,
}
