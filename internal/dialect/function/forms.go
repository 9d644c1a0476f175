package function

// Functions of the guide whose calls package bind writes itself. Their names stand here so that the lists of functions are
// whole.
var (
	aggregateForms   = []Form{{Name: "approximate count"}, {Name: "approximate percentile_disc"}, {Name: "grouping"}}
	conditionalForms = []Form{{Name: "case"}, {Name: "decode"}}
	conversionForms  = []Form{{Name: "cast"}, {Name: "convert"}, {Name: "try_cast"}}
	datetimeForms    = []Form{{Name: "at time zone"}, {Name: "current_date"}, {Name: "sysdate"}}
	objectForms      = []Form{{Name: "object_transform"}}
	stringForms      = []Form{}
	leaderForms      = []Form{{Name: "current_time"}, {Name: "current_timestamp"}, {Name: "localtime"}, {Name: "localtimestamp"}}

	administrationForms = []Form{
		{Name: "current_setting", Partial: "the name must be written down"},
		{Name: "set_config", Partial: "name and value must be written down, and the call be all of a statement's list"},
	}
	systemForms = []Form{
		{Name: "current_database"}, {Name: "current_schema"}, {Name: "current_user"}, {Name: "session_user"}, {Name: "current_user_id"}, {Name: "user"}, {Name: "version"}, {Name: "pg_backend_pid"},
		{Name: "has_database_privilege", Partial: "what is asked about must be written down"},
		{Name: "has_schema_privilege", Partial: "what is asked about must be written down"},
		{Name: "has_table_privilege", Partial: "what is asked about must be written down"},
	}
)
